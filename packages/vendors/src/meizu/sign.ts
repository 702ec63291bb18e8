// The signature of a request to Meizu (spec/vendors.md §8.2). Knows no parameter by name but its own.
import { hash } from 'node:crypto'

/**
 * Lower-hex MD5 of every parameter but `sign` as `name=value`, in the order of their names and without a separator, and the app's
 * secret. Values are as they were before any URL encoding.
 */
export function signatureOf(parameters: Readonly<Record<string, string>>, appSecret: string): string {
  const pairs = Object.entries(parameters)
    .filter(([name]) => name !== 'sign')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
  return hash('md5', pairs.join('') + appSecret)
}
