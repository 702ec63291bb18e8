// Requests that want to become a WebSocket: which are, where the client is behind proxies, and who takes them. Knows nothing of what is
// spoken then.
import type { IncomingMessage, Server } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../base/clock.ts'
import type { PosthouseError } from '../base/failure.ts'
import { refuseRaw } from './raw-reply.ts'

/** Who takes WebSockets. */
export interface UpgradeDoor {
  /** Where they are asked for. */
  readonly path: string
  /** Takes a connection and owns it from then on, or says why not. `address` is the client's. */
  take(request: IncomingMessage, socket: Socket, head: Buffer, address: string): PosthouseError | undefined
}

/** Whether a request is to be upgraded; any other that names an `Upgrade` is answered like one that does not (RFC 9110 §7.8). */
export function isUpgrade(door: UpgradeDoor | undefined, { url, headers }: IncomingMessage): boolean {
  const [path] = (url ?? '').split('?', 1)
  return door !== undefined && path === door.path && headers.upgrade?.toLowerCase() === 'websocket'
}

/** Hands upgraded connections to the door; `release` is told first, because they are no HTTP any more. */
export function addUpgrades(
  server: Server,
  door: UpgradeDoor,
  deps: {
    readonly clock: Clock
    readonly trustedProxies: readonly string[]
    readonly release: (socket: Duplex) => void
  },
): void {
  const proxies = blockList(deps.trustedProxies)
  server.on('upgrade', (request, socket, head) => {
    // Whatever is wrong with the connection, its end follows.
    socket.on('error', ignore)
    deps.release(socket)
    const objection = door.take(request, socket as Socket, head, clientAddress(request, proxies))
    if (objection) refuseRaw(socket, objection, deps.clock)
    else socket.off('error', ignore)
  })
}

function ignore(): void {}

/** The last address of `X-Forwarded-For` that no trusted proxy has: what stands before it could be anybody's invention (S40). */
function clientAddress({ socket, headers }: IncomingMessage, proxies: BlockList): string {
  let address = socket.remoteAddress ?? ''
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',')
  while (isOneOf(proxies, address)) {
    const next = forwarded.pop()?.trim() ?? ''
    if (isIP(next) === 0) break
    address = next
  }
  return address
}

function isOneOf(list: BlockList, address: string): boolean {
  const version = isIP(address)
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const version = isIP(address)
    if (version === 0) continue
    const family = version === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}
