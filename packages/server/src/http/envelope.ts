// The members that go around a handler's value (spec/easemob.md §1.6); pure.
import type { Endpoint } from '@posthouse/protocol'
import type { App } from '../domain/app.ts'

/** What an envelope says besides the value. */
export interface EnvelopeFacts {
  /** Epoch ms of the answer. */
  readonly nowMs: number
  readonly durationMs: number
  /** The request's full URL; only some envelopes say it. */
  url(): string
  /** Absent on endpoints that belong to no app. */
  readonly app: App | undefined
}

/** Puts the endpoint's envelope around a handler's value; `Envelope` in the protocol says how each takes it. */
export function enveloped(endpoint: Endpoint, value: unknown, facts: EnvelopeFacts): unknown {
  const { nowMs: timestamp, durationMs: duration } = facts
  const members = typeof value === 'object' ? value : undefined
  switch (endpoint.envelope) {
    case 'bare':
      return value
    case 'push':
      return { timestamp, data: value, duration }
    case 'push-parts':
      return { timestamp, ...members, duration }
    case 'binding':
      return { timestamp, action: endpoint.method.toLowerCase(), ...members, duration }
    case 'platform':
    case 'platform-pathless':
      return {
        action: endpoint.method.toLowerCase(),
        application: facts.app?.uuid,
        path: endpoint.envelope === 'platform' ? collectionOf(endpoint.path) : undefined,
        uri: facts.url(),
        ...members,
        timestamp,
        duration,
        organization: facts.app?.org,
        applicationName: facts.app?.name,
      }
  }
}

/** `/users` of `/:org/:app/users/:username/password`; of messages also whom they go to, as the original says it. */
function collectionOf(path: string): string {
  const [, , , first = '', second = ''] = path.split('/')
  return first === 'messages' ? `/${first}/${second}` : `/${first}`
}
