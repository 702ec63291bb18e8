// What an API handler is: a function from a validated request to a value. It never sees a socket, a header or an envelope.
import type { Endpoint, EndpointInput, EndpointReply } from '@posthouse/protocol'
import type { PosthouseError } from '../base/failure.ts'
import type { Operator } from '../domain/access.ts'
import type { App } from '../domain/app.ts'
import type { Caller } from '../domain/caller.ts'

export type { Caller } from '../domain/caller.ts'

/** What every call brings besides its input. */
export interface Call {
  /** Aborts when the client went away or the server stops. */
  readonly signal: AbortSignal
  /** Epoch ms. */
  readonly arrivedAtMs: number
  /** The request's full URL. */
  readonly url: string
  /** The `Idempotency-Key` header, where the endpoint honours it (S43). */
  readonly idempotencyKey: string | undefined
  /** SHA-256 of the body's bytes; only where an idempotency key came. */
  readonly bodyDigest: Uint8Array | undefined
  /** Sets a header of the response, for what the compatible bodies have no place for. */
  setHeader(name: string, value: string): void
  /** Where the request came from: the socket's address, or the forwarded one behind a trusted proxy. */
  readonly address: string
}

/** A call of the operator's interface. */
export interface AdminCall extends Call {
  /** Who calls; their role was checked. */
  readonly operator: Operator
}

/** A call below `/:org/:app`. */
export interface AppCall extends Call {
  readonly app: App
  /** Who calls by the twin of the endpoint; absent: the app itself, or its user. */
  readonly operator?: Operator
  /** Absent on public endpoints called without a usable token. */
  readonly caller: Caller | undefined
  /** On public endpoints: why the token that came is not usable, for handlers that turn out to need one. */
  readonly credentialProblem?: PosthouseError
  /** When the token that came ends, epoch ms. */
  readonly credentialExpiresAtMs?: number
}

/** The call that an endpoint's handler is given. */
export type CallOf<E extends Endpoint> = E['access'] extends 'open'
  ? Call
  : E['access'] extends 'admin'
    ? AdminCall
    : AppCall

/** A handler. Throws `PosthouseError` for what is expected and visible. */
export type Handler<E extends Endpoint> = (input: EndpointInput<E>, call: CallOf<E>) => Promise<EndpointReply<E>>

/** One handler per endpoint of a group; a missing one does not compile. */
export type Handlers<Group extends Readonly<Record<string, Endpoint>>> = {
  readonly [Name in keyof Group]: Handler<Group[Name]>
}
