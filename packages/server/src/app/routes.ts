// Every route of a server: each endpoint with its handler. Those of the sandbox are there only where there is one.
import { type Endpoint, endpointGroups } from '@posthouse/protocol'
import { sandboxHandlers, simulatorHandlers } from '../api/admin/sandbox.ts'
import { type Route, routesOf } from '../http/routes.ts'
import type { SandboxDesk } from '../ports/sandbox-desk.ts'
import { type HandlerParts, handlersOf } from './handlers.ts'

/** See the head of the file. */
export function allRoutes(parts: HandlerParts, desk: SandboxDesk | undefined): readonly Route[] {
  const { sandbox, simulators, ...everywhere } = endpointGroups
  const routes = routesOf(everywhere, handlersOf(parts))
  if (!desk) return routes
  const handlers = { sandbox: sandboxHandlers(desk), simulators: simulatorHandlers(desk) }
  return [...routes, ...routesOf({ sandbox, simulators }, handlers)]
}

/** The endpoints of these routes without twins, for the document that a server shows of itself. */
export function endpointsOf(routes: readonly Route[]): readonly Endpoint[] {
  return routes.flatMap(({ endpoint, original }) => (original ? [] : [endpoint]))
}
