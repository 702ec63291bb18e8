// Counts answers and the time that they took, by group of endpoints and class of status. Groups are as many as there are resources.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../base/clock.ts'
import type { Histogram } from '../base/metrics.ts'
import { meters } from '../ports/meters.ts'

/** Adds the counting. */
export function countRequests(fastify: FastifyInstance, clock: Pick<Clock, 'monotonic'>): void {
  // By endpoint and class of status, so that no text is put together for a request.
  const known = new Map<string, (Histogram | undefined)[]>()
  fastify.addHook('onResponse', (request, reply, done) => {
    const name = request.routeOptions.config.endpoint?.name ?? request.routeOptions.url ?? ''
    const level = Math.floor(reply.statusCode / 100)
    let ofName = known.get(name)
    if (!ofName) {
      ofName = []
      known.set(name, ofName)
    }
    ofName[level] ??= meters.httpSeconds.of(routeOf(request), `${level}xx`)
    ofName[level].observe((clock.monotonic() - request.arrival.startedMs) / 1_000)
    done()
  })
}

/** `push` for `push.async`; what belongs to no endpoint by where it is. Paths come from the routes, never from the request. */
function routeOf({ routeOptions: { config, url = '' } }: FastifyRequest): string {
  const { endpoint } = config
  if (endpoint) return endpoint.name.split('.', 1)[0] ?? 'other'
  if (/^\/((healthz|livez|readyz|metrics)$)/.test(url)) return 'health'
  if (url.startsWith('/console')) return 'console'
  if (url.startsWith('/receipts')) return 'receipts'
  return 'other'
}
