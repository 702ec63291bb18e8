// What a session says first, and what it makes of the server's last word. Pure.
import { type ByeReason, type ClientFrame, frameVersion, pushIdsMax, zimCodes } from '@posthouse/protocol/frames'
import { type SessionPlace, type StateEvent, stateEvents, type Who } from './session-definitions.ts'
import { version } from './version.ts'

/** What a login says beside who and where. */
export interface LoginFacts {
  readonly cursor: number | undefined
  readonly device: string
  readonly platform: number
  readonly pushIds: readonly string[]
  readonly isReturn: boolean
}

/** The first frame of a connection. */
export function loginFrame(id: number, place: SessionPlace, who: Who, facts: LoginFacts): ClientFrame {
  const { cursor, device, platform, pushIds, isReturn } = facts
  return {
    t: 'login',
    v: frameVersion,
    id,
    app: place.appId,
    user: who.userId,
    device,
    platform,
    sdk: `posthouse-client/${version}`,
    isReturn,
    ...(who.token === '' ? {} : { token: who.token }),
    ...(place.appSign === undefined ? {} : { sign: place.appSign }),
    ...(who.name === undefined || who.name === '' ? {} : { name: who.name }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(pushIds.length === 0 ? {} : { pushIds: pushIds.slice(0, pushIdsMax) }),
  }
}

/** What the app is told when the server ends a session for good. */
export function byeEvent(reason: ByeReason | undefined): StateEvent {
  if (reason === 'kicked-out' || reason === 'disconnected') return stateEvents.kickedOut
  if (reason === 'token-expired') return stateEvents.tokenExpired
  if (reason === 'unregistered') return stateEvents.unregistered
  return reason === 'logged-out' ? stateEvents.success : stateEvents.loginInterrupted
}

/** What the app is told when a login is refused for good; `isBack` = it came back by itself after a loss. */
export function refusedEvent(code: number, isBack: boolean): StateEvent {
  if (isBack && code === zimCodes['token-expired'].code) return stateEvents.tokenExpired
  if (isBack && code === zimCodes['user-unknown'].code) return stateEvents.unregistered
  return stateEvents.loginInterrupted
}
