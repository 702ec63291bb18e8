// Which of a receiver's devices are pushed to, which are waited for, or why neither (spec/zego.md §1.4). Per device: one that is online
// says nothing about the others, but for the receiver's own rule. Pure; what it decides from was loaded by others.
import type { DeviceId, UserId } from '@posthouse/protocol'
import type { HandoverSkip } from './ends.ts'

/** What is handed over, as far as deciding asks. */
export interface Handing {
  readonly position: number
  readonly mentioned: readonly UserId[] | 'all'
}

/** A device that is connected. */
export interface Connected {
  readonly deviceId: string
  readonly platform: number
  readonly ackedPosition: number
}

/** A device that has logged in at some time. */
export interface KnownDevice {
  readonly deviceId: string
  readonly platform: number
  readonly ackedPosition: number
}

/** A receiver. */
export interface HandoverReceiver {
  readonly user: UserId
  /** Does not want to be disturbed by this conversation. */
  readonly isMuted: boolean
  readonly rule: { readonly onlinePlatforms: readonly number[]; readonly silentPlatforms: readonly number[] }
  /** Devices with a vendor's token; one may be there several times. */
  readonly bound: readonly DeviceId[]
  readonly connected: readonly Connected[]
  readonly known: readonly KnownDevice[]
  /** At the second pass: the devices that the first one waited for. Undefined: this is the first. */
  readonly awaited: readonly string[] | undefined
}

/** What is to be done. */
export type HandoverDecision =
  | { readonly kind: 'end'; readonly end: HandoverSkip }
  /** Not both empty. */
  | { readonly kind: 'devices'; readonly push: readonly DeviceId[]; readonly wait: readonly DeviceId[] }

/** See the head of the file. The second pass waits for nobody. */
export function decideHandover(handing: Handing, receiver: HandoverReceiver): HandoverDecision {
  const { bound, awaited } = receiver
  if (bound.length === 0) return { kind: 'end', end: 'no-binding' }
  if (receiver.isMuted && !isMentioned(handing, receiver.user)) return { kind: 'end', end: 'muted' }
  const devices = [...new Set(bound)].filter(device => awaited === undefined || awaited.includes(device))
  const wanted = devices.filter(device => !isSilenced(device, receiver))
  if (wanted.length === 0) return { kind: 'end', end: devices.length === 0 ? 'acknowledged' : 'rule' }
  const missing = wanted.filter(device => !hasIt(device, handing.position, receiver))
  if (missing.length === 0) return { kind: 'end', end: 'acknowledged' }
  const mayWait = (device: DeviceId): boolean => awaited === undefined && isConnected(device, receiver)
  return {
    kind: 'devices',
    push: missing.filter(device => !mayWait(device)),
    wait: missing.filter(device => mayWait(device)),
  }
}

/** Whether a message speaks to the user. */
export function isMentioned({ mentioned }: Pick<Handing, 'mentioned'>, user: UserId): boolean {
  return mentioned === 'all' || mentioned.includes(user)
}

/** Whether a device is connected now. */
function isConnected(device: string, { connected }: Pick<HandoverReceiver, 'connected'>): boolean {
  return connected.some(({ deviceId }) => deviceId === device)
}

/** Whether a device acknowledged the position, over the connection it has or the last one that it had. */
export function hasIt(
  device: string,
  position: number,
  { connected, known }: Pick<HandoverReceiver, 'connected' | 'known'>,
): boolean {
  return [...connected, ...known].some(one => one.deviceId === device && one.ackedPosition >= position)
}

/** Rule 5: while one of the named platforms is online, devices of the silent ones are left alone. */
function isSilenced(device: DeviceId, { rule, connected, known }: HandoverReceiver): boolean {
  if (!connected.some(({ platform }) => rule.onlinePlatforms.includes(platform))) return false
  const found = [...connected, ...known].find(({ deviceId }) => deviceId === device)
  return rule.silentPlatforms.includes(found?.platform ?? unknownPlatform)
}

/** ZIM's number for a platform that is not known: of a device that was bound without a login. */
const unknownPlatform = 32
