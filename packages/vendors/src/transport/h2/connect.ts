// Makes a connection that requests may go over: dials, speaks HTTP/2, and waits for the peer's SETTINGS, all within one time limit.
// The only room that knows both sockets and links.
import type { Clock } from '../../io.ts'
import type { TransportOptions } from '../contract.ts'
import { createDialer } from '../dial.ts'
import type { Connect, ConnectResult } from './fleet.ts'
import { SocketLink } from './link.ts'
import type { Traffic } from './metrics.ts'

/** How links to an origin are made. Throws when certificates, the origin or the proxy cannot be read. */
export function linkMaker(options: TransportOptions, clock: Clock, traffic: Traffic): Connect {
  const dialer = createDialer({ ...options, alpn: 'h2' }, clock)
  const { connectTimeoutMs, responseBytesMax } = options
  const authority = new URL(options.origin).host
  return async (owner, signal) => {
    const dueMs = clock.monotonic() + connectTimeoutMs
    const dialled = await dialer.dial(signal)
    if (dialled.kind === 'failed') return dialled
    const settingsTimeoutMs = Math.max(0, dueMs - clock.monotonic())
    const given = { authority, responseBytesMax, settingsTimeoutMs, clock, owner, traffic }
    return await whenReady(new SocketLink(dialled.socket, given), signal)
  }
}

/** Before the peer's SETTINGS nobody knows how many streams it allows (F65). */
async function whenReady(link: SocketLink, signal: AbortSignal): Promise<ConnectResult> {
  const onAbort = (): void => link.destroy('closed')
  signal.addEventListener('abort', onAbort)
  const cause = await link.ready
  signal.removeEventListener('abort', onAbort)
  return cause === undefined ? { kind: 'open', link } : { kind: 'failed', cause }
}
