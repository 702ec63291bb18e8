// The lab's app: made once through the server's own interface, with users on several vendors, dead tokens, users without a device
// and names that nobody has, so that every kind of outcome is under load.
import { call } from '../../packages/server/src/sandbox/rest.ts'
import { createApp, createNotifiers, type Rest } from './app.ts'
import type { Simulators, VendorApp } from './simulators.ts'

/** What the load and the audit need to know of the app. */
export interface World {
  /** `/org/app`. */
  readonly base: string
  readonly token: string
  /** Those that a push may name, of every kind. */
  readonly users: readonly string[]
  /** Those of them who exist: everybody, for a task. */
  readonly registered: readonly string[]
  /** Who carries each label. */
  readonly labels: ReadonlyMap<string, readonly string[]>
  /** Devices of those whose bindings never change; the empty text for none. */
  readonly homes: ReadonlyMap<string, readonly string[]>
  /** Bindings whose token is dead: the server removes them, their phones come back. */
  readonly gone: readonly PhoneBinding[]
  /** Secrets of the callback rules by rule id. */
  readonly secrets: ReadonlyMap<string, string>
}

/** One device of a user. */
export interface PhoneBinding {
  readonly user: string
  readonly device: string
  readonly notifier: string
  readonly token: string
}

/** How many users have a device at each vendor; every fourth of them has one at two vendors. */
const usersPerVendor = 8
const deadPerVendor = 4
const withoutDevice = 4
const nobody = ['nobody-1', 'nobody-2']
const org = 'lab'
const app = 'kill'

/** What the simulators must provide for {@link furnish}. */
export const tokensWanted: { readonly live: number; readonly dead: number } = {
  live: usersPerVendor * 2,
  dead: deadPerVendor,
}

/** Creates everything; called once, on an empty record. */
export async function furnish(
  server: string,
  adminKey: string,
  simulators: Pick<Simulators, 'apps'>,
  callbackUrl: string,
): Promise<World> {
  const rest = await createApp(server, adminKey, { org, name: app })
  const secrets = await createRules(rest, adminKey, callbackUrl)
  await createNotifiers(rest, simulators.apps)
  const { live, gone } = bindingsOf(simulators.apps)
  const registered = await settle(rest, adminKey, [...live, ...gone])
  const labels = await putLabels(rest, registered)
  const homes = homesOf(live, gone, [...registered, ...nobody])
  const { base, token } = rest
  return { base, token, secrets, users: [...registered, ...nobody], registered, labels, homes, gone }
}

/** One rule for all outcomes, one for what went wrong only. */
async function createRules(rest: Rest, adminKey: string, url: string): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>()
  for (const rule of [{ name: 'all' }, { name: 'wrong', statuses: ['fail', 'error'] }]) {
    const path = `/admin/v1/apps/${org}/${app}/callbacks/rules`
    const made = await call(rest.server, adminKey, 'POST', path, { ...rule, url })
    secrets.set((made['rule'] as { id: string }).id, String(made['secret']))
  }
  return secrets
}

/** One that everybody with a phone at the first vendor carries, one for every second user, one that nobody does. */
async function putLabels(rest: Rest, users: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const labels = new Map([
    ['first', users.slice(0, usersPerVendor)],
    ['second', users.filter((_, index) => index % 2 === 0)],
    ['empty', []],
  ])
  for (const [name, usernames] of labels) {
    await call(rest.server, rest.token, 'POST', `${rest.base}/push/label`, { name, description: 'kill lab' })
    if (usernames.length > 0)
      await call(rest.server, rest.token, 'POST', `${rest.base}/push/label/${name}/user`, { usernames })
  }
  return labels
}

function homesOf(
  live: readonly PhoneBinding[],
  gone: readonly PhoneBinding[],
  users: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const changing = new Set(gone.map(({ user }) => user))
  const devices = Map.groupBy(live, ({ user }) => user)
  return new Map(
    users
      .filter(user => !changing.has(user))
      .map(user => [user, devices.get(user)?.map(({ device }) => device) ?? ['']] as const),
  )
}

function bindingsOf(apps: readonly VendorApp[]): Record<'live' | 'gone', readonly PhoneBinding[]> {
  const phones = (count: number, name: string, pick: (app: VendorApp) => readonly string[]): readonly PhoneBinding[] =>
    apps.flatMap(app =>
      Array.from({ length: count }, (_, index) => ({
        user: `${app.vendor}-${name}${index}`,
        device: `${app.vendor}-phone`,
        notifier: app.credential.name,
        token: pick(app)[index] ?? '',
      })),
    )
  const tablets = apps.flatMap(({ vendor, credential, tokens }, at) =>
    Array.from({ length: usersPerVendor / 4 }, (_, index) => ({
      user: `${apps[(at + 1) % apps.length]?.vendor}-${index * 4}`,
      device: `${vendor}-tablet`,
      notifier: credential.name,
      token: tokens[usersPerVendor + index] ?? '',
    })),
  )
  return {
    live: [...phones(usersPerVendor, '', app => app.tokens), ...tablets],
    gone: phones(deadPerVendor, 'gone-', app => app.deadTokens),
  }
}

/**
 * Makes the users of these bindings, and some without a device; resolves with all their names. They are imported without passwords, which
 * take long to hash and which nobody uses here.
 */
async function settle(rest: Rest, adminKey: string, bindings: readonly PhoneBinding[]): Promise<readonly string[]> {
  const idle = Array.from({ length: withoutDevice }, (_, index) => `idle-${index}`)
  const users = [...new Set(bindings.map(binding => binding.user)), ...idle]
  const rows = users.map(username => ({ username }))
  await call(rest.server, adminKey, 'POST', `/admin/v1/apps/${org}/${app}/import/users`, { rows })
  for (const { user, device, notifier, token } of bindings) {
    const body = { device_id: device, device_token: token, notifier_name: notifier }
    await call(rest.server, rest.token, 'PUT', `${rest.base}/users/${user}/push/binding`, body)
  }
  return users
}
