// Which proxy each vendor is reached through, as the setting `vendorProxy` says it. Reads the setting; knows no proxy's language.
import { ProxyError, parseProxy, vendors } from '@posthouse/vendors'
import { ConfigError } from './config.ts'

/** How the setting is called where a person made a mistake in it. */
const SETTING = 'vendorProxy (--vendor-proxy, POSTHOUSE_VENDOR_PROXY)'

/**
 * Proxy URLs by vendor name; a vendor that is missing is reached directly. The text is empty, one URL for all vendors, or
 * `fcm=URL,apns=URL`. Throws {@link ConfigError} with all faults; they show nothing of the text, because any part of it may belong to
 * a password.
 */
export function readVendorProxies(text: string): ReadonlyMap<string, string> {
  const known = vendors.map(({ name }) => name)
  const proxies = new Map<string, string>()
  const faults: string[] = []
  const take = (names: readonly string[], url: string, place: string): void => {
    const fault = faultOf(url)
    if (fault !== undefined) faults.push(`${SETTING}${place}: ${fault}`)
    for (const name of names) proxies.set(name, url)
  }
  if (/^[\w-]+=/.test(text)) {
    for (const [index, entry] of text.split(',').entries()) {
      const [name = '', ...rest] = entry.split('=')
      const vendor = name.trim()
      if (!known.includes(vendor))
        faults.push(`${SETTING}, entry ${index + 1}: begins with none of ${known.join('=, ')}=`)
      else if (proxies.has(vendor)) faults.push(`${SETTING}, entry ${index + 1}: ${vendor} has a proxy already`)
      else take([vendor], rest.join('=').trim(), `, entry ${index + 1}`)
    }
  } else if (text !== '') take(known, text, '')
  if (faults.length > 0) throw new ConfigError(faults)
  return proxies
}

function faultOf(url: string): string | undefined {
  try {
    parseProxy(url)
    return undefined
  } catch (error) {
    if (error instanceof ProxyError) return error.message
    throw error
  }
}
