// How a session begins and ends in the record and in memory: the login's order of things, the logout's, and a token's renewal. The rules
// are the flows'; who is connected is known here.
import type { DeviceId } from '@posthouse/protocol'
import { heartbeatMs, heartbeatTimeoutMs, type ServerFrame } from '@posthouse/protocol/frames'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { type App, chatDefaults } from '../domain/app.ts'
import { Refusal } from '../domain/chat/refusal.ts'
import { isPlainText } from '../domain/username.ts'
import { callerLoggedOut } from '../flows/call/caller.ts'
import type { CallDeps } from '../flows/call/change-call.ts'
import { ringNewDevice } from '../flows/call/ring-new-device.ts'
import type { AppDirectory } from '../flows/registry/app-directory.ts'
import { type AdmitDeps, type Admitted, admit, Banned } from '../flows/session/admit.ts'
import { letIn } from '../flows/session/credential.ts'
import {
  ackedOf,
  cursorOf,
  displacedAt,
  type Found,
  findDevices,
  type LogInDeps,
  storeLogin,
} from '../flows/session/log-in.ts'
import { logOut } from '../flows/session/log-out.ts'
import type { LoginRate } from '../flows/session/login-rate.ts'
import type { PresentDevice } from '../flows/session/tell-presence.ts'
import type { SessionCaller } from '../ports/methods.ts'
import type { AddressedEntry } from '../ports/timeline.ts'
import type { FrameOf } from './session.ts'
import type { Line, Session, Sessions } from './sessions.ts'

/** What receiving uses. */
export interface ReceptionDeps extends AdmitDeps, LogInDeps {
  readonly store: AdmitDeps['store'] & LogInDeps['store']
  readonly apps: AppDirectory
  readonly sessions: Sessions
  readonly rate: LoginRate
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
  /** Binds PushIDs to the device that logs in (I6). */
  readonly bindPushIds: (caller: SessionCaller, pushIds: readonly string[]) => Promise<void>
  /** Calls hear of devices that come, and of callers that go. */
  readonly calling: CallDeps
}

/** Where a connection comes from. */
export interface Origin {
  readonly address: string
  readonly port: number
}

/** A session that has begun. */
export interface Begun {
  readonly session: Session
  readonly welcome: ServerFrame
  readonly cursor: number
  /** Most messages that it is told of by itself. */
  readonly messagesMax: number
  /** What it is told first, although it has no past. */
  readonly waiting: readonly AddressedEntry[]
}

/**
 * Logs a device in: judged, counted, stored and bound before it is welcome. Throws `Refusal`; nothing of a refused login stays but a
 * user who was registered by it.
 */
export async function begin(deps: ReceptionDeps, line: Line, origin: Origin, frame: FrameOf<'login'>): Promise<Begun> {
  // What no database keeps as it is (S33).
  if (!isPlainText(frame.device)) throw new Refusal('params-invalid', 'The device id has control characters.')
  const admitted = await admit(deps, { ...claimOf(frame), address: origin.address })
  const { app, user } = admitted
  const waitMs = deps.rate.take(`${app.id} ${user.username} ${frame.device}`)
  if (waitMs > 0) throw new Refusal('too-often', undefined, { retryAfterMs: waitMs })
  const found = await findDevices(deps, user, frame.device as DeviceId)
  // A device that another one took the place of does not take it back by itself: the two would end each other for ever.
  if (frame.isReturn === true && found.device?.state === 'kicked') throw new KickedOut()
  const cursor = cursorOf(found, frame.cursor)
  const acked = ackedOf(found, cursor)
  const session = seated(deps, line, origin, frame, admitted)
  session.sentPosition = acked
  session.ackedPosition = acked
  try {
    await store(deps, admitted, found, session, acked)
    if (frame.pushIds && frame.pushIds.length > 0) await deps.bindPushIds(callerOf(session, app), frame.pushIds)
    if (found.device === undefined) await ringNewDevice(deps.calling, callerOf(session, app))
  } catch (cause) {
    deps.sessions.remove(session)
    throw cause
  }
  const messagesMax = app.settings.chat?.catchUpMax ?? chatDefaults.catchUpMax
  const welcome = welcomeOf(deps, frame.id, admitted, found, session, acked)
  return { session, cursor, messagesMax, waiting: found.waiting, welcome }
}

/** A device that was displaced while it was away. */
export class KickedOut extends Refusal {
  constructor() {
    super('login-failed', 'Another device took the place of this one.')
  }
}

