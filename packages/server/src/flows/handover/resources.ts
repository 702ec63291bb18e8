// Push resources: what an app's operator keeps under the names that senders use (spec/zego.md §6.3). Bad input changes nothing.
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import {
  isResourceId,
  type PushResource,
  type ResourceOptions,
  resourceIdCharsMax,
  resourcesPerAppMax,
} from '../../domain/handover/resource.ts'
import type { Store } from '../../ports/store.ts'

/** What these flows use. */
export interface ResourceDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly clock: Pick<Clock, 'now'>
}

/** Makes or replaces one. Throws `argument_illegal` for a name that none may have, options that contradict each other, or one too many. */
export async function putResource(
  { store, clock }: ResourceDeps,
  app: App,
  id: string,
  options: ResourceOptions,
): Promise<PushResource> {
  if (!isResourceId(id))
    throw illegal('resource', `a name has 1 to ${resourceIdCharsMax} visible ASCII characters without "/"`)
  if (options.harmony?.click === 'detail' && options.harmony.uri === undefined)
    throw illegal('harmony.uri', 'harmony.uri is needed where harmony.click is detail')
  if (options.oppo?.notifyLevel !== undefined && options.oppo.category === undefined)
    throw illegal('oppo.category', 'oppo.category is needed where oppo.notifyLevel is set')
  const updatedAtMs = clock.now()
  const { pushResources } = store.tables
  const [put] = await store.commit([pushResources.put(app.id, id, options, updatedAtMs, resourcesPerAppMax)])
  if (!put) throw illegal('resource', `an app has at most ${resourcesPerAppMax} push resources`)
  return { id, options, updatedAtMs }
}

/** Deletes one; pushes that name it go out without its options. Throws `resource_not_found`. */
export async function deleteResource({ store }: ResourceDeps, app: App, id: string): Promise<void> {
  const [deleted] = await store.commit([store.tables.pushResources.delete(app.id, id)])
  if (!deleted)
    throw new PosthouseError('resource_not_found', { what: `push resource ${id}`.slice(0, 160) }, { field: 'resource' })
}

function illegal(field: string, reason: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason }, { field })
}
