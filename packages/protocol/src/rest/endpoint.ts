// An endpoint as data. From this one value come its validation, its handler's types, its documentation and the tests that
// walk every route; nothing here knows Fastify.
import type { Static, TObject, TSchema } from 'typebox'
import type { ErrorCode } from '../errors.ts'
import type { RateName } from './rates.ts'

/**
 * Who may call. Paths of `public`, `app` and `user` begin with `/:org/:app`: `public` asks for nothing, `app` for an app token,
 * `user` for an app token or that user's own token. `open` needs neither app nor credential; `admin` needs the operator's key, or a
 * key or session of the console with the endpoint's {@link Role}.
 */
export type Access = 'open' | 'public' | 'app' | 'user' | 'admin'

/** What an account or a key may do, on one app or on all; each may do what the ones before it may. */
export type Role = (typeof roles)[number]

/**
 * The roles, least first. `viewer`: reads what is no secret. `operator`: sends, and changes what the daily work changes: tasks, labels,
 * templates, users' settings, replays. `admin`: notifiers, callback rules, settings, keys, tokens, members, back-up.
 */
export const roles = ['viewer', 'operator', 'admin'] as const

/**
 * The shape of the answer around the handler's value (spec/easemob.md §1.6). `bare`: the value is the body. `push`: the value is
 * `data`. `push-parts`: the same around an object whose members `data` and `cursor` may both be missing. `platform` and `binding`:
 * the value is an object, and its members (`entities`, `data`, `cursor`, `count`, `params`, and `action` where the original has a
 * special one) are laid between the members of the envelope. `platform-pathless` is `platform` without the member `path`.
 */
export type Envelope = 'platform' | 'platform-pathless' | 'push' | 'push-parts' | 'binding' | 'bare'

/** How a request body is read. `json` reads JSON whatever the content type says (spec/easemob.md §1.1). */
export type BodyKind = 'none' | 'json' | 'json-or-multipart'

/** Which error answers a member that does not fit; both are given the values `field`, `reason` and the member's own name. */
export interface Refusal {
  /** The member is absent. */
  readonly missing: ErrorCode
  /** The member is there and does not fit its schema. */
  readonly wrong: ErrorCode
}

/** A declared endpoint. */
export interface Endpoint<
  Params extends TObject = TObject,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
  Reply extends TSchema = TSchema,
  Allowed extends Access = Access,
> {
  /** Unique, `resource.verb`. */
  readonly name: string
  readonly summary: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Fastify style, `/:org/:app/push/sync/:target`. */
  readonly path: string
  readonly access: Allowed
  readonly envelope: Envelope
  readonly bodyKind: BodyKind
  readonly bodyBytesMax: number
  /** Most members of all objects of a JSON body together; absent = 1,000. */
  readonly bodyKeysMax?: number
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /**
   * Errors of single members of query and body, by the name of the outermost member; `*` stands for all others and for the body
   * as a whole. Without an entry: `parameter_invalid`, and `argument_illegal` for `admin`.
   */
  readonly refusals?: Readonly<Record<string, Refusal>>
  /** What the handler returns; the envelope goes around it. */
  readonly reply: Reply
  /** True where an `Idempotency-Key` header is honoured. */
  readonly idempotent: boolean
  /** The group that its calls are counted in, per app; absent = not counted. */
  readonly rate?: RateName
  /**
   * Of `admin` endpoints, each of which names one: the least role that opens it, on the app where the path begins with
   * `/admin/v1/apps/:org/:app`, else on the whole server. A `viewer`'s endpoint changes nothing, whatever its method.
   */
  readonly role?: Role
  /** Any working credential opens it, whatever its roles: the handler shows only what its caller may see. */
  readonly anyApp?: true
}

/** What the access of an endpoint demands of its declaration. */
export type RoleOf<A extends Access> = A extends 'admin' ? { readonly role: Role } : { readonly role?: never }

/** What a handler of an endpoint is given after validation. */
export interface EndpointInput<E extends Endpoint> {
  readonly params: Static<E['params']>
  readonly query: Static<E['query']>
  readonly body: Static<E['body']>
}

/** What a handler of an endpoint returns. */
export type EndpointReply<E extends Endpoint> = Static<E['reply']>

/** Declares an endpoint, keeping its exact types. */
export function endpoint<P extends TObject, Q extends TSchema, B extends TSchema, R extends TSchema, A extends Access>(
  declared: Endpoint<P, Q, B, R, A> & RoleOf<A>,
): Endpoint<P, Q, B, R, A> {
  return declared
}
