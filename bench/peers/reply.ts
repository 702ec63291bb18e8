// What every accepting peer checks and answers: the request and reply of `push/async` as plain JSON Schema, and how a peer listens.
import type { AddressInfo, Server } from 'node:net'

/** Parameters, body and reply of `POST /:org/:app/push/async/:target`. */
export const acceptSchema = {
  params: {
    type: 'object',
    required: ['org', 'app', 'target'],
    properties: { org: { type: 'string' }, app: { type: 'string' }, target: { type: 'string' } },
  },
  body: {
    type: 'object',
    required: ['pushMessage'],
    properties: { strategy: { type: 'integer' }, pushMessage: { type: 'object', additionalProperties: true } },
  },
  response: {
    200: {
      type: 'object',
      properties: {
        timestamp: { type: 'integer' },
        data: {
          type: 'array',
          items: {
            type: 'object',
            properties: { pushStatus: { type: 'string' }, data: { type: 'string' }, desc: { type: 'string' } },
          },
        },
        duration: { type: 'integer' },
      },
    },
  },
} as const

/** The path under which every accepting peer answers. */
export const acceptPath = '/:org/:app/push/async/:target'

/** The answer to an accepted push. */
export function accepted(): {
  readonly timestamp: number
  readonly data: readonly { readonly pushStatus: string; readonly data: string; readonly desc: string }[]
  readonly duration: number
} {
  return { timestamp: Date.now(), data: [{ pushStatus: 'ASYNC_SUCCESS', data: '', desc: 'success' }], duration: 0 }
}

/** Says where a listening server is, as the parent waits to hear. */
export function sayReady(server: Server): void {
  process.stdout.write(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
}
