// Exchanges app id and secret for an access token (spec/vendors.md §3.2). Refuses to know who needs the token, how long it is
// kept and when it is asked for again.
import { shortWordOf } from '../channel/short-word.ts'
import { isObject } from '../json.ts'
import type { Transport } from '../transport/contract.ts'
import { grantRequest, judgeGrant } from '../transport/oauth-grant.ts'
import type { FetchedToken } from '../transport/token-source.ts'
import type { HuaweiCredentials } from './credentials.ts'

/** The token endpoint's path at the origin `oauth`. */
const TOKEN_PATH = '/oauth2/v3/token'

/** Asks once for a token of the OAuth client-credentials grant. */
export async function requestGrant(
  at: { readonly transport: Transport; readonly nowMs: number },
  { appId, appSecret }: HuaweiCredentials,
  signal: AbortSignal,
): Promise<FetchedToken> {
  const request = grantRequest(TOKEN_PATH, { clientId: appId, clientSecret: appSecret })
  return judgeGrant(await at.transport.request(request, signal), at.nowMs, refusalCode)
}

/** `error/sub_error`, such as `1101/12304` for a wrong secret. */
function refusalCode(status: number, body: unknown): string | undefined {
  if (status < 400 || status >= 500 || status === 408 || status === 429 || !isObject(body)) return undefined
  const error = shortWordOf(body['error'])
  const subError = shortWordOf(body['sub_error'])
  return error === undefined || subError === undefined ? error : `${error}/${subError}`
}
