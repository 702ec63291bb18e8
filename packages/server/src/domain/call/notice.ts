// Who is told what of a change in a call (spec/zego.md §3.13, "Events by role" and "Multi-device"). Pure.
import type { DeviceId, UserId } from '@posthouse/protocol'
import type { Entry } from '@posthouse/protocol/frames'
import { type Call, listens, userOf, wasAnswered } from './call.ts'

/** What happens in calls. */
export type CallEventName = Extract<Entry, { kind: 'call' }>['event']

/** What one user is told. */
export interface CallNotice {
  readonly to: UserId
  readonly event: CallEventName
  /** Those that changed; undefined: all. */
  readonly users: readonly UserId[] | undefined
  /** Who did it. */
  readonly operator: UserId
  /** What the operator passed. */
  readonly extendedData: string | undefined
  /** The only one of the user's devices that it is for; undefined: all. */
  readonly device: DeviceId | undefined
}

/** What happened, before it is known who hears of it. */
export interface Happening {
  readonly users: readonly UserId[]
  readonly operator: UserId
  readonly extendedData?: string | undefined
}

/** Tells a user on all of its devices, or on its main one once it is in the call: `before` is the call as it was. */
export function notice(before: Call, to: UserId, event: CallEventName, happening: Happening): CallNotice {
  const isForAll = event === 'created' || event === 'invited' || event === 'ended'
  return {
    to,
    event,
    users: isForAll ? undefined : happening.users,
    operator: happening.operator,
    extendedData: happening.extendedData,
    device: mainDeviceOnly(before, to),
  }
}

/** Tells everybody who is in the call or called, but for `except`, that these users' states changed. */
export function statesToOthers(
  before: Call,
  after: Call,
  happening: Happening,
  except: readonly UserId[],
): readonly CallNotice[] {
  return after.users
    .filter(user => listens(user) && !except.includes(user.id))
    .map(({ id }) => notice(before, id, 'states', { ...happening, extendedData: undefined }))
}

/**
 * After acceptance only the main device is told of changes; the caller's others hear what becomes of the call until somebody accepts.
 */
function mainDeviceOnly(before: Call, to: UserId): DeviceId | undefined {
  const user = userOf(before, to)
  if (user?.state !== 'accepted') return undefined
  return to === before.caller && !wasAnswered(before) ? undefined : user.device
}
