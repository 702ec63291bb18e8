// A server that answers 200 at once, or takes requests and answers none: `hold <n>` on standard input makes it hold its answers
// from the next n of each connection on, `count` makes it say `held <streams>`, `answer` makes it answer those and all others.
import { readFileSync } from 'node:fs'
import { createSecureServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'

const [keyFile = '', certFile = ''] = process.argv.slice(2)
const held = new Set<ServerHttp2Stream>()
let isAnswering = true
/** Answers that each connection still gets while answers are held. */
let left = new WeakMap<object, number>()
let answersFirst = 0
const server = createSecureServer({
  key: readFileSync(keyFile),
  cert: readFileSync(certFile),
  // Far more than is begun on a connection: Node goes on counting an answered stream for a while, and resets those above its limit.
  settings: { maxConcurrentStreams: 10_000 },
  // Megabytes; Node's own ten are less than a thousand requests at a time can need, and it refuses the rest.
  maxSessionMemory: 1_000,
})
server.on('stream', (stream: ServerHttp2Stream) => {
  stream.resume()
  stream.on('error', () => held.delete(stream))
  if (isAnswering || isEarly(stream)) answer(stream)
  else held.add(stream)
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`ready https://localhost:${(server.address() as AddressInfo).port}\n`),
)
for await (const line of createInterface(process.stdin)) {
  if (line === 'count') process.stdout.write(`held ${held.size}\n`)
  else if (line.startsWith('hold ')) holdAfter(Number(line.slice(5)))
  else answerAll()
}
process.exit(0)

function holdAfter(count: number): void {
  isAnswering = false
  answersFirst = count
  left = new WeakMap()
}

function isEarly({ session }: ServerHttp2Stream): boolean {
  if (!session) return false
  const count = left.get(session) ?? answersFirst
  left.set(session, count - 1)
  return count > 0
}

function answerAll(): void {
  isAnswering = true
  for (const stream of held) answer(stream)
  held.clear()
}

function answer(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'apns-id': '8f0c9c2b-4b3a-4d8e-9e8a-5d0b6b1e7a11' }, { endStream: true })
}
