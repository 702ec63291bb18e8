// Apps by name, remembered for seconds: every request asks.
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
}

/** Apps that are remembered at once. */
const appsMax = 10_000
/** A change that no hint announced is seen after this time (S05). */
const rememberMs: number = 3 * second

/** A directory over the record; hints about changed apps make it forget. */
export function createAppDirectory(deps: {
  readonly apps: Pick<AppTable, 'byName'>
  readonly bus: Pick<Bus, 'subscribe'>
  readonly clock: Clock
}): AppDirectory {
  const recent = createRecent<string, App>(deps.clock, appsMax)
  const stop = deps.bus.subscribe('app.changed', ({ appId }) => recent.forget(app => app.id === (appId as AppId)))
  const find = async (key: string, org: string, name: string): Promise<App | undefined> => {
    const app = await deps.apps.byName(org, name)
    if (app) recent.set(key, app, rememberMs)
    return app
  }
  return {
    byName(org, name) {
      // A slash stands in neither name, so no two apps share a key.
      const key = `${org}/${name}`
      return recent.get(key) ?? find(key, org, name)
    },
    [Symbol.dispose]: stop,
  }
}
