// Sending with a short-lived access token: one try with the present one, and one more after the vendor refused it (F66). Also what
// a send is worth for which there is no token. Refuses to know requests, answers and how a token is obtained.
import { TOKEN_REFUSED_AGAIN, type TokenResult, type TokenSource } from '../transport/token-source.ts'
import type { SendResult } from '../vendor.ts'

/** One try: what it came to, and whether only the access token stood in its way. */
export interface Tried<R> {
  readonly result: R
  readonly isTokenRefused: boolean
}

/** Sends with a token of `tokens`. `result` is what the last try said, or a reason why there was none. */
export async function sendSignedIn<R>(
  tokens: TokenSource,
  signal: AbortSignal,
  attempt: (token: string) => Promise<Tried<R>>,
): Promise<R | SignInFailure> {
  const present = await tokens.get(signal)
  if (present.kind !== 'token') return { signIn: withoutToken(present) }
  const first = await attempt(present.token)
  if (!first.isTokenRefused) return first.result
  // Whoever comes second with the same refused token joins the first one's request for another.
  tokens.invalidate(present.token)
  const renewed = await tokens.get(signal)
  if (renewed.kind === 'token') return (await attempt(renewed.token)).result
  // Nobody was asked since the refusal, so the vendor's word is the one that stands.
  const isPaused = renewed.kind === 'failed' && renewed.cause === TOKEN_REFUSED_AGAIN
  return isPaused ? first.result : { signIn: withoutToken(renewed) }
}

/** Nothing was sent, because there was no token to send it with. */
export interface SignInFailure {
  readonly signIn: SendResult
}

/**
 * A refusal is the vendor's word about the credential. A token endpoint that is down leaves a push provably unsent, so the server's
 * own back-off decides when it comes again; that cannot become a tight loop, because the token source asks at most once in 30 s and
 * answers everybody else from memory. Only where the endpoint named a wait is the notifier held back for as long.
 */
function withoutToken(failure: Exclude<TokenResult, { readonly kind: 'token' }>): SendResult {
  if (failure.kind === 'refused') {
    const { code, answer } = failure
    return { kind: 'rejected', scope: 'notifier', reason: 'credential-refused', code, answer }
  }
  const cause = `no access token: ${failure.cause}`
  const { retryAfterMs, answer = cause } = failure
  if (retryAfterMs === undefined) return { kind: 'unsent', cause }
  return { kind: 'throttled', scope: 'notifier', retryAfterMs, code: 'no-access-token', answer }
}
