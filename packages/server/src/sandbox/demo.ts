// The demo app of the sandbox: `easemob-demo/testy` with two users, a notifier and a binding per vendor, and the label of seed 002,
// so that the seed's own requests run as they stand. Made through the server's own interface; a second start finds it and only
// renews what the simulators forgot.
import { type AnyVendor, vendors } from '@posthouse/vendors'
import type { Simulator } from '@posthouse/vendors/simulators'
import type { System } from '../app/compose.ts'
import type { Random } from '../base/random.ts'
import type { App } from '../domain/app.ts'
import { appSecretPlace } from '../flows/registry/secret-place.ts'
import { call, RestError } from './rest.ts'

/** The seed's names (seed 002). */
const org = 'easemob-demo'
const app = 'testy'
const label = 'post-90s'
/** The demo app's package with each vendor. */
export const packageName = 'com.example.chat'
const usernames = ['test1', 'test2'] as const

/** One binding of a demo user. */
export interface DemoBinding {
  readonly deviceId: string
  readonly notifierName: string
  readonly deviceToken: string
  readonly vendor: string
}

/** A demo user with its password. */
export interface DemoUser {
  readonly id: string
  readonly password: string
  readonly bindings: readonly DemoBinding[]
}

/** What a script needs; written to `demo.json`. */
export interface Demo {
  readonly server: string
  /** Where the operator's interface is; the same as `server` unless it has a port of its own. */
  readonly admin: string
  readonly org: string
  readonly app: string
  readonly appkey: string
  readonly clientId: string
  readonly clientSecret: string
  readonly appId: number
  readonly appSign: string
  readonly serverSecret: string
  readonly adminKey: string
  readonly users: readonly DemoUser[]
}

/** What furnishing uses. */
export interface FurnishDeps {
  readonly system: System
  readonly server: string
  readonly admin: string
  readonly adminKey: string
  readonly simulators: ReadonlyMap<string, Simulator>
  readonly random: Random
  /** Passwords of an earlier start, by user. */
  readonly passwords: ReadonlyMap<string, string>
  /** Names of the demo app's notifiers at an earlier start: some vendors name theirs anew each time. */
  readonly earlierNotifiers: readonly string[]
}

/** Makes or renews the demo app; also resolves with an app token for the first request. */
export async function furnishDemo(deps: FurnishDeps): Promise<{ readonly demo: Demo; readonly token: string }> {
  const found = (await deps.system.store.tables.apps.byName(org, app)) ?? (await createApp(deps))
  const secrets = await openSecrets(deps.system, found)
  const base = `/${org}/${app}`
  const granted = await call(deps.server, undefined, 'POST', `${base}/token`, {
    grant_type: 'client_credentials',
    client_id: found.clientId,
    client_secret: secrets.clientSecret,
  })
  const token = String(granted['access_token'])
  const rest = { ...deps, base, token }
  const passwords = await registerUsers(rest)
  const notifiers = await renewNotifiers(rest)
  const users: DemoUser[] = []
  for (const [index, id] of usernames.entries()) {
    users.push({ id, password: passwords.get(id) ?? '', bindings: await bindUser(rest, id, index + 1, notifiers) })
  }
  const present = new Set(notifiers.values())
  for (const name of deps.earlierNotifiers) if (!present.has(name)) await forgetNotifier(rest, name)
  await labelUsers(rest)
  const { server, admin, adminKey } = deps
  const demo = {
    server,
    admin,
    org,
    app,
    appkey: found.appkey,
    clientId: found.clientId,
    appId: found.id,
    ...secrets,
    adminKey,
    users,
  }
  return { demo, token }
}

/** The notifier of each vendor, and where this vendor's console would be told to report. */
export async function receiptUrls({
  admin,
  adminKey,
  users,
}: Demo): Promise<ReadonlyMap<string, { readonly name: string; readonly receiptUrl: string | undefined }>> {
  const notifiers = new Map<string, { name: string; receiptUrl: string | undefined }>()
  for (const { vendor, notifierName } of users[0]?.bindings ?? []) {
    const path = `/admin/v1/apps/${org}/${app}/notifiers/${encodeURIComponent(notifierName)}/receipts`
    const { url } = await call(admin, adminKey, 'GET', path)
    notifiers.set(vendor, { name: notifierName, receiptUrl: typeof url === 'string' ? url : undefined })
  }
  return notifiers
}

type Rest = FurnishDeps & { readonly base: string; readonly token: string }

async function createApp({ system, admin, adminKey }: FurnishDeps): Promise<App> {
  await call(admin, adminKey, 'POST', '/admin/v1/apps', { org, name: app })
  const created = await system.store.tables.apps.byName(org, app)
  if (!created) throw new Error('the demo app was not stored')
  return created
}

