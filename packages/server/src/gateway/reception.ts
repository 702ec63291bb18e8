// How a session begins and ends in the record and in memory: the login's order of things, the logout's, and a token's renewal. The rules
// are the flows'; who is connected is known here.
import type { DeviceId } from '@posthouse/protocol'
import { heartbeatMs, heartbeatTimeoutMs, type ServerFrame } from '@posthouse/protocol/frames'
import type { Clock } from '../base/clock.ts'
import { type Ids, idTimeMs } from '../base/ids.ts'
import { causeOf, type Log } from '../base/log.ts'
import { type App, chatDefaults } from '../domain/app.ts'
import { Refusal } from '../domain/chat/refusal.ts'
import { isPlainText } from '../domain/username.ts'
import { callerLoggedOut } from '../flows/call/caller.ts'
import type { CallDeps } from '../flows/call/change-call.ts'
import { ringNewDevice } from '../flows/call/ring-new-device.ts'
import type { AppDirectory } from '../flows/registry/app-directory.ts'
import { type AdmitDeps, type Admitted, admit, Banned } from '../flows/session/admit.ts'
import { letIn } from '../flows/session/credential.ts'
import { ackedOf, cursorOf, type Found, findDevices, type LogInDeps, storeLogin } from '../flows/session/log-in.ts'
import { logOut } from '../flows/session/log-out.ts'
import type { LoginRate } from '../flows/session/login-rate.ts'
import { type MakeRoomDeps, makeRoom, type Room } from '../flows/session/make-room.ts'
import { type RecordDeps, recordProgress } from '../flows/session/record-progress.ts'
import type { PresentDevice } from '../flows/session/tell-presence.ts'
import type { SessionCaller } from '../ports/methods.ts'
import type { AddressedEntry } from '../ports/timeline.ts'
import type { Attendance } from './attendance.ts'
import type { ClusterPresence } from './cluster-presence.ts'
import type { Connection } from './connection.ts'
import type { FrameOf } from './session.ts'
import type { Line, Session, Sessions } from './sessions.ts'

/** What receiving uses. */
export interface ReceptionDeps extends AdmitDeps, LogInDeps {
  readonly store: AdmitDeps['store'] & LogInDeps['store'] & MakeRoomDeps['store'] & RecordDeps['store']
  readonly apps: AppDirectory
  readonly sessions: Sessions
  /** Of all processes. */
  readonly presence: Pick<ClusterPresence, 'devicesOf' | 'endHeld'>
  readonly attendance: Pick<Attendance, 'learn'>
  readonly rate: LoginRate
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
  /** Binds PushIDs to the device that logs in (I6). */
  readonly bindPushIds: (caller: SessionCaller, pushIds: readonly string[]) => Promise<void>
  /** Calls hear of devices that come, and of callers that go. */
  readonly calling: CallDeps
}

