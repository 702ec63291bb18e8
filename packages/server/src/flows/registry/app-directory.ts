// Apps by name and by number, remembered for seconds: every request asks.
import type { AppId } from '@posthouse/protocol'
import { second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { createRecent } from '../../base/recent.ts'
import type { App } from '../../domain/app.ts'
import type { Bus } from '../../ports/bus.ts'
import type { AppTable } from '../../ports/store.ts'

/** Finds apps. */
export interface AppDirectory extends Disposable {
  /** At once where it is remembered. */
  byName(org: string, name: string): App | undefined | Promise<App | undefined>
  /** The same by number. */
  byId(id: AppId): App | undefined | Promise<App | undefined>
}

/** Apps that are remembered at once. */
const appsMax = 10_000
/** A change that no hint announced is seen after this time (S05). */
const rememberMs: number = 3 * second

/** A directory over the record; hints about changed apps make it forget. */
export function createAppDirectory(deps: {
  readonly apps: Pick<AppTable, 'byName' | 'byId'>
  readonly bus: Pick<Bus, 'subscribe'>
  readonly clock: Clock
}): AppDirectory {
  const recent = createRecent<string, App>(deps.clock, appsMax)
  const stop = deps.bus.subscribe('app.changed', ({ appId }) => recent.forget(app => app.id === (appId as AppId)))
  const keep = async (key: string, found: Promise<App | undefined>): Promise<App | undefined> => {
    const app = await found
    if (app) recent.set(key, app, rememberMs)
    return app
  }
  return {
    byName(org, name) {
      // A slash stands in neither name, so no two apps share a key.
      const key = `${org}/${name}`
      return recent.get(key) ?? keep(key, deps.apps.byName(org, name))
    },
    byId(id) {
      // Names have a slash between them, so no number is one.
      const key = String(id)
      return recent.get(key) ?? keep(key, deps.apps.byId(id))
    },
    [Symbol.dispose]: stop,
  }
}
