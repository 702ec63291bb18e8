// An app for a laboratory, made through the server's own interface: the app without rates, a token of it, and a notifier per vendor.
import { noRates } from '@posthouse/protocol'
import { vendors } from '@posthouse/vendors'
import { call } from '../../packages/server/src/sandbox/rest.ts'
import type { VendorApp } from './simulators.ts'

/** Where an app's endpoints are, and a token for them. */
export interface Rest {
  readonly server: string
  /** `/org/app`. */
  readonly base: string
  readonly token: string
}

/** Laboratories make more tasks than an app does. */
const tasks = { runningMax: 1_000, createdMax: 10_000 }

/** Creates the app; called once per record. */
export async function createApp(
  server: string,
  adminKey: string,
  { org, name }: { readonly org: string; readonly name: string },
): Promise<Rest> {
  const created = await call(server, adminKey, 'POST', '/admin/v1/apps', { org, name, rates: noRates, tasks })
  const base = `/${org}/${name}`
  const granted = await call(server, undefined, 'POST', `${base}/token`, {
    grant_type: 'client_credentials',
    client_id: (created['app'] as { clientId: string }).clientId,
    client_secret: created['clientSecret'],
  })
  return { server, base, token: String(granted['access_token']) }
}

/** Uploads what the vendors' consoles hand out. */
export async function createNotifiers(
  { server, base, token }: Rest,
  apps: readonly Pick<VendorApp, 'vendor' | 'credential'>[],
): Promise<void> {
  for (const { vendor, credential } of apps) {
    const { settings, ...form } = credential
    const known = vendors.find(one => one.name === vendor)
    const body = { ...form, provider: known?.provider, [known?.settingsKeys[0] ?? '']: settings }
    await call(server, token, 'POST', `${base}/notifiers`, body)
  }
}
