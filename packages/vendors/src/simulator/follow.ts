// Following what a simulator takes for its phones: one line of JSON for each push, as it comes, for as long as the listener stays. A
// listener that does not keep up is cut off, so that nobody else has to wait for it.
import type { ServerResponse } from 'node:http'
import type { Simulator } from './contract.ts'

/** Most bytes that wait for one listener. */
export const FOLLOW_BYTES_MAX = 1_048_576
/** Most listeners of one simulator at a time. */
export const FOLLOWERS_MAX = 100

const followers = new WeakMap<Simulator, number>()

/** Begins the stream, unless {@link FOLLOWERS_MAX} listen already: then it answers false and nothing was written. */
export function follow(simulator: Simulator, response: ServerResponse): boolean {
  const count = followers.get(simulator) ?? 0
  if (count >= FOLLOWERS_MAX) return false
  followers.set(simulator, count + 1)
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  response.flushHeaders()
  const stop = simulator.onDelivered(push => {
    response.write(`${JSON.stringify(push)}\n`)
    if (response.writableLength > FOLLOW_BYTES_MAX) response.destroy()
  })
  response.once('close', () => {
    stop()
    followers.set(simulator, (followers.get(simulator) ?? 1) - 1)
  })
  return true
}
