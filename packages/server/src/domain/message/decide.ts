// Whether a message leads to an offline push for its receiver, to which devices, or why not (spec/easemob.md §10.3, §10.4 steps 1 to 8c,
// §10.6). Pure; what it decides from was loaded by others.
import type { DeviceId, NotifierName } from '@posthouse/protocol'
import type { AppSettings } from '../app.ts'
import type { Binding } from '../device.ts'
import { type DevicePlan, planDevices } from '../eligibility.ts'
import type { Notifier } from '../notifier.ts'
import { mutes } from '../quiet-hours.ts'
import type { ReasonCode } from '../reason.ts'
import type { ConversationSettings, UserSettings } from '../user-settings.ts'
import { type ChatMessage, isMalformed, neverPushed, pushableMsMax } from './chat-message.ts'
import { type MessageExtension, mentions } from './extension.ts'

/** A device of the receiver: connected, or thrown out by a newer login; any other is merely offline. */
export type Presence = 'online' | 'replaced'

/** What deciding has to know of a receiver who exists. */
export interface Receiver {
  readonly settings: UserSettings
  /** Of the message's conversation, where the receiver set any. */
  readonly conversation: ConversationSettings | undefined
  readonly bindings: readonly Binding[]
  /** Devices that are not in it are offline. */
  readonly presence: ReadonlyMap<DeviceId, Presence>
}

/** The app's side of the decision. */
export interface Circumstances {
  readonly notifiers: ReadonlyMap<NotifierName, Notifier>
  readonly devicePolicy: NonNullable<AppSettings['devicePolicy']>
  /** Epoch ms. */
  readonly nowMs: number
  /** By whose clocks quiet hours are read. */
  readonly timeZone: string
}

/** What becomes of a message's push. */
export type MessageDecision =
  /** No push, and nobody is told: this is no failure. */
  | { readonly kind: 'none'; readonly why: NonNullable<ReturnType<typeof neverPushed>> | 'online' | 'replaced' }
  | { readonly kind: 'end'; readonly reason: ReasonCode }
  | { readonly kind: 'devices'; readonly devices: readonly DevicePlan[]; readonly deadlineMs: number }

/** See the head of the file; `receiver` is undefined where there is no such user. */
export function decideMessage(
  message: ChatMessage,
  extension: MessageExtension,
  receiver: Receiver | undefined,
  circumstances: Circumstances,
): MessageDecision {
  const { nowMs, timeZone, devicePolicy, notifiers } = circumstances
  const never = neverPushed(message)
  if (never) return { kind: 'none', why: never }
  if (!receiver) return { kind: 'end', reason: 'no-user' }
  const deadlineMs = message.sentAtMs + pushableMsMax
  const refused = refusalOf(message, extension, nowMs > deadlineMs)
  if (refused) return { kind: 'end', reason: refused }
  const isOnline = [...receiver.presence.values()].includes('online')
  if (isOnline && devicePolicy === 'all-offline') return { kind: 'none', why: 'online' }
  const absent = receiver.bindings.filter(({ deviceId }) => receiver.presence.get(deviceId) === undefined)
  if (absent.length === 0 && isOnline) return { kind: 'none', why: 'online' }
  if (absent.length === 0 && receiver.bindings.length > 0) return { kind: 'none', why: 'replaced' }
  const isMention = mentions(extension, message.to)
  if (!extension.isForced && mutes(receiver.settings, receiver.conversation, { isMention }, nowMs, timeZone)) {
    return { kind: 'end', reason: 'user-ignores' }
  }
  if (absent.length === 0) return { kind: 'end', reason: 'no-push-binding' }
  const planned = { isVoip: extension.isCall, deadlineMs, filter: extension.filter }
  return { kind: 'devices', devices: planDevices(absent, notifiers, planned, nowMs), deadlineMs }
}

/** What is wrong with the message itself, in the order of spec/easemob.md §10.4. */
function refusalOf(message: ChatMessage, extension: MessageExtension, isOld: boolean): ReasonCode | undefined {
  if (isMalformed(message)) return 'invalid-message'
  if (extension.isIgnored) return 'message-ignored'
  return isOld ? 'message-expired' : undefined
}
