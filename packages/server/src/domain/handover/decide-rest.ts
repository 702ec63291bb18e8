// The same for a message that came over REST, whose receivers have the rules of spec/easemob.md §10: quiet hours, the policy for several
// devices, the sender's wishes. Who is connected counts as online until the wait is over, and then if the message was acknowledged. Pure.
import type { DeviceId } from '@posthouse/protocol'
import type { Binding } from '../device.ts'
import type { ChatMessage } from '../message/chat-message.ts'
import { type Circumstances, decideMessage, type Presence } from '../message/decide.ts'
import { type MessageExtension, mentions } from '../message/extension.ts'
import type { ReasonCode } from '../reason.ts'
import type { ConversationSettings, UserSettings } from '../user-settings.ts'
import { type HandoverDecision, type HandoverReceiver, hasIt } from './decide.ts'

/** A receiver of such a message. */
export interface RestReceiver extends HandoverReceiver {
  readonly bindings: readonly Binding[]
  /** Devices that a newer login threw out. */
  readonly kicked: readonly string[]
  readonly settings: UserSettings
  readonly conversation: ConversationSettings | undefined
}

/** What is to be done; an `outcome` is recorded like that of a push. */
export type RestDecision = HandoverDecision | { readonly kind: 'outcome'; readonly reason: ReasonCode }

/** See the head of the file. */
export function decideRest(
  message: ChatMessage,
  extension: MessageExtension,
  position: number,
  receiver: RestReceiver,
  circumstances: Circumstances,
): RestDecision {
  const { awaited } = receiver
  if (receiver.isMuted && !extension.isForced && !mentions(extension, receiver.user)) {
    return { kind: 'end', end: 'muted' }
  }
  const bindings = receiver.bindings.filter(
    ({ deviceId }) =>
      (awaited === undefined || awaited.includes(deviceId)) && !hasItOffline(deviceId, position, receiver),
  )
  if (bindings.length === 0 && receiver.bindings.length > 0) return { kind: 'end', end: 'acknowledged' }
  const presence = presenceOf(position, receiver)
  const { settings, conversation } = receiver
  const decision = decideMessage(message, extension, { settings, conversation, bindings, presence }, circumstances)
  const silent = awaited === undefined ? silentDevices(position, receiver) : []
  if (decision.kind === 'end') return { kind: 'outcome', reason: decision.reason }
  if (decision.kind === 'devices') {
    const bound = new Set(bindings.map(({ deviceId }) => deviceId))
    const wait = silent.filter(device => bound.has(device))
    return { kind: 'devices', push: decision.devices.map(({ deviceId }) => deviceId), wait }
  }
  if (decision.why === 'replaced') return { kind: 'end', end: 'replaced' }
  if (decision.why !== 'online') return { kind: 'end', end: 'never-pushed' }
  if (silent.length === 0) return { kind: 'end', end: 'online' }
  return { kind: 'devices', push: [], wait: [...new Set(bindings.map(({ deviceId }) => deviceId))] }
}

/** A device that left with the message needs no push. */
function hasItOffline(device: string, position: number, receiver: RestReceiver): boolean {
  return !receiver.connected.some(({ deviceId }) => deviceId === device) && hasIt(device, position, receiver)
}

function presenceOf(position: number, receiver: RestReceiver): ReadonlyMap<DeviceId, Presence> {
  const presence = new Map<DeviceId, Presence>()
  for (const device of receiver.kicked) presence.set(device as DeviceId, 'replaced')
  for (const { deviceId, ackedPosition } of receiver.connected) {
    if (receiver.awaited === undefined || ackedPosition >= position) presence.set(deviceId as DeviceId, 'online')
  }
  return presence
}

/** Connected, and without the message so far. */
function silentDevices(position: number, { connected }: RestReceiver): readonly DeviceId[] {
  const silent = connected.filter(({ ackedPosition }) => ackedPosition < position)
  return [...new Set(silent.map(({ deviceId }) => deviceId as DeviceId))]
}
