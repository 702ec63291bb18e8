// Browsers' leave to call an app's endpoints from any page: the web SDK does (spec/easemob.md §14). Tokens travel in a header and
// never in a cookie, so `*` gives no page more than it could do with the token anyway.
import type { Endpoint } from '@posthouse/protocol'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** How long a browser may remember the leave, seconds; one day. */
const rememberSeconds = 86_400

/** Whether browsers may call an endpoint: those of an app, and what clients ask before they log in; never our own admin interface. */
export function isForBrowsers({ path }: Endpoint): boolean {
  return ['/:org/:app/', '/easemob/', '/im/'].some(beginning => path.startsWith(beginning))
}

/** Marks an answer as readable for every page. */
export function allowBrowsers(reply: FastifyReply): void {
  reply
    .header('access-control-allow-origin', '*')
    .header('access-control-expose-headers', 'Posthouse-Msg-Id, Retry-After')
}

/** Answers a browser's question before the real request, for every path that it may call. */
export function addPreflights(server: FastifyInstance, endpoints: readonly Endpoint[]): void {
  const paths = Map.groupBy(endpoints.filter(isForBrowsers), endpoint => endpoint.path)
  for (const [path, onPath] of paths) {
    const methods = [...new Set(onPath.map(endpoint => endpoint.method)), 'OPTIONS'].join(', ')
    server.options(path, async (_request, reply) => {
      allowBrowsers(reply)
      return reply
        .header('access-control-allow-methods', methods)
        .header('access-control-allow-headers', 'Authorization, Content-Type, Idempotency-Key')
        .header('access-control-max-age', String(rememberSeconds))
        .header('content-type', 'application/json')
        .send('{}')
    })
  }
}
