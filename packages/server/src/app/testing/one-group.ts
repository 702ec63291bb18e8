// A real HTTP server over one group of endpoints: apps `acme/demo0`, `acme/demo1`, …, whose app token is the word `app` and whose user
// tokens are the users' names; a clock that stands still.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AppId, type Appkey, type Endpoint, noRates, type UserId } from '@posthouse/protocol'
import { type Clock, systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import type { App } from '../../domain/app.ts'
import type { Handlers } from '../../http/handler.ts'
import { routesOf } from '../../http/routes.ts'
import { createHttpServer, defaultHttpLimits } from '../../http/server.ts'
import { alwaysWell } from '../../http/testing/always-well.ts'
import type { Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'

/** What a server answered. */
export interface Answer {
  readonly status: number
  readonly text: string
  readonly body: Record<string, unknown>
}

/** A running server; whoever opened it disposes of it. */
export interface OneGroupServer extends AsyncDisposable {
  readonly store: Store
  /** Calls as the app `acme/demo{app}`; with node's own client, which sends paths and bodies of DELETE as they are. */
  call(app: number, method: string, path: string, body?: unknown, token?: string): Promise<Answer>
}

/** The instant that the server's clock shows, epoch ms. */
export const oneGroupNowMs = 1_700_000_000_000

/** The app of a number. */
export function appNumbered(id: number): App {
  return {
    id: id as AppId,
    org: 'acme',
    name: `demo${id}`,
    appkey: `acme#demo${id}` as Appkey,
    uuid: '0f0e0d0c-0000-4000-8000-00000000a001',
    clientId: 'cid-demo',
    settings: { openRegistration: false, pushOpen: true, rates: noRates },
    createdAtMs: oneGroupNowMs,
  }
}

/** Opens a server over an empty embedded store and the handlers that `handlersOf` makes. */
export async function openOneGroup<Group extends Readonly<Record<string, Endpoint>>>(
  group: Group,
  handlersOf: (deps: { readonly store: Store; readonly clock: Clock }) => Handlers<Group>,
): Promise<OneGroupServer> {
  const clock: Clock = { ...systemClock, now: () => oneGroupNowMs }
  await using opened = new AsyncDisposableStack()
  const place = await mkdtemp(join(tmpdir(), 'posthouse-api-'))
  opened.defer(() => rm(place, { recursive: true, force: true }))
  const store = opened.use(await openStore({ url: join(place, 'posthouse.db'), clock: systemClock, log: silentLog }))
  const server = opened.use(
    createHttpServer({
      routes: routesOf({ group }, { group: handlersOf({ store, clock }) }),
      authenticator: {
        adminKey: undefined,
        adminGuesses: { admit: async () => undefined, failed: () => undefined },
        appOf: async (org, name) => (org === 'acme' ? appNumbered(Number(name.slice('demo'.length))) : undefined),
        async credentialOf(_app, token) {
          const caller =
            token === 'app' ? ({ kind: 'app' } as const) : { kind: 'user' as const, username: token as UserId }
          return { kind: 'valid', caller, expiresAtMs: oneGroupNowMs + 1 }
        },
      },
      clock,
      log: silentLog,
      health: alwaysWell,
      openapi: () => ({}),
      limits: defaultHttpLimits,
      receipts: {
        addresses: { notifierOf: async () => undefined },
        desk: { take: () => Promise.reject(new Error('no address leads here')) },
      },
      trustedProxies: [],
    }),
  )
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
  const parts = opened.move()
  return {
    store,
    call: (app, method, path, body, token = 'app') =>
      call(port, { method, path: `/acme/demo${app}${path}`, token }, body),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

/** How a refusal reads: status, code, exception and text in one line. */
export function refusalOf({ status, body }: Answer): string {
  return `${status} ${body['error']} ${body['exception']}: ${body['error_description']}`
}

async function call(
  port: number,
  { method, path, token }: { readonly method: string; readonly path: string; readonly token: string },
  body: unknown,
): Promise<Answer> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = { authorization: `Bearer ${token}`, ...(text ? { 'content-length': Buffer.byteLength(text) } : {}) }
  const sent = request({ port, method, path, headers }).end(text)
  const [response] = await once(sent, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const received = Buffer.concat(chunks).toString()
  return { status: response.statusCode, text: received, body: JSON.parse(received) as Record<string, unknown> }
}
