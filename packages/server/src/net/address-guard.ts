// Which addresses may be connected to on a customer's behalf (S21): public unicast and nothing else. Knows no name and no socket;
// whoever connects asks it about the very address it is going to connect to.
import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

/** What is allowed besides the public internet, and forbidden besides the special ranges. */
export interface AddressRules {
  /** 127.0.0.0/8 and ::1, for the sandbox. */
  readonly allowLoopback: boolean
  /** `address/prefix` or single addresses; wins over everything that forbids. */
  readonly allowCidrs: readonly string[]
  /** Addresses that our own listeners can be reached at. */
  readonly ownAddresses: readonly string[]
}

/** Answers for single addresses. */
export interface AddressGuard {
  /** Why the address must not be connected to, or undefined. The address is a literal; anything else is forbidden. */
  objection(address: string): string | undefined
}

/** IANA IPv4 special-purpose registry (2026-06), the reserved classes, and a cloud's host channel. */
const forbidden4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared, carrier-grade NAT; some clouds' metadata
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's host channel: a public address that never leaves the host
  '169.254.0.0/16', // link-local, metadata services
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
] as const

/**
 * Everything outside 2000::/3 (RFC 4291 §2.4), which takes with it the unspecified and loopback addresses, the v4-mapped and
 * v4-compatible forms, both NAT64 prefixes, discard, SRv6, ULA, link-local, site-local and multicast; and the special parts inside it.
 */
const forbidden6 = [
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23', // protocol assignments: Teredo, benchmarking, ORCHID, …
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
] as const

/** A guard for these rules. Throws when a CIDR is none. */
export function createAddressGuard(rules: AddressRules): AddressGuard {
  // Two lists: Node's BlockList takes an IPv4 address for its v4-mapped form, which ::/3 would then forbid.
  const forbidden = { 4: listOf(forbidden4), 6: listOf(forbidden6) }
  const own = listOf(rules.ownAddresses)
  const allowed = listOf([...rules.allowCidrs, ...(rules.allowLoopback ? ['127.0.0.0/8', '::1/128'] : [])])
  return {
    objection(address) {
      const family = isIP(address)
      // A zone picks an interface, so no public address has one; BlockList does not understand it and would say "not listed".
      if (family === 0 || address.includes('%')) return `${address} is not a plain IP address`
      const kind = family === 4 ? 'ipv4' : 'ipv6'
      if (allowed.check(address, kind)) return undefined
      if (forbidden[family as 4 | 6].check(address, kind)) return `${address} is not a public address`
      return own.check(address, kind) ? `${address} is this server itself` : undefined
    },
  }
}

/** The addresses of this machine's interfaces, at the time of the call. */
export function machineAddresses(): readonly string[] {
  const interfaces = Object.values(networkInterfaces()).flatMap(entries => entries ?? [])
  return interfaces.map(entry => entry.address).filter(address => !address.includes('%'))
}

function listOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', prefix] = cidr.split('/')
    const family = isIP(address)
    if (family === 0) throw new Error(`"${cidr}" is neither an address nor a CIDR`)
    const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix)
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}
