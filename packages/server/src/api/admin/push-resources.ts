// Push resources, for the operator.
import type { EndpointReply, pushResourceEndpoints } from '@posthouse/protocol'
import type { PushResource, ResourceOptions } from '../../domain/handover/resource.ts'
import { deleteResource, putResource, type ResourceDeps } from '../../flows/handover/resources.ts'
import type { Handlers } from '../../http/handler.ts'
import { appOf } from './app-of.ts'

/** Handlers of these endpoints. */
export function pushResourceHandlers(deps: ResourceDeps): Handlers<typeof pushResourceEndpoints> {
  return {
    async pushResourceList({ params }) {
      const app = await appOf(deps.store, params)
      return { resources: (await deps.store.tables.pushResources.list(app.id)).map(viewOf) }
    },
    async pushResourcePut({ params, body }) {
      const app = await appOf(deps.store, params)
      return viewOf(await putResource(deps, app, params.resource, body as ResourceOptions))
    },
    async pushResourceDelete({ params }) {
      await deleteResource(deps, await appOf(deps.store, params), params.resource)
      return { id: params.resource }
    },
  }
}

type View = EndpointReply<typeof pushResourceEndpoints.pushResourcePut>

function viewOf({ id, options, updatedAtMs }: PushResource): View {
  return { id, options: options as View['options'], updatedAt: updatedAtMs }
}
