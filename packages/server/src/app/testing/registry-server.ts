// A server with everything about registration on a real SQLite file and a real socket, for tests. Sending and callbacks are not
// there: their endpoints answer 404.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  appEndpoints,
  bindingEndpoints,
  connectionEndpoints,
  discoveryEndpoints,
  type Endpoint,
  noRates,
  notifierEndpoints,
  tokenEndpoints,
  userEndpoints,
  userSettingEndpoints,
} from '@posthouse/protocol'
import { Compile } from 'typebox/compile'
import { appHandlers } from '../../api/admin/apps.ts'
import { bindingHandlers } from '../../api/easemob/bindings.ts'
import { connectionHandlers } from '../../api/easemob/connections.ts'
import { discoveryHandlers } from '../../api/easemob/discovery.ts'
import { notifierHandlers } from '../../api/easemob/notifiers.ts'
import { tokenHandlers } from '../../api/easemob/tokens.ts'
import { userSettingHandlers } from '../../api/easemob/user-settings.ts'
import { userHandlers } from '../../api/easemob/users.ts'
import { systemClock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { createPasswords } from '../../base/password.ts'
import { systemRandom } from '../../base/random.ts'
import { createLocalBus } from '../../bus/local.ts'
import { createExaminer } from '../../channels/credential-examiner.ts'
import { nobodyConnected } from '../../channels/nobody-connected.ts'
import { createVendorChannels } from '../../channels/vendor-channels.ts'
import { createAppDirectory } from '../../flows/registry/app-directory.ts'
import { type CreatedApp, createApp } from '../../flows/registry/apps.ts'
import { createCredentials } from '../../flows/registry/credentials.ts'
import { createGuessLimit } from '../../flows/registry/guess-limit.ts'
import { createQuotas } from '../../flows/registry/quotas.ts'
import { unlock } from '../../flows/registry/unlock.ts'
import { type Route, routesOf } from '../../http/routes.ts'
import { createHttpServer, defaultHttpLimits } from '../../http/server.ts'
import { alwaysWell } from '../../http/testing/always-well.ts'
import type { Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'

/** The operator's key of test servers. */
export const testAdminKey = 'operator-key-for-tests'

/** The endpoints that a registry server has. */
const registryGroups = {
  tokens: tokenEndpoints,
  users: userEndpoints,
  connections: connectionEndpoints,
  userSettings: userSettingEndpoints,
  discovery: discoveryEndpoints,
  bindings: bindingEndpoints,
  notifiers: notifierEndpoints,
  apps: appEndpoints,
}

/** All of them in one list. */
export const registryEndpoints: readonly Endpoint[] = Object.values(registryGroups).flatMap(group =>
  Object.values<Endpoint>(group),
)

/** An answer with its parsed body. */
export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly text: string
}

/** A running server and two apps, `acme#demo` and `acme#other`. */
export interface RegistryServer extends AsyncDisposable {
  readonly base: string
  readonly store: Store
  readonly databasePath: string
  readonly demo: CreatedApp & { readonly token: string }
  readonly other: CreatedApp & { readonly token: string }
  /** A JSON request. */
  call(method: string, path: string, body?: unknown, token?: string): Promise<Answer>
}

/** Starts a server. Every reply of a handler is checked against its declared schema (S15). */
export async function startRegistryServer(): Promise<RegistryServer> {
  await using opened = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'posthouse-registry-'))
  opened.defer(() => rm(directory, { recursive: true }))
  const databasePath = join(directory, 'posthouse.db')
  const clock = systemClock
  const random = systemRandom
  const store = opened.use(await openStore({ url: databasePath, clock, log: silentLog }))
  const sealer = await unlock({ store, random }, join(directory, 'keys', 'master.key'))
  const bus = opened.use(createLocalBus())
  const passwords = createPasswords(random, { log2N: 4, r: 8, p: 1 })
  const examiner = opened.use(createExaminer(clock))
  const channels = createVendorChannels({
    credentialOf: () => Promise.reject(new Error('this server sends nothing')),
    ioOf: () => {
      throw new Error('this server sends nothing')
    },
    receiptUrlOf: async () => undefined,
    openMax: 1,
    examiner,
  })
  const limits = { guesses: createGuessLimit(clock), quotas: createQuotas({ store, clock }) }
  const ids = createIds(clock, 0)
  const deps = { store, sealer, bus, passwords, channels, random, clock, ids, ...limits }
  const routes = routesOf(registryGroups, {
    tokens: tokenHandlers(deps),
    users: userHandlers({ ...deps, presence: nobodyConnected }),
    connections: connectionHandlers({ ...deps, presence: nobodyConnected }),
    userSettings: userSettingHandlers(deps),
    discovery: discoveryHandlers({ publicUrl: undefined }),
    bindings: bindingHandlers(deps),
    notifiers: notifierHandlers(deps),
    apps: appHandlers(deps),
  })
  const apps = opened.use(createAppDirectory({ apps: store.tables.apps, bus, clock }))
  const credentials = createCredentials({ tables: store.tables, sealer, clock })
  const server = opened.use(
    createHttpServer({
      routes: routes.map(withReplyCheck),
      authenticator: {
        appOf: (org, name) => apps.byName(org, name),
        credentialOf: (app, token) => credentials.credentialOf(app, token),
        adminKey: testAdminKey,
        // The probes of these tests come from one address, and are many.
        adminGuesses: { admit: async () => undefined, failed: () => undefined },
      },
      clock,
      log: { ...silentLog, error: (event, fields) => console.error(event, fields) },
      health: alwaysWell,
      openapi: () => ({}),
      receipts: {
        addresses: { notifierOf: async () => undefined },
        desk: { take: () => Promise.reject(new Error('no address leads here')) },
      },
      limits: defaultHttpLimits,
      trustedProxies: [],
    }),
  )
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
  const base = `http://127.0.0.1:${port}`
  const call: RegistryServer['call'] = (method, path, body, token) => request(base, method, path, body, token)
  const make = async (name: string) => {
    const created = await createApp(deps, { org: 'acme', name, settings: { rates: noRates } })
    const { body } = await call('POST', `/acme/${name}/token`, {
      grant_type: 'client_credentials',
      client_id: created.app.clientId,
      client_secret: created.clientSecret,
    })
    return { ...created, token: String(body['access_token']) }
  }
  const [demo, other] = [await make('demo'), await make('other')]
  const parts = opened.move()
  return { base, store, databasePath, demo, other, call, [Symbol.asyncDispose]: () => parts.disposeAsync() }
}

function withReplyCheck({ endpoint, handle, ...more }: Route): Route {
  const reply = Compile(endpoint.reply)
  return {
    ...more,
    endpoint,
    async handle(input, call) {
      const value = await handle(input, call)
      if (!reply.Check(value)) throw new Error(`${endpoint.name}: ${JSON.stringify(reply.Errors(value)[0])}`)
      return value
    },
  }
}

async function request(base: string, method: string, path: string, body?: unknown, token?: string): Promise<Answer> {
  const response = await fetch(base + path, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined
      ? {}
      : { body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> }
}
