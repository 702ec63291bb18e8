// The client: one object with a group of methods for each resource.
import { createCaller, type PosthouseOptions } from './caller.ts'
import { type Resources, resourcesOf } from './generated/resources.gen.ts'

/** A client of one app; the groups are those of the REST interface's reference. */
export type Posthouse = Resources

/**
 * A client of one app on one server. It opens nothing and needs no closing.
 *
 * Methods resolve with the answer, or reject with `PosthouseApiError` (the server said no), `PosthouseConnectionError` (no answer
 * came), or the reason of an aborted signal (`TimeoutError` after `timeoutMs`). Where an answer is a 64-bit id, it is a text.
 */
export function createPosthouse(options: PosthouseOptions): Posthouse {
  return resourcesOf(createCaller(options))
}
