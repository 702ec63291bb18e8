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

/** What a client is given of its app. */
export interface ClientApp {
  readonly appID: number
  readonly appSign: string
}

/** Laboratories make more tasks than an app does. */
const tasks = { runningMax: 1_000, createdMax: 10_000 }

/** Creates the app; called once per record. */
export async function createApp(
  server: string,
  adminKey: string,
  { org, name }: { readonly org: string; readonly name: string },
): Promise<Rest & ClientApp> {
  const created = await call(server, adminKey, 'POST', '/admin/v1/apps', { org, name, rates: noRates, tasks })
  const base = `/${org}/${name}`
  const { id, clientId } = created['app'] as { readonly id: number; readonly clientId: string }
  const granted = await call(server, undefined, 'POST', `${base}/token`, {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: created['clientSecret'],
  })
  const token = String(granted['access_token'])
  return { server, base, token, appID: id, appSign: String(created['appSign']) }
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
