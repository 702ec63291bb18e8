// What the gateway calls for a method of the long connection, and on whose behalf. A method without its handler does not compile.
import type { DeviceId, UserId } from '@posthouse/protocol'
import type { Method, Params, Result } from '@posthouse/protocol/frames'
import type { App } from '../domain/app.ts'

/** Who calls: one session of one device. */
export interface SessionCaller {
  readonly app: App
  readonly user: UserId
  readonly deviceId: DeviceId
  /** The connection's own name, `ConnectedDevice.resource`. */
  readonly resource: string
  /** ZIM's platform number. */
  readonly platform: number
}

/** Throws `Refusal` for what the caller is to be told; any other error is the server's failure. */
export type MethodHandler<M extends Method> = (caller: SessionCaller, params: Params<M>) => Promise<Result<M>>

/** One per method. Those of the session itself are the gateway's own. */
export type MethodHandlers = { readonly [M in Exclude<Method, SessionMethod>]: MethodHandler<M> }

/** Methods that change the session, which only the gateway can. */
export type SessionMethod = 'session.renewToken' | 'session.logout'
