// One group sent with a short-lived access token: signed in, requested, judged, and once more after the token was refused (F66). Refuses
// to know what a request looks like and what an answer means.
import type { Transport, WireRequest } from '../transport/contract.ts'
import type { TokenSource } from '../transport/token-source.ts'
import type { ResultFor } from './grouped-channel.ts'
import type { Judgement, PushAnswer } from './judgement.ts'
import { sendSignedIn, type Tried } from './signed-in.ts'

/** What a channel sends through; whoever opened both closes them. */
export interface SignedLine {
  readonly push: Transport
  readonly access: TokenSource
}

/** One group in the vendor's words. */
export interface SignedRequest {
  readonly requestWith: (accessToken: string) => WireRequest
  readonly judge: (answer: PushAnswer) => Judgement
}

/** Sends one group. Never rejects; without an access token each of its shipments gets the reason why there is none. */
export async function sendSignedGroup(
  { push, access }: SignedLine,
  { requestWith, judge }: SignedRequest,
  signal: AbortSignal,
): Promise<ResultFor> {
  const outcome = await sendSignedIn(access, signal, async (token): Promise<Tried<ResultFor>> => {
    const wire = await push.request(requestWith(token), signal)
    if (wire.kind !== 'answered') return { result: () => wire, isTokenRefused: false }
    const { resultFor, accessRefused } = judge(wire)
    return { result: resultFor, isTokenRefused: accessRefused }
  })
  return 'signIn' in outcome ? () => outcome.signIn : outcome
}
