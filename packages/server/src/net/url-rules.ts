// What a callback URL may look like (S20). Looks at the text only; where a name leads is the connector's question.
import { isIP } from 'node:net'
import type { AddressGuard } from './address-guard.ts'

/** What is allowed besides https on the usual ports. */
export interface UrlRules {
  readonly allowHttp: boolean
  /** Ports besides 443, 80, 8443 and 8080; `any` for the sandbox. */
  readonly extraPorts: readonly number[] | 'any'
}

/** A URL that was taken apart. */
export interface Target {
  readonly origin: string
  /** Path and query. */
  readonly path: string
}

const urlBytesMax = 2_048
const usualPorts = [443, 80, 8_443, 8_080]

/** Takes a URL apart, or says why it may not be used. */
export function readTarget(
  text: string,
  rules: UrlRules,
  guard: AddressGuard,
): Target | { readonly objection: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const objection = objectionToText(text) ?? (url ? objectionToUrl(url, text, rules, guard) : 'it is not a URL')
  if (objection !== undefined || !url) return { objection: objection ?? 'it is not a URL' }
  return { origin: url.origin, path: `${url.pathname}${url.search}` }
}

function objectionToText(text: string): string | undefined {
  if (Buffer.byteLength(text) > urlBytesMax) return `it is longer than ${urlBytesMax} bytes`
  // URL parsers drop or turn these silently, each in its own way; a URL that means one thing only has none of them.
  if (/[\s\\\p{Cc}]/u.test(text)) return 'it contains a space, backslash or control character'
  if (text.includes('#')) return 'it has a fragment'
  return undefined
}

function objectionToUrl(url: URL, text: string, rules: UrlRules, guard: AddressGuard): string | undefined {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.allowHttp)) {
    return rules.allowHttp ? 'it is neither https nor http' : 'it is not https'
  }
  if (!/^https?:\/\/[^/]/i.test(text)) return 'it has no host'
  const authority = text.slice(text.indexOf('//') + 2).split(/[/?]/, 1)[0] ?? ''
  if (authority.includes('@')) return 'it has a user name or password'
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (rules.extraPorts !== 'any' && !usualPorts.includes(port) && !rules.extraPorts.includes(port)) {
    return `port ${port} is not allowed`
  }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? undefined : guard.objection(host)
}
