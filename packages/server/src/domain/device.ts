// A device's binding to a notifier (spec/easemob.md §2.3).
import type { AppId, DeviceId, NotifierName, UserId } from '@posthouse/protocol'

/** (user, device, notifier) → device token. */
export interface Binding {
  readonly appId: AppId
  readonly username: UserId
  readonly deviceId: DeviceId
  readonly notifierName: NotifierName
  readonly deviceToken: string
  /** When the token was last bound, epoch ms; a token that died earlier does not unbind it. */
  readonly boundAtMs: number
}

/** Most bindings of one user (spec/easemob.md §2.3). */
export const bindingsPerUserMax = 50
