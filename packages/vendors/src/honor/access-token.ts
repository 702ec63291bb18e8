// Exchanges client id and secret for an access token (spec/vendors.md §4.2). Refuses to know who needs the token, how long it is kept
// and when it is asked for again.
import { isObject } from '../json.ts'
import type { Transport } from '../transport/contract.ts'
import { judgeGrant } from '../transport/oauth-grant.ts'
import type { FetchedToken } from '../transport/token-source.ts'
import type { HonorCredentials } from './credentials.ts'

/** The token endpoint's path at the origin `oauth`. */
const TOKEN_PATH = '/auth/token'

/** Asks once for a token of the OAuth client-credentials grant. */
export async function requestGrant(
  at: { readonly transport: Transport; readonly nowMs: number },
  { clientId, clientSecret }: HonorCredentials,
  signal: AbortSignal,
): Promise<FetchedToken> {
  const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const body = new URLSearchParams(grant).toString()
  const request = { method: 'POST', path: TOKEN_PATH, headers, body } as const
  return judgeGrant(await at.transport.request(request, signal), at.nowMs, refusalCode)
}

/** The refusal's own word (RFC 6749 §5.2), such as `unauthorized_client`; what Honor says exactly is not published. */
function refusalCode(status: number, body: unknown): string | undefined {
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429
  const error = isRefusal && isObject(body) ? body['error'] : undefined
  return typeof error === 'string' || typeof error === 'number' ? String(error) : undefined
}
