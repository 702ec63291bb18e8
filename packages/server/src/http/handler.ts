// What an API handler is: a function from a validated request to a value. It never sees a socket, a header or an envelope.
import type { Endpoint, EndpointInput, EndpointReply, UserId } from '@posthouse/protocol'
import type { App } from '../domain/app.ts'

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
}

/** Whose token came; absent on public endpoints called without one. */
export type Caller = { readonly kind: 'app' } | { readonly kind: 'user'; readonly username: UserId }

/** A call below `/:org/:app`. */
export interface AppCall extends Call {
  readonly app: App
  readonly caller: Caller | undefined
}

/** The call that an endpoint's handler is given. */
export type CallOf<E extends Endpoint> = E['access'] extends 'open' | 'admin' ? Call : AppCall

/** A handler. Throws `PosthouseError` for what is expected and visible. */
export type Handler<E extends Endpoint> = (input: EndpointInput<E>, call: CallOf<E>) => Promise<EndpointReply<E>>

/** One handler per endpoint of a group; a missing one does not compile. */
export type Handlers<Group extends Readonly<Record<string, Endpoint>>> = {
  readonly [Name in keyof Group]: Handler<Group[Name]>
}
