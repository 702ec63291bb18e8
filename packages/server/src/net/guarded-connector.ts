// Opens sockets for undici, only to addresses that the guard has nothing against. The check sees the very addresses that are
// connected to: a literal before connecting, a name's addresses inside the look-up of that same connection (S21, S22), so there is
// no moment between check and use. undici does not call a look-up for literals (measured), hence the two places.
import { isIP, type LookupFunction } from 'node:net'
import { getCACertificates } from 'node:tls'
import type { buildConnector } from 'undici'
import type { AddressGuard } from './address-guard.ts'
import type { Resolve } from './dns.ts'

/** The guard's refusal; nothing was connected. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** What a connector needs. */
export interface ConnectorParts {
  /** undici's own, from whoever loaded it. */
  readonly build: typeof buildConnector
  readonly guard: AddressGuard
  readonly resolve: Resolve
  readonly timeoutMs: number
  /** PEM of certificate authorities to trust besides the machine's; names are verified in any case (S25). */
  readonly ca: readonly string[]
}

/** A connector for HTTP/1.1 over TCP or TLS ≥ 1.2. SNI and certificate check go by the URL's name, not by the address. */
export function guardedConnector({ build, guard, resolve, timeoutMs, ca }: ConnectorParts): buildConnector.connector {
  const connect = build({
    allowH2: false,
    timeout: timeoutMs,
    minVersion: 'TLSv1.2',
    // Said aloud, because the environment's NODE_TLS_REJECT_UNAUTHORIZED would otherwise decide.
    rejectUnauthorized: true,
    lookup: guardedLookup(guard, resolve),
    ...(ca.length > 0 ? { ca: [...getCACertificates('default'), ...ca] } : undefined),
  })
  return (options, callback) => {
    const objection = isIP(options.hostname) === 0 ? undefined : guard.objection(options.hostname)
    if (objection === undefined) connect(options, callback)
    // undici expects the answer in a later turn, as from a real socket.
    else queueMicrotask(() => callback(new AddressRefused(objection), null))
  }
}

/** A look-up that fails as a whole when any one of a name's addresses is forbidden. */
function guardedLookup(guard: AddressGuard, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    checkedAddresses(hostname, guard, resolve).then(
      addresses => {
        const entries = addresses.map(address => ({ address, family: isIP(address) }))
        const [first] = entries
        if (options.all || !first) callback(null, entries)
        else callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    )
  }
}

async function checkedAddresses(hostname: string, guard: AddressGuard, resolve: Resolve): Promise<readonly string[]> {
  const addresses = await resolve(hostname)
  for (const address of addresses) {
    const objection = guard.objection(address)
    if (objection !== undefined) throw new AddressRefused(`${hostname} leads to ${objection}`)
  }
  if (addresses.length === 0) throw new Error(`${hostname} has no address`)
  return addresses
}
