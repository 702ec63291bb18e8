// Where clients find the server's hosts (spec/easemob.md §1.2). They ask with nothing but an appkey.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const hosts = Type.Object(
  {
    hosts: Type.Array(
      Type.Object(
        {
          protocol: Type.Union([Type.Literal('http'), Type.Literal('https')]),
          /** A name or an address; the Java SDK puts it in front of the port as it is. */
          domain: Type.String(),
          port: Type.Integer({ minimum: 1, maximum: 65_535 }),
        },
        closed,
      ),
    ),
  },
  closed,
)
/** Booleans of this answer are texts. */
const no = Type.Literal('false')

/** `GET /easemob/server.json`: the same hosts whatever the appkey, because the Java SDK cuts it off at its `#`. */
const serverHosts = endpoint({
  name: 'discovery.hosts',
  summary: 'The hosts that serve the interface',
  method: 'GET',
  path: '/easemob/server.json',
  access: 'open',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({}),
  query: Type.Object({ app_key: Type.Optional(Type.String({ maxLength: 256 })) }),
  body: Type.Object({}),
  reply: Type.Object(
    {
      deploy_name: Type.String(),
      file_version: Type.String(),
      rest: hosts,
      /** Where the web SDK opens its web socket. */
      'msync-wx': hosts,
      app_key: Type.Optional(Type.String()),
      enableDataReport: no,
      enableReportLogs: no,
      uploadinparts_enable: no,
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const discoveryEndpoints = { serverHosts }