/** Times that a login is tried because the same device logged in elsewhere meanwhile. */
const triesMax = 16

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
export async function begin(
  deps: ReceptionDeps,
  line: Line & Pick<Connection, 'state'>,
  origin: Origin,
  frame: FrameOf<'login'>,
): Promise<Begun> {
  // Numbered as it comes in: of two logins of a device the later one counts, whichever is sooner let in.
  const number = deps.ids.next()
  // What no database keeps as it is (S33).
  if (!isPlainText(frame.device)) throw new Refusal('params-invalid', 'The device id has control characters.')
  const admitted = await admit(deps, { ...claimOf(frame), address: origin.address })
  const { app, user } = admitted
  const waitMs = deps.rate.take(`${app.id} ${user.username} ${frame.device}`)
  if (waitMs > 0) throw new Refusal('too-often', undefined, { retryAfterMs: waitMs })
  const first = await findFor(deps, admitted, frame)
  const session = seated(deps, line, { ...origin, number }, frame, admitted)
  try {
    const found = await stored(deps, line, admitted, frame, { session, first })
    try {
      if (line.state === 'closing') throw new Refusal('not-logged-in')
      await takePlace(deps, admitted, found, session)
      if (frame.pushIds && frame.pushIds.length > 0) await deps.bindPushIds(callerOf(session, app), frame.pushIds)
      if (found.device === undefined) await ringNewDevice(deps.calling, callerOf(session, app))
    } catch (cause) {
      deps.sessions.remove(session)
      await unseat(deps, app, session)
      throw cause
    }
    const messagesMax = app.settings.chat?.catchUpMax ?? chatDefaults.catchUpMax
    const welcome = welcomeOf(deps, frame.id, admitted, found, session)
    return { session, cursor: cursorOf(found, frame.cursor), messagesMax, waiting: found.waiting, welcome }
  } catch (cause) {
    deps.sessions.remove(session)
    throw cause
  }
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
  const { device, session: number } = endingOf(session)
  await logOut(deps, app, { ...device, session: number }, session.ackedPosition, deps.clock.now())
  const connected = await deps.presence.devicesOf(app.id, user.id)
  const isLast = connected.every(one => one.resource === seat.resource)
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

/** A session's device, as presence names it, and its connection's number. */
export function endingOf({ user, seat }: Session): { readonly device: PresentDevice; readonly session: bigint } {
  const { deviceId, platform, ip, sdk, resource } = seat
  return { device: { user: user.id, deviceId, platform, ip, sdk }, session: BigInt(resource) }
}

function claimOf({ app, user, token, sign, name }: FrameOf<'login'>) {
  return { app, user, token, sign, name }
}

/** From here on it is counted as connected, and words reach it. */
function seated(
  { sessions, clock }: ReceptionDeps,
  line: Line,
  { address, port, number }: Origin & { readonly number: bigint },
  frame: FrameOf<'login'>,
  { app, user, expiresAtMs }: Admitted,
): Session {
  const session = sessions.add(app.id, user.username, {
    deviceId: frame.device as DeviceId,
    platform: frame.platform,
    name: frame.name ?? '',
    resource: String(number),
    sdk: frame.sdk,
    ip: `${address}:${port}`,
    sinceMs: clock.now(),
    line,
  })
  session.expiresAtMs = expiresAtMs ?? 0
  return session
}

/** Commits the login, by what the record says at that moment: whoever is second to a device looks again, and takes its place. */
async function stored(
  deps: ReceptionDeps,
  line: Pick<Connection, 'state'>,
  admitted: Admitted,
  frame: FrameOf<'login'>,
  { session, first }: { readonly session: Session; readonly first: Found },
): Promise<Found> {
  const { app, user } = admitted
  const { seat } = session
  for (let tries = 0; tries < triesMax; tries += 1) {
    const found = tries === 0 ? first : await findFor(deps, admitted, frame)
    const acked = ackedOf(found, cursorOf(found, frame.cursor))
    session.sentPosition = acked
    session.ackedPosition = acked
    // A client that gave up on this connection may be in by a later one, whose place it must not take.
    if (line.state === 'closing') throw new Refusal('not-logged-in')
    demandLatest(deps, session, found)
    const login = { app, found, cursor: acked, atMs: seat.sinceMs, ...endingOf(session) }
    if (await storeLogin(deps, login)) return found
    if (!(await deps.store.tables.users.find(app.id, user.username))?.activated) throw new Banned()
  }
  throw new Refusal('database-failed')
}

/** What the record says. */
async function findFor(deps: ReceptionDeps, { user }: Admitted, frame: FrameOf<'login'>): Promise<Found> {
  const found = await findDevices(deps, user, frame.device as DeviceId)
  // A device that another one took the place of does not take it back by itself: the two would end each other for ever.
  if (frame.isReturn === true && found.device?.state === 'kicked') throw new KickedOut()
  return found
}

/**
 * Throws where a connection that came in later has the device already: its client has left this one. Numbers of connections grow with time;
 * those of other nodes as far as clocks agree, so that whoever is refused for one of them may come again at once.
 */
function demandLatest({ sessions, store }: ReceptionDeps, { user, seat }: Session, { device }: Found): void {
  const { held } = device ?? {}
  const own = BigInt(seat.resource)
  if (!held || held.session < own) return
  if (held.node !== store.node) {
    const laterMs = Math.max(1, idTimeMs(held.session) - idTimeMs(own))
    // By more than a login may take, its clock is ahead.
    if (laterMs < heartbeatTimeoutMs) throw new Refusal('login-server', undefined, { retryAfterMs: laterMs })
  } else if (sessions.ofUser(user.app.id, user.id).some(one => one.seat.resource === String(held.session)))
    throw new KickedOut()
}

/** Ends those whose place the login took, wherever they are; throws where somebody else took its own meanwhile. */
async function takePlace(
  deps: ReceptionDeps,
  { app, user }: Admitted,
  { device: before }: Found,
  session: Session,
): Promise<void> {
  const { presence, attendance, store } = deps
  const { deviceId, sinceMs } = session.seat
  const own = endingOf(session).session
  const room: Room = await makeRoom(deps, app, user, sinceMs)
  // The same device once more: its older connection is of no use to anybody (F94).
  for (const { held } of [...(before ? [before] : []), ...room.displaced])
    if (held && held.session !== own) presence.endHeld(app.id, user.username, held.session, 'kicked-out')
  const now = room.devices.find(one => one.deviceId === deviceId)
  if (!now || (now.held && now.held.session !== own)) throw new KickedOut()
  const nodes = room.devices.flatMap(({ held }) => (held && held.node !== store.node ? [held.node] : []))
  attendance.learn(session.user, new Set(nodes))
}

/** Takes a login back that was stored and is refused all the same. */
async function unseat(deps: ReceptionDeps, app: App, session: Session): Promise<void> {
  const ending = { ...endingOf(session), reason: 'logout', isUnregistered: false, atMs: deps.clock.now() } as const
  try {
    await recordProgress(deps, [], [{ app, ...ending }])
  } catch (cause) {
    // It stays in the record until the device comes again or this process ends.
    deps.log.warn('session.unreleased', { app: app.id, ...causeOf(cause) })
  }
}

function welcomeOf(
  { clock }: ReceptionDeps,
  id: number,
  { user, expiresAtMs }: Admitted,
  { chatUser, device }: Found,
  { seat, ackedPosition: cursor }: Session,
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
