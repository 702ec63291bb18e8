// Our own APNs channel without the server around it: rendered once, sent in the batches that the server makes, 256 in flight.

import { randomUUID } from 'node:crypto'
import { vendors } from '@posthouse/vendors'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { readInput, serve } from './apns-input.ts'

const { ca, apnsUrl, credential, tokens } = readInput()
const apns = vendors.find(vendor => vendor.name === 'apns')
if (!apns) throw new Error('there is no APNs')
const credentials = apns.parseCredentials(credential)
const io = { clock: systemClock, random: Math.random, endpoints: { push: apnsUrl }, ca: [ca] }
const channel = apns.open(credentials, io)
const nowMs = Date.now()
const notification = { title: '环信推送', content: '你好，欢迎使用环信推送服务', subTitle: '环信', blocks: {} }
const payload = apns.render(notification, { credentials, nowMs, expiresAtMs: nowMs + 86_400_000 })
const never = new AbortController().signal
// The product's timers keep no process alive.
setInterval(() => undefined, 60_000)

const send = async (from: number, size: number): Promise<void> => {
  const shipments = Array.from({ length: size }, (_, index) => ({
    token: tokens[(from + index) % tokens.length] ?? '',
    payload,
    id: randomUUID(),
  }))
  const results = await channel.send(shipments, never)
  const refused = results.find(result => result.kind !== 'accepted')
  if (refused) throw new Error(`not accepted: ${JSON.stringify(refused)}`)
}

await serve(send, 64, 4)
