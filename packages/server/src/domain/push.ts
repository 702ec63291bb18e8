// A push: one accepted notification for one user, and the strategies of spec/easemob.md §6.9.
import { type AppId, type DeviceId, day, type MsgId, type NotifierName, type UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import type { ReasonCode } from './reason.ts'

/** Seed 002: 0 vendor first, 1 online channel only, 2 vendor only, 3 online channel when online, 4 online users only. */
export type Strategy = 0 | 1 | 2 | 3 | 4

/** Which endpoint accepted it; `message` and `call`: it was handed over by the online channel. */
export type PushSource = 'sync' | 'async' | 'single' | 'task' | 'message' | 'call'

/** Which of a user's devices a push is for; kept as JSON. */
export interface PushDevices {
  /** Those that it is for; of others nothing is said. */
  readonly only?: readonly DeviceId[]
  /** What a message's sender wants (spec/easemob.md §8.2); a device that is left out is an outcome. */
  readonly filter?: {
    readonly acceptedDevices: readonly DeviceId[]
    readonly ignoredDevices: readonly DeviceId[]
    readonly acceptedNotifiers: readonly NotifierName[]
    readonly ignoredNotifiers: readonly NotifierName[]
  }
  /** Nothing is sent: why was decided when it was handed over. */
  readonly end?: ReasonCode
}

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
  /** The task that it belongs to. */
  readonly taskId?: bigint
  /** Absent: all of the user's. */
  readonly devices?: PushDevices
  /** The message or call that it is of, decimal digits. */
  readonly subject?: string
}

/** A push that waited longer than a day is not sent any more (seed 000, `expire message`). */
const lifeMsMax = day

/** How long a notification is of use after it was accepted, ms. */
export function lifeMsOf({ ttlSeconds }: Notification): number {
  return Math.min(lifeMsMax, (ttlSeconds ?? Number.POSITIVE_INFINITY) * 1_000)
}

/** How long a sync call's attempts may take: its caller stops reading after 10 s (spec/easemob.md §13.1). */
const syncAttemptsMs = 8_000

/** No attempt begins after this instant, epoch ms. */
export function attemptDeadlineMs(push: Push): number {
  return push.source === 'sync' ? Math.min(push.expiresAtMs, push.acceptedAtMs + syncAttemptsMs) : push.expiresAtMs
}

/** Whether an attempt whose end is unknown may be repeated: never for a waiting caller, who is told `ERROR` (reliability §3). */
export function mayRepeatAmbiguous(push: Push): boolean {
  return push.source !== 'sync'
}

/** Whether the app gets it and nobody sees it, which only the online channel can (spec/easemob.md §6.9, §7.3). */
export function isTransparent(notification: Notification): boolean {
  return notification.blocks['easemob']?.['needNotification'] === false
}

/** Whether it was handed over by the online channel, which asked the receiver's settings before. */
export function isHandedOver({ source }: Pick<Push, 'source'>): boolean {
  return source === 'message' || source === 'call'
}

/** Whether the caller asked for a VoIP push (spec/easemob.md §10.6). */
export function isVoip(notification: Notification): boolean {
  return notification.blocks['apns']?.['pushType'] === 'voip'
}
