// What a case of the conformance suite is, and the strangers that its cases share.
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import type { Store } from '../../ports/store.ts'

/** One behaviour; `run` gets a store over an empty database and throws when the behaviour is not there. */
export interface Case {
  readonly name: string
  run(store: Store): Promise<void>
}

/** An app that is not the samples'. */
export const otherApp: AppId = 7 as AppId
/** A user who is not the samples'. */
export const bob: UserId = 'bob' as UserId
/** A device that is not the samples'. */
export const tablet: DeviceId = 'tablet' as DeviceId
