// The one route that vendors call: POST /receipts/{token}. The address is the credential, so it is looked at before a byte of the body
// is read. Bodies are of any type; which, and what to answer, is the vendor's to say.
import { isUtf8 } from 'node:buffer'
import { type AppId, mebibyte } from '@posthouse/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PosthouseError } from '../base/failure.ts'
import type { Notifier } from '../domain/notifier.ts'
import { type ReceiptAddresses, receiptPath } from '../flows/receipt/addresses.ts'
import type { ReceiptDesk } from '../flows/receipt/desk.ts'
import { prepareBytes } from './body.ts'

/** Who knows the addresses, and who takes what comes to them. */
export interface ReceiptDoor {
  readonly addresses: Pick<ReceiptAddresses, 'notifierOf'>
  readonly desk: Pick<ReceiptDesk, 'take'>
}

/** The route, as far as other methods of its path are refused by it. */
export const receiptRoute = { path: `${receiptPath}:token`, method: 'POST' } as const

/** Requests at addresses that are open at once, each with a body of up to a mebibyte; vendors repeat what is refused. */
const openMax = 128
/** Of one app: its owner can make its addresses, and may not keep other apps' vendors out with slow bodies (I13). */
const openPerAppMax = 64

/** Adds the route to a server. */
export function addReceiptRoute(server: FastifyInstance, { addresses, desk }: ReceiptDoor): void {
  const notifiers = new WeakMap<FastifyRequest, Notifier>()
  const open = new Map<AppId, number>()
  let openTotal = 0
  const move = (appId: AppId, by: 1 | -1): void => {
    const ofApp = (open.get(appId) ?? 0) + by
    if (ofApp === 0) open.delete(appId)
    else open.set(appId, ofApp)
    openTotal += by
  }
  const enter = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { token = '' } = request.params as { readonly token?: string }
    const notifier = await addresses.notifierOf(token)
    if (!notifier) throw new PosthouseError('path_unknown')
    const { appId } = notifier
    const isFull = openTotal >= openMax || (open.get(appId) ?? 0) >= openPerAppMax
    // Whoever went away meanwhile would never give the place back.
    if (isFull || reply.raw.destroyed) throw new PosthouseError('overloaded')
    prepareBytes(request)
    notifiers.set(request, notifier)
    move(appId, 1)
    reply.raw.once('close', () => move(appId, -1))
  }
  server.route({
    method: receiptRoute.method,
    url: receiptRoute.path,
    bodyLimit: mebibyte,
    config: { readsBytes: true },
    onRequest: enter,
    async handler(request, reply) {
      const notifier = notifiers.get(request)
      if (!notifier) throw new PosthouseError('path_unknown')
      const { contentType, body } = await desk.take(notifier, {
        method: request.method,
        headers: headersOf(request),
        body: textOf(request.body),
      })
      return reply.header('content-type', contentType).send(body)
    },
  })
}

/** As they came: {@link prepareBytes} has hidden the content type from the framework. */
function headersOf(request: FastifyRequest): Readonly<Record<string, string>> {
  const { headersDistinct } = request.raw
  return Object.fromEntries(
    Object.entries(headersDistinct).flatMap(([name, values]) => (values?.[0] === undefined ? [] : [[name, values[0]]])),
  )
}

function textOf(body: unknown): string {
  if (!Buffer.isBuffer(body)) return ''
  if (!isUtf8(body)) throw new PosthouseError('argument_illegal', { reason: 'the body is not UTF-8' })
  return body.toString('utf8')
}
