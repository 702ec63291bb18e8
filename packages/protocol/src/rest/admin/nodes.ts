// The processes that share the record, for whoever looks after the whole server.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const

const node = Type.Object(
  {
    number: Type.Integer({ description: 'In every id that it makes; 0 to 1023' }),
    name: Type.String({ description: 'By the setting `nodeName`, or the machine’s' }),
    version: Type.String(),
    roles: Type.Array(Type.Union([Type.Literal('api'), Type.Literal('gateway'), Type.Literal('worker')])),
    connections: Type.Integer({ description: 'Devices that were connected when it was last seen' }),
    bus: Type.Union([Type.Literal('alone'), Type.Literal('connected'), Type.Literal('cut-off')], {
      description: 'Whether it hears the others; `alone` without NATS',
    }),
    state: Type.Union([Type.Literal('present'), Type.Literal('left'), Type.Literal('gone')], {
      description:
        '`left`: it said that it stops; `gone`: it was not heard for 15 seconds, and others take up its work',
    }),
    startedAt: Type.Integer({ description: 'Epoch ms, as the following' }),
    seenAt: Type.Integer(),
    leftAt: Type.Optional(Type.Integer()),
  },
  closed,
)

/** `GET /admin/v1/nodes`: at most as many as there are numbers, 1024. */
const nodeList = endpoint({
  name: 'nodes.list',
  access: 'admin',
  role: 'viewer',
  summary: 'The processes that share the database: those that are there, and those that left or died within a day',
  method: 'GET',
  path: '/admin/v1/nodes',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({}),
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
  reply: Type.Object(
    {
      self: Type.Integer({ description: 'The number of the process that answers' }),
      nodes: Type.Array(node, { description: 'Those that are there by number, then the others, the last one first' }),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const nodeEndpoints = { nodeList }
