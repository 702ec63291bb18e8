// Names to addresses, always all of them. Knows nothing of what is allowed.
import { lookup, Resolver } from 'node:dns/promises'

/** Every address of a name; rejects where there is none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

/** Most addresses of one name that are looked at; the rest is left unused. */
const addressesMax = 32

/** How the machine itself resolves, `/etc/hosts` included. */
export const systemResolve: Resolve = async hostname => {
  const found = await lookup(hostname, { all: true, order: 'verbatim' })
  return found.slice(0, addressesMax).map(entry => entry.address)
}

/** Asks these DNS servers (`address` or `address:port`) and nobody else; nothing is cached. */
export function resolveWith(servers: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  resolver.setServers([...servers])
  return async hostname => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    const found = answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))
    const [first] = answers
    if (found.length === 0 && first.status === 'rejected') throw first.reason
    return found.slice(0, addressesMax)
  }
}
