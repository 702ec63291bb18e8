// A push: one accepted notification for one user, and the strategies of spec/easemob.md §6.9.
import type { AppId, MsgId, UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'

/** Seed 002: 0 vendor first, 1 online channel only, 2 vendor only, 3 online channel when online, 4 online users only. */
export type Strategy = 0 | 1 | 2 | 3 | 4

/** Which endpoint accepted it. */
export type PushSource = 'sync' | 'async' | 'single'

/** One accepted notification for one user. */
export interface Push {
  readonly id: MsgId
  readonly appId: AppId
  readonly target: UserId
  readonly source: PushSource
  readonly strategy: Strategy
  readonly notification: Notification
  readonly acceptedAtMs: number
  /** Nothing is sent after this instant; the outcome is then `expire message` (I8). */
  readonly expiresAtMs: number
}
