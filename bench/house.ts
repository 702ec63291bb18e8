// Posthouse as it is run, for the load of a benchmark: the simulators in one process, the server in another, and an app with users
// that have a phone each, made through the server's own interface.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { noRates } from '@posthouse/protocol'
import type { SimulatedCredential } from '@posthouse/vendors/simulators'
import { request } from 'undici'
import { posthouse } from './posthouse.ts'
import { type Program, startProgram } from './process.ts'

/** The vendors' stand-ins in a process of their own. */
export interface Vendors extends AsyncDisposable {
  readonly program: Program
  /** For the server's flag `--simulators`. */
  readonly file: string
  readonly ca: string
  readonly apnsUrl: string
  readonly credential: SimulatedCredential
  /** Active device tokens. */
  readonly tokens: readonly string[]
}

/** A running server with an app. */
export interface House extends AsyncDisposable {
  readonly program: Program
  readonly url: string
  readonly adminKey: string
  /** `/org/app`. */
  readonly base: string
  readonly token: string
  /** What a client of the long connection shows. */
  readonly appId: number
  readonly appSign: string
}

/** The package that all simulated phones run. */
export const packageName = 'com.example.chat'
const adminKey = 'bench-operator-key-of-32-letters-and-more'

/** Starts the simulators, with so many APNs tokens. */
export async function startVendors(place: string, tokens: number): Promise<Vendors> {
  const file = join(place, 'simulators.json')
  const program = await startProgram(process.execPath, [...(await posthouse()), 'simulators', '--file', file])
  const { ca, vendors, apps, control } = JSON.parse(await readFile(file, 'utf8')) as SimulatorsFile
  const made: string[] = []
  for (let index = 1; index <= tokens; index += 1) {
    const { token } = await call(control.url, control.token, 'POST', '/apns/tokens', { app: packageName, index })
    made.push(String(token))
  }
  return {
    program,
    file,
    ca,
    apnsUrl: vendors['apns']?.['push'] ?? '',
    credential: apps['apns'] as SimulatedCredential,
    tokens: made,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  }
}

interface SimulatorsFile {
  readonly ca: string
  readonly vendors: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly apps: Readonly<Record<string, SimulatedCredential>>
  readonly control: { readonly url: string; readonly token: string }
}

/** How a server is started. */
export interface HouseOptions {
  /** The data directory; one that an earlier server left is used on. */
  readonly data: string
  /** What the process does; `api` alone only accepts. */
  readonly roles: 'api' | 'api,worker' | 'api,gateway'
  readonly vendors?: Vendors
  /** Flags of Node before the program's. */
  readonly settings?: readonly string[]
  /** `NODE_OPTIONS` of the server. */
  readonly nodeOptions?: string
}

/** Starts a server and makes its app; with simulators, one user `user-0…` per device token. */
export async function startHouse({ data, roles, vendors, settings = [], nodeOptions }: HouseOptions): Promise<House> {
  const flags = ['--port', '0', '--data', data, '--log-level', 'warn', ...settings]
  const simulated = vendors ? ['--simulators', vendors.file] : []
  const options = nodeOptions === undefined || nodeOptions === '' ? {} : { NODE_OPTIONS: nodeOptions }
  const env = { POSTHOUSE_ROLES: roles, POSTHOUSE_ADMIN_KEY: adminKey, ...options }
  const program = await startProgram(process.execPath, [...(await posthouse()), 'serve', ...flags, ...simulated], env)
  const base = '/bench/load'
  const url = program.ready
  const created = await call(url, adminKey, 'POST', '/admin/v1/apps', {
    org: 'bench',
    name: 'load',
    rates: noRates,
  })
  const granted = await call(url, undefined, 'POST', `${base}/token`, {
    grant_type: 'client_credentials',
    client_id: (created['app'] as { readonly clientId: string }).clientId,
    client_secret: created['clientSecret'],
  })
  const { id: appId } = created['app'] as { readonly id: number }
  const secrets = { appId, appSign: String(created['appSign']) }
  const house = { program, url, adminKey, base, token: String(granted['access_token']), ...secrets }
  if (vendors) await furnish(house, vendors)
  return { ...house, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() }
}

type Furnished = Omit<House, typeof Symbol.asyncDispose>

async function furnish({ url, token, base }: Furnished, { credential, tokens }: Vendors): Promise<void> {
  const { settings, ...form } = credential
  await call(url, token, 'POST', `${base}/notifiers`, { ...form, provider: 'APNS', apnsConfig: settings })
  const users = tokens.map((_, index) => ({ username: `user-${index}`, password: 'bench-1' }))
  for (let at = 0; at < users.length; at += usersPerCall)
    await call(url, token, 'POST', `${base}/users`, users.slice(at, at + usersPerCall))
  for (const [index, deviceToken] of tokens.entries()) {
    const body = { device_id: 'phone', device_token: deviceToken, notifier_name: credential.name }
    await call(url, token, 'PUT', `${base}/users/user-${index}/push/binding`, body)
  }
}

/** Most users of one call (spec/easemob.md §2.1). */
const usersPerCall = 60

/** How many deliveries have come to an end today. */
export async function settledCount({ url }: Pick<House, 'url'>): Promise<number> {
  const { counts } = await call(url, adminKey, 'GET', '/admin/v1/info')
  const { success, fail, error } = counts as Readonly<Record<'success' | 'fail' | 'error', number>>
  return success + fail + error
}

/** Calls an endpoint; throws when it does not answer 200. */
export async function call(
  server: string,
  token: string | undefined,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await request(`${server}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const text = await answer.body.text()
  if (answer.statusCode !== 200) throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 200)}`)
  return JSON.parse(text) as Readonly<Record<string, unknown>>
}