async function openSecrets(
  system: System,
  found: App,
): Promise<Pick<Demo, 'clientSecret' | 'appSign' | 'serverSecret'>> {
  const sealed = await system.store.tables.apps.secrets(found.id)
  if (!sealed) throw new Error('the demo app has no secrets')
  const open = (value: Uint8Array, column: Parameters<typeof appSecretPlace>[1]) =>
    Buffer.from(system.sealer.open(value, appSecretPlace(found.id, column))).toString('utf8')
  return {
    clientSecret: open(sealed.clientSecret, 'client_secret'),
    appSign: open(sealed.appSign, 'app_sign'),
    serverSecret: open(sealed.serverSecret, 'server_secret'),
  }
}

/** Users keep the password of an earlier start where it is known, and get a new one where it is not. */
async function registerUsers(rest: Rest): Promise<ReadonlyMap<string, string>> {
  const { server, token, base, random } = rest
  const passwords = new Map<string, string>()
  for (const username of usernames) {
    const known = rest.passwords.get(username)
    const password = known ?? Buffer.from(random.bytes(12)).toString('base64url')
    passwords.set(username, password)
    const created = await ignoring(400, () => call(server, token, 'POST', `${base}/users`, [{ username, password }]))
    const isNew = Array.isArray(created?.['entities']) && created['entities'].length > 0
    if (!isNew && known === undefined) {
      await call(server, token, 'PUT', `${base}/users/${username}/password`, { newpassword: password })
    }
  }
  return passwords
}

/** Simulators forget their apps when they stop, so each start registers anew and stores the credential under the same name. */
async function renewNotifiers({ server, token, base, simulators }: Rest): Promise<ReadonlyMap<string, string>> {
  const { entities } = await call(server, token, 'GET', `${base}/notifiers`)
  const present = new Map((entities as { name: string; uuid: string }[]).map(({ name, uuid }) => [name, uuid]))
  const names = new Map<string, string>()
  for (const [vendor, simulator] of simulators) {
    const credential = await simulator.addApp({ packageName })
    const { settings, ...form } = credential
    const { provider, settingsKeys } = vendorOf(vendor)
    const notifierId = present.get(credential.name)
    const body = { ...form, provider, [settingsKeys[0] ?? '']: settings, ...(notifierId ? { notifierId } : {}) }
    await call(server, token, 'POST', `${base}/notifiers`, body)
    names.set(vendor, credential.name)
  }
  return names
}

function vendorOf(name: string): AnyVendor {
  const vendor = vendors.find(one => one.name === name)
  if (!vendor) throw new Error(`there is a simulator but no vendor called ${name}`)
  return vendor
}

const devices: Readonly<Record<string, string>> = {
  apns: 'iphone',
  fcm: 'pixel',
  huawei: 'mate',
  honor: 'magic',
  harmony: 'pura',
  xiaomi: 'redmi',
  oppo: 'find',
  vivo: 'iqoo',
  meizu: 'flyme',
  webpush: 'browser',
}

async function bindUser(
  { server, token, base, simulators }: Rest,
  username: string,
  index: number,
  notifiers: ReadonlyMap<string, string>,
): Promise<readonly DemoBinding[]> {
  const bindings: DemoBinding[] = []
  for (const [vendor, simulator] of simulators) {
    const deviceToken = simulator.newToken(packageName, index)
    const deviceId = `${username}-${devices[vendor] ?? vendor}`
    const notifierName = notifiers.get(vendor) ?? ''
    const body = { device_id: deviceId, device_token: deviceToken, notifier_name: notifierName }
    await call(server, token, 'PUT', `${base}/users/${username}/push/binding`, body)
    bindings.push({ deviceId, notifierName, deviceToken, vendor })
  }
  return bindings
}

/** The credential of a simulator that is gone, with the demo users' bindings to it; nothing where somebody else removed it. */
async function forgetNotifier({ server, token, base }: Rest, name: string): Promise<void> {
  for (const username of usernames) {
    const path = `${base}/users/${username}/push/binding`
    const { entities } = await call(server, token, 'GET', path)
    for (const { device_id, notifier_name } of entities as { device_id: string; notifier_name: string }[]) {
      if (notifier_name === name) await call(server, token, 'PUT', path, { device_id, notifier_name, device_token: '' })
    }
  }
  const { entities } = await call(server, token, 'GET', `${base}/notifiers`)
  const found = (entities as { name: string; uuid: string }[]).find(notifier => notifier.name === name)
  if (found) await call(server, token, 'DELETE', `${base}/notifiers/${found.uuid}`)
}

async function labelUsers({ server, token, base }: Rest): Promise<void> {
  await ignoring(400, () => call(server, token, 'POST', `${base}/push/label`, { name: label, description: 'demo' }))
  await call(server, token, 'POST', `${base}/push/label/${label}/user`, { usernames })
}

/** Runs a call that may be refused because its work is done already. */
async function ignoring<T>(status: number, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (cause) {
    if (cause instanceof RestError && cause.status === status) return undefined
    throw cause
  }
}
