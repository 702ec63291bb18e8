// The npm package `web-push` to the same server: it encrypts, signs and posts, over an agent that keeps its connections. `web-push.ts
// <FILE>`; for each `single N` on standard input it sends N, 64 at a time, and says `done <pushes> <ms> <CPU ms>`.
import { readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { createInterface } from 'node:readline'
import webpush from 'web-push'
import type { VendorInput } from '../vendors.ts'

const inFlight = 64

const { tokens, ca } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as VendorInput
const subscriptions = tokens.map(token => JSON.parse(token) as webpush.PushSubscription)
const agent = new Agent({ keepAlive: true, maxSockets: inFlight, ca })
const { publicKey, privateKey } = webpush.generateVAPIDKeys()
const vapidDetails = { subject: 'mailto:ops@example.com', publicKey, privateKey }

process.stdout.write('ready to send\n')
for await (const line of createInterface(process.stdin)) {
  const count = Number(line.split(' ')[1])
  const startedMs = performance.now()
  const cpu = process.cpuUsage()
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const subscription = subscriptions[index % subscriptions.length]
      if (!subscription) throw new Error('no subscriptions')
      const text = JSON.stringify({ title: '环信推送', body: `你好，欢迎使用环信推送服务 ${index}` })
      await webpush.sendNotification(subscription, text, { agent, vapidDetails, TTL: 3_600 })
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  const { user, system } = process.cpuUsage(cpu)
  process.stdout.write(`done ${count} ${performance.now() - startedMs} ${(user + system) / 1_000}\n`)
}
agent.destroy()
