// The app's callback endpoint: keeps the exact bytes of everything that arrives, and now and then fails the first arrival of a
// callback by the seed. It never fails one twice: the second retry would come five minutes later (domain/callback-schedule.ts).
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ReceiptFact } from '../audit/facts.ts'
import type { Chance } from './chance.ts'

/** A listening receiver. Closing hangs up. */
export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly receipts: readonly ReceiptFact[]
}

/** Shares of first arrivals that are answered 500, and that get no answer. */
const failShare = 0.03
const silentShare = 0.01

/** Listens on a free port of 127.0.0.1. */
export async function startReceiver(chance: Chance): Promise<Receiver> {
  const receipts: ReceiptFact[] = []
  const seen = new Set<string>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const id = String(request.headers['webhook-id'])
      const status = seen.has(id) ? 200 : statusOf(chance)
      seen.add(id)
      receipts.push({ atMs: Date.now(), headers: textHeaders(request), body: Buffer.concat(chunks), status })
      answer(response, status)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/callbacks`,
    receipts,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function statusOf(chance: Chance): ReceiptFact['status'] {
  const drawn = chance.fraction()
  if (drawn < silentShare) return 'none'
  return drawn < silentShare + failShare ? 500 : 200
}

function answer(response: ServerResponse, status: ReceiptFact['status']): void {
  if (status === 'none') response.destroy()
  else response.writeHead(status, { 'content-type': 'text/plain' }).end(status === 200 ? 'ok' : 'not now')
}

function textHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
