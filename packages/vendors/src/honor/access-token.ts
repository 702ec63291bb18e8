// Exchanges client id and secret for an access token (spec/vendors.md §4.2). Refuses to know who needs the token, how long it is kept
// and when it is asked for again.
import { shortWordOf } from '../channel/short-word.ts'
import { objectOf } from '../json.ts'
import type { Transport } from '../transport/contract.ts'
import { grantRequest, judgeGrant } from '../transport/oauth-grant.ts'
import type { FetchedToken } from '../transport/token-source.ts'
import type { HonorCredentials } from './credentials.ts'

/** The token endpoint's path at the origin `oauth`. */
const TOKEN_PATH = '/auth/token'

/** Asks once for a token of the OAuth client-credentials grant. */
export async function requestGrant(
  at: { readonly transport: Transport; readonly nowMs: number },
  client: HonorCredentials,
  signal: AbortSignal,
): Promise<FetchedToken> {
  return judgeGrant(await at.transport.request(grantRequest(TOKEN_PATH, client), signal), at.nowMs, refusalCode)
}

/** The refusal's own word (RFC 6749 §5.2), such as `unauthorized_client`; what Honor says exactly is not published. */
function refusalCode(status: number, body: unknown): string | undefined {
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429
  return isRefusal ? shortWordOf(objectOf(body)['error']) : undefined
}
