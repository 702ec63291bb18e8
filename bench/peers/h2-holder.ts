// A server that takes requests and answers none of them until it is told to: `count` on standard input makes it say
// `held <streams>`, `answer` makes it answer 200 to all, those that come later included.
import { readFileSync } from 'node:fs'
import { createSecureServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'

const [keyFile = '', certFile = ''] = process.argv.slice(2)
const held = new Set<ServerHttp2Stream>()
let isAnswering = false
const server = createSecureServer({
  key: readFileSync(keyFile),
  cert: readFileSync(certFile),
  // As APNs and its like: 1000 requests at a time on a connection.
  settings: { maxConcurrentStreams: 1_000 },
})
server.on('stream', (stream: ServerHttp2Stream) => {
  stream.resume()
  stream.on('error', () => held.delete(stream))
  if (isAnswering) answer(stream)
  else held.add(stream)
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`ready https://localhost:${(server.address() as AddressInfo).port}\n`),
)
for await (const line of createInterface(process.stdin)) {
  if (line === 'count') process.stdout.write(`held ${held.size}\n`)
  else answerAll()
}
process.exit(0)

function answerAll(): void {
  isAnswering = true
  for (const stream of held) answer(stream)
  held.clear()
}

function answer(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'apns-id': '8f0c9c2b-4b3a-4d8e-9e8a-5d0b6b1e7a11' }, { endStream: true })
}
