// Creating apps and changing their settings. The secrets of a new app are handed out once and kept sealed.
import { type AppId, appkeyOf } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Random } from '../../base/random.ts'
import type { Sealer } from '../../base/seal.ts'
import {
  type App,
  type AppSettings,
  appNameObjection,
  changedSettings,
  defaultAppSettings,
  type SettingsChange,
} from '../../domain/app.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Store } from '../../ports/store.ts'
import { drawAppSign, drawClientSecret } from './draw-secret.ts'
import { appSecretPlace } from './secret-place.ts'

/** What the apps' flows use. */
export interface AppDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly bus: Pick<Bus, 'announce'>
  readonly sealer: Sealer
  readonly random: Random
  readonly clock: Clock
}

/** A new app with its secrets in the clear; for its creator, once. */
export interface CreatedApp {
  readonly app: App
  readonly clientSecret: string
  /** 64 hex digits. */
  readonly appSign: string
  /** 32 hex digits. */
  readonly serverSecret: string
}

/** Tries until an AppID is free; with a million apps each try fails once in a thousand. */
const idTriesMax = 8

/** Creates an app. Throws `argument_illegal` for a bad name and `conflict` for one that is taken. */
export async function createApp(
  deps: AppDeps,
  input: { readonly org: string; readonly name: string; readonly settings?: SettingsChange },
): Promise<CreatedApp> {
  const { org, name } = input
  const objection = appNameObjection(org, name)
  if (objection) throw new PosthouseError('argument_illegal', { reason: objection.reason }, { field: objection.field })
  for (let tries = 0; tries < idTriesMax; tries += 1) {
    const created = draw(deps, { org, name, settings: changedSettings(defaultAppSettings, input.settings ?? {}) })
    if (await insert(deps, created)) return created
    if (await deps.store.tables.apps.byName(org, name))
      throw new PosthouseError('conflict', { reason: `the app ${org}#${name} exists already` })
  }
  throw new PosthouseError('conflict', { reason: 'no free AppID was found; try again' })
}

/** Changes the given settings; reports the app as it is then. Throws `resource_not_found`. */
export async function changeSettings(deps: AppDeps, app: App, change: SettingsChange): Promise<App> {
  const settings = changedSettings(app.settings, change)
  const [found] = await deps.store.commit([deps.store.tables.apps.setSettings(app.id, settings)])
  if (!found) throw new PosthouseError('resource_not_found', { what: `app ${app.appkey}` })
  await deps.bus.announce({ kind: 'app.changed', appId: app.id })
  return { ...app, settings }
}

function draw(
  { random, clock }: AppDeps,
  { org, name, settings }: { readonly org: string; readonly name: string; readonly settings: AppSettings },
): CreatedApp {
  const app: App = {
    id: drawAppId(random),
    org,
    name,
    appkey: appkeyOf(org, name),
    uuid: random.uuid(),
    clientId: `YXA6${Buffer.from(random.bytes(16)).toString('base64url')}`,
    settings,
    createdAtMs: clock.now(),
  }
  const serverSecret = Buffer.from(random.bytes(16)).toString('hex')
  return { app, clientSecret: drawClientSecret(random), appSign: drawAppSign(random), serverSecret }
}

/** Nine or ten digits, like ZEGO's AppIDs, and random: an AppID tells nothing about how many apps there are (S18). */
function drawAppId(random: Random): AppId {
  const bits = Buffer.from(random.bytes(4)).readUInt32BE()
  return (100_000_000 + (bits % 4_000_000_000)) as AppId
}

async function insert({ store, sealer }: AppDeps, created: CreatedApp): Promise<boolean> {
  const { app, clientSecret, appSign, serverSecret } = created
  const [inserted] = await store.commit([
    store.tables.apps.insert(app, {
      clientSecret: sealer.seal(clientSecret, appSecretPlace(app.id, 'client_secret')),
      appSign: sealer.seal(appSign, appSecretPlace(app.id, 'app_sign')),
      serverSecret: sealer.seal(serverSecret, appSecretPlace(app.id, 'server_secret')),
    }),
  ])
  return inserted
}