/**
 * Ends a session at its user's wish: unbound and stored before anybody is told (I5). Where the same device is logging in on another
 * connection, it is that one's by now, and stays as it is.
 */
export async function leave(deps: ReceptionDeps, session: Session, app: App): Promise<void> {
  const { user, seat } = session
  const others = deps.sessions.ofUser(app.id, user.id).filter(one => one !== session)
  if (others.some(one => one.seat.deviceId === seat.deviceId && !one.hasLeft)) return
  await logOut(deps, app, presentDeviceOf(session), session.ackedPosition, deps.clock.now())
  const isLast = deps.sessions.ofUser(app.id, user.id).every(one => one === session)
  if (isLast) await callerLoggedOut(deps.calling, app.id, user.id)
}

/** Another token for the session's own user. Throws what {@link letIn} does, `token-expired` for one that ends no later. */
export async function renew(deps: ReceptionDeps, session: Session, app: App, token: string): Promise<number> {
  const shown = { user: session.user.id, token, sign: undefined }
  const { expiresAtMs = 0 } = await letIn(deps, app, shown)
  session.expiresAtMs = expiresAtMs
  return expiresAtMs
}

/** On whose behalf a method runs. */
export function callerOf(session: Session, app: App): SessionCaller {
  const { deviceId, resource, platform } = session.seat
  return { app, user: session.user.id, deviceId, resource, platform }
}

/** A session's device, as presence names it. */
export function presentDeviceOf({ user, seat }: Session): PresentDevice {
  const { deviceId, platform, ip, sdk } = seat
  return { user: user.id, deviceId, platform, ip, sdk }
}

function claimOf({ app, user, token, sign, name }: FrameOf<'login'>) {
  return { app, user, token, sign, name }
}

/** From here on others see it, so that of two logins at the same instant one displaces the other. */
function seated(
  { sessions, ids, clock }: ReceptionDeps,
  line: Line,
  { address, port }: Origin,
  frame: FrameOf<'login'>,
  { app, user, expiresAtMs }: Admitted,
): Session {
  const session = sessions.add(app.id, user.username, {
    deviceId: frame.device as DeviceId,
    platform: frame.platform,
    name: frame.name ?? '',
    resource: String(ids.next()),
    sdk: frame.sdk,
    ip: `${address}:${port}`,
    sinceMs: clock.now(),
    line,
  })
  session.expiresAtMs = expiresAtMs ?? 0
  return session
}

/** Commits the login, and then ends those whose place it took. */
async function store(
  deps: ReceptionDeps,
  { app, user }: Admitted,
  found: Found,
  session: Session,
  cursor: number,
): Promise<void> {
  const others = deps.sessions.ofUser(app.id, user.username).filter(one => one !== session)
  const newcomer = { deviceId: session.seat.deviceId, platform: session.seat.platform }
  const displaced = displacedAt(app, newcomer, found.devices, others.map(loggedIn))
  const gone = new Set<DeviceId>(displaced)
  // The same device once more: its older connection is of no use to anybody (F94).
  const ended = others.filter(one => gone.has(one.seat.deviceId) || one.seat.deviceId === newcomer.deviceId)
  const isStored = await storeLogin(deps, {
    ...{ app, cursor, displaced, atMs: session.seat.sinceMs },
    device: presentDeviceOf(session),
    ended: ended.map(presentDeviceOf),
  })
  if (!isStored) throw new Banned()
  for (const one of ended) one.seat.line.end('kicked-out')
}

function loggedIn({ seat }: Session) {
  return { deviceId: seat.deviceId, platform: seat.platform, sinceMs: seat.sinceMs }
}

function welcomeOf(
  { clock }: ReceptionDeps,
  id: number,
  { user, expiresAtMs }: Admitted,
  { chatUser, device }: Found,
  { seat }: Session,
  cursor: number,
): ServerFrame {
  return {
    ...{ t: 'welcome', id, session: seat.resource, nowMs: clock.now(), cursor, isNewDevice: device === undefined },
    ...{ heartbeatMs, timeoutMs: heartbeatTimeoutMs },
    user: {
      id: user.username,
      name: user.nickname ?? '',
      avatarUrl: chatUser?.avatarUrl ?? '',
      extendedData: chatUser?.extendedData ?? '',
    },
    ...(expiresAtMs === undefined ? {} : { tokenExpiresAtMs: expiresAtMs }),
  }
}
