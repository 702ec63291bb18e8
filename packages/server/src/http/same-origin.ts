// Whether a request that the browser proves by a cookie was meant by the console (S11): another site can send neither the header of ours
// nor, in browsers of today, a request that says it is same-origin.
import type { IncomingHttpHeaders } from 'node:http'
import { PosthouseError } from '../base/failure.ts'

/** Throws `request_forged`. `host` is the host that the request was sent to, proxies included. */
export function demandOwnPage(headers: IncomingHttpHeaders, host: string): void {
  const site = headers['sec-fetch-site']
  // What the browser itself says counts more than the host, which a proxy on the way may have replaced.
  const isSame =
    site === undefined
      ? headers.origin === undefined || hostOf(headers.origin) === host.toLowerCase()
      : site === 'same-origin'
  if (headers['x-posthouse-console'] !== '1' || !isSame) throw new PosthouseError('request_forged')
}

/** `null`, which a browser sends from a page without an origin, is no host. */
function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host
}
