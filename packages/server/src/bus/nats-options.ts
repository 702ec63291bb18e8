// How a process connects to NATS.
import type { NodeConnectionOptions } from '@nats-io/transport-node'
import { second } from '@posthouse/protocol'

/** How often a server is asked whether it is still there, ms, and how many answers may be missed: a black hole is noticed within 6 s (F50). */
const pingEveryMs: number = 2 * second
const pingsMissedMax = 2
/** How long connecting may take, ms. */
const connectMsMax: number = 2 * second
/** Pause between two tries to connect again, ms, and what chance may add to it: hints flow within 2 s of a server's return (F46). */
const tryAgainMs = 250
const tryAgainJitterMs = 250

/** Options for addresses `nats://user:password@host:port`, `nats://token@host:port` or `tls://…`, separated by commas. */
export function natsOptions(servers: string, node: number): NodeConnectionOptions {
  const addresses = servers.split(',').map(one => new URL(one))
  const [{ username = '', password = '' } = {}] = addresses.filter(one => one.username !== '')
  const isTls = addresses.some(({ protocol }) => protocol === 'tls:')
  return {
    servers: addresses.map(({ host }) => host),
    name: `posthouse-${node}`,
    noEcho: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: tryAgainMs,
    reconnectJitter: tryAgainJitterMs,
    reconnectJitterTLS: tryAgainJitterMs,
    pingInterval: pingEveryMs,
    maxPingOut: pingsMissedMax,
    timeout: connectMsMax,
    ...credentials(decodeURIComponent(username), decodeURIComponent(password)),
    ...(isTls ? { tls: {} } : {}),
  }
}

function credentials(username: string, password: string): Pick<NodeConnectionOptions, 'user' | 'pass' | 'token'> {
  if (username === '') return {}
  return password === '' ? { token: username } : { user: username, pass: password }
}
