// The vendor's side under measurement: a TLS server that answers every path as a simulator once did, byte for byte, and looks at
// nothing else. It is fast, so that whoever is measured against it is measured and not the server.
import { readFileSync } from 'node:fs'
import { createServer, type TLSSocket } from 'node:tls'
import type { Learnt } from '../vendor-exchange.ts'

/** What is replayed: a file that `vendors.ts` wrote. */
interface Script {
  readonly certPem: string
  readonly keyPem: string
  readonly exchanges: readonly Learnt[]
}

const script = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Script
const answers = new Map(script.exchanges.map(({ path, answer }) => [path, Buffer.from(answer, 'base64')]))
const [anyAnswer] = answers.values()

const server = createServer({ cert: script.certPem, key: script.keyPem, ALPNProtocols: ['http/1.1'] }, serve)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`ready ${typeof address === 'object' ? address?.port : ''}\n`)
})

function serve(socket: TLSSocket): void {
  let unread: Buffer = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk])
    for (;;) {
      const headEnd = unread.indexOf('\r\n\r\n')
      if (headEnd === -1) return
      const head = unread.toString('latin1', 0, headEnd)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
      const end = headEnd + 4 + length
      if (unread.length < end) return
      unread = unread.subarray(end)
      const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/'))
      // Web Push has a path per device; all are answered alike.
      socket.write(answers.get(path) ?? anyAnswer ?? '')
    }
  })
}
