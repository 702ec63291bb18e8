// Where the server is, from what the app says: `https://push.example.com` → the long connection's URL beside the HTTP address. Pure.
import { gatewayPath } from '@posthouse/protocol/frames'

/** Both addresses of a server; undefined where the text names none. Engines of apps have no `URL`, so a pattern reads it. */
export function placeOf(server: string | undefined): { readonly url: string; readonly server: string } | undefined {
  const [, scheme = '', rest = ''] = /^(https?|wss?):\/\/([^/?#\s][^?#\s]*)$/i.exec(server ?? '') ?? []
  if (rest === '') return undefined
  const secure = /s$/i.test(scheme) ? 's' : ''
  const base = rest.replace(/\/+$/, '')
  const withoutPath = base.slice(-gatewayPath.length) === gatewayPath ? base.slice(0, -gatewayPath.length) : base
  return { url: `ws${secure}://${withoutPath}${gatewayPath}`, server: `http${secure}://${withoutPath}` }
}

/** The origin of the page, for pages that come from the server itself. */
export function pageOrigin(): string | undefined {
  const { location } = globalThis as { readonly location?: { readonly origin?: string } }
  return location?.origin
}
