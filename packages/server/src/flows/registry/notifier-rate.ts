// How many pushes of a notifier may leave in a second, set by an operator: what its vendor grants the app, of which no vendor tells us.
import type { NotifierName } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Store } from '../../ports/store.ts'

/** What setting uses. */
export interface NotifierRateParts {
  readonly store: Pick<Store, 'commit'> & { readonly tables: Pick<Store['tables'], 'notifiers' | 'notifierPaces'> }
  readonly bus: Pick<Bus, 'announce'>
}

/** Sets a notifier's rate; undefined: as many as go. It holds for the next batch that is planned. Throws `resource_not_found`. */
export async function setNotifierRate(
  { store, bus }: NotifierRateParts,
  app: App,
  name: string,
  perSecond: number | undefined,
): Promise<void> {
  const notifier = await store.tables.notifiers.byName(app.id, name as NotifierName)
  const isSet = notifier && (await store.commit([store.tables.notifierPaces.set(app.id, notifier.uuid, perSecond)]))[0]
  if (!isSet) throw new PosthouseError('resource_not_found', { what: `notifier ${name}`.slice(0, 160) })
  await bus.announce({ kind: 'app.changed', appId: app.id })
}
