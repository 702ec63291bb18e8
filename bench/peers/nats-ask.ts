// NATS alone, the limit of an online delivery's way between two nodes: `nats-ask.ts <url> answer` answers every request,
// `nats-ask.ts <url> ask` sends so many requests of 200 bytes as it is told on standard input, 64 at a time, and says `done <ms>`.
import { createInterface } from 'node:readline'
import { connect } from '@nats-io/transport-node'

const [url = '', side = 'answer'] = process.argv.slice(2)
const atOnce = 64
const subject = 'bench.user'
const payload = new Uint8Array(200)
const nats = await connect({ servers: url })
if (side === 'answer') nats.subscribe(subject, { callback: (_, message) => void message.respond(payload) })
await nats.flush()
process.stdout.write('ready here\n')

for await (const line of createInterface(process.stdin)) {
  const count = Number(line)
  const startedMs = performance.now()
  let next = 0
  const askOn = async (): Promise<void> => {
    while (next < count) {
      next += 1
      await nats.request(subject, payload, { timeout: 5_000 })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, askOn))
  process.stdout.write(`done ${performance.now() - startedMs}\n`)
}
process.exit(0)
