// What a vendor and our channel say to each other, word for word: a TLS server between them that passes everything on to the simulator
// and keeps both sides. From this the benchmark knows which bytes to replay and which bytes a bare client has to send.
import { createServer, request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'

/** One request and its answer. */
export interface Learnt {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Base64. */
  readonly body: string
  /** The whole answer as it goes over the wire: base64. */
  readonly answer: string
}

/** A running go-between. */
export interface Between extends AsyncDisposable {
  readonly url: string
  /** Everything so far, in order. */
  readonly learnt: readonly Learnt[]
  /** To whom it passes requests on: `https://127.0.0.1:port`; nobody yet when it starts. */
  target: string
}

/** Starts one. */
export async function startBetween(tls: {
  readonly certPem: string
  readonly keyPem: string
  readonly caPem: string
}): Promise<Between> {
  const learnt: Learnt[] = []
  const server = createServer({ cert: tls.certPem, key: tls.keyPem }, (asked, answer) => {
    void read(asked).then(body => {
      const headers = plain(asked.headers)
      const { method = '', url: path = '' } = asked
      const onward = httpsRequest(`${between.target}${path}`, { method, headers, ca: tls.caPem }, given => {
        void read(given).then(said => {
          const status = given.statusCode ?? 0
          const kept = Object.fromEntries(Object.entries(plain(given.headers)).filter(([name]) => !HOP.has(name)))
          learnt.push({ method, path, headers, body: body.toString('base64'), answer: wire(status, kept, said) })
          answer.writeHead(status, kept)
          answer.end(said)
        })
      })
      onward.end(body)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const between: Between = {
    url: `https://127.0.0.1:${port}`,
    learnt,
    target: '',
    [Symbol.asyncDispose]: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return between
}

const HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date', 'content-length'])

function wire(status: number, headers: Readonly<Record<string, string>>, body: Buffer): string {
  const lines = Object.entries({ ...headers, 'content-length': String(body.length) })
  const head = `HTTP/1.1 ${status} OK\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return Buffer.concat([Buffer.from(head), body]).toString('base64')
}

async function read(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function plain(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}
