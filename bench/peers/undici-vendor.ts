// Bare undici sending what our channel sent once, the same bytes each time, and reading each answer to its end. `undici-vendor.ts <FILE>`;
// for each `single N` on standard input it sends N, 64 at a time, and says `done <pushes> <ms> <CPU ms>`.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Pool } from 'undici'
import type { VendorInput } from '../vendors.ts'

const inFlight = 64

const { single, replayUrl, ca } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as VendorInput
const pool = new Pool(replayUrl, { connections: inFlight, pipelining: 1, connect: { ca } })
const { host: _host, connection: _connection, 'content-length': _length, ...headers } = single.headers
const request = { method: 'POST', path: single.path, headers, body: Buffer.from(single.body, 'base64') } as const

process.stdout.write('ready to send\n')
for await (const line of createInterface(process.stdin)) {
  const count = Number(line.split(' ')[1])
  const startedMs = performance.now()
  const cpu = process.cpuUsage()
  let next = 0
  const work = async (): Promise<void> => {
    while (next++ < count) {
      const answer = await pool.request(request)
      await answer.body.text()
      if (answer.statusCode >= 300) throw new Error(`the server answered ${answer.statusCode}`)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  const { user, system } = process.cpuUsage(cpu)
  process.stdout.write(`done ${count} ${performance.now() - startedMs} ${(user + system) / 1_000}\n`)
}
await pool.close()
