// The handler that lists the processes which share the record.
import type { EndpointReply, nodeEndpoints } from '@posthouse/protocol'
import { type ListedNode, type ListNodesDeps, listNodes } from '../../flows/nodes/list.ts'
import type { Handlers } from '../../http/handler.ts'
import type { Roster } from '../../ports/nodes.ts'

/** What it uses. */
export interface NodeParts extends ListNodesDeps {
  readonly roster: ListNodesDeps['roster'] & Pick<Roster, 'self'>
}

/** Handlers of nodes. */
export function nodeHandlers(deps: NodeParts): Handlers<typeof nodeEndpoints> {
  return {
    nodeList: async () => ({ self: deps.roster.self, nodes: (await listNodes(deps)).map(nodeView) }),
  }
}

type NodeView = EndpointReply<typeof nodeEndpoints.nodeList>['nodes'][number]

function nodeView(node: ListedNode): NodeView {
  const { number, name, version, roles, connections, bus, state, startedAtMs, seenAtMs, leftAtMs } = node
  return {
    ...{ number, name, version, connections, state },
    // What a process says of itself comes back as it was written by one like this.
    roles: roles as NodeView['roles'],
    bus: bus as NodeView['bus'],
    startedAt: startedAtMs,
    seenAt: seenAtMs,
    ...(leftAtMs === undefined ? {} : { leftAt: leftAtMs }),
  }
}
