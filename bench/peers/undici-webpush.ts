// Bare undici that encrypts each push for its browser, as it must, and looks at nothing: what is left when only the key agreement, the
// cipher and the request are paid for. `undici-webpush.ts <FILE>`; for each `single N` on standard input it sends N, 64 at a time, and says
// `done <pushes> <ms> <CPU ms>`.
import { createECDH, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Pool } from 'undici'
import { encrypt } from '../../packages/vendors/src/webpush/encryption.ts'
import type { VendorInput } from '../vendors.ts'

const inFlight = 64

const { single, replayUrl, ca, tokens } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as VendorInput
const pool = new Pool(replayUrl, { connections: inFlight, pipelining: 1, connect: { ca } })
const { host: _host, connection: _connection, 'content-length': _length, ...headers } = single.headers
const browsers = tokens.map(token => {
  const { endpoint, keys } = JSON.parse(token) as { endpoint: string; keys: { p256dh: string; auth: string } }
  const { pathname: path } = new URL(endpoint)
  return { path, publicKey: Buffer.from(keys.p256dh, 'base64url'), auth: Buffer.from(keys.auth, 'base64url') }
})
const plaintext = Buffer.from(JSON.stringify({ title: '环信推送', body: '你好，欢迎使用环信推送服务 1' }))

process.stdout.write('ready to send\n')
for await (const line of createInterface(process.stdin)) {
  const count = Number(line.split(' ')[1])
  const startedMs = performance.now()
  const cpu = process.cpuUsage()
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const browser = browsers[index % browsers.length]
      if (!browser) throw new Error('no browsers')
      const sender = createECDH('prime256v1')
      sender.generateKeys()
      const body = encrypt(plaintext, browser, { sender, salt: randomBytes(16) })
      const answer = await pool.request({ method: 'POST', path: browser.path, headers, body })
      await answer.body.text()
      if (answer.statusCode >= 300) throw new Error(`the server answered ${answer.statusCode}`)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  const { user, system } = process.cpuUsage(cpu)
  process.stdout.write(`done ${count} ${performance.now() - startedMs} ${(user + system) / 1_000}\n`)
}
await pool.close()
