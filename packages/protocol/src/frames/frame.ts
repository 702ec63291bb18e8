// Frames: the texts of the WebSocket, each one JSON object; two closed unions, one per direction.
import { type ByeReason, byes } from './close.ts'
import { type Entry, entry } from './entries.ts'
import { entriesPerFrameMax, frameBytesMax, frameVersion, pushIdsMax } from './limits.ts'
import { pushIdCharsMax } from './push-id.ts'
import { flag, list, type Of, object, oneOf, type Shape, ShapeError, tagged, text, utf8Bytes, whole } from './shape.ts'
import { id, instant, passingMessage, user } from './values.ts'

/** A request's number, chosen by the client; the answer carries it. */
const requestId = whole(1)
const anything: Shape<unknown> = value => value

const clientShapes = {
  /** The first frame: who connects, with which device. Without `token` and `sign` nobody is let in. */
  login: object(
    {
      v: whole(1),
      id: requestId,
      /** The app's number. */
      app: whole(1),
      user: id,
      /** The device's own id, made once per installation. */
      device: text(256, 1),
      /** ZIM's platform number. */
      platform: whole(0, 32),
      /** Name and version of the client. */
      sdk: text(64),
    },
    {
      /** A Token04, or the token of a user of the REST interface. */
      token: text(4096),
      /** The app's AppSign. */
      sign: text(128),
      name: text(256),
      /** The last position that this installation has; absent = the server's own memory decides. */
      cursor: whole(0),
      /** PushIDs of this installation, to be bound to the user. */
      pushIds: list(text(pushIdCharsMax, 1), pushIdsMax),
      /** True when it comes back by itself after a loss; false or absent when a person logs in. */
      isReturn: flag,
    },
  ),
  /** Unbinds a PushID from whomever it belongs to; may be the first and only frame of a connection. */
  forget: object({ v: whole(1), id: requestId, app: whole(1), pushId: text(pushIdCharsMax, 1) }),
  request: object({ id: requestId, method: text(64, 1), params: anything }),
  /** Everything up to this position was given to the app. */
  ack: object({ position: whole(0) }),
  ping: object({}),
} as const

const serverShapes = {
  /** The answer to `login`. Catch-up begins after `cursor`. */
  welcome: object(
    {
      id: requestId,
      session: text(64),
      nowMs: instant,
      heartbeatMs: whole(1),
      timeoutMs: whole(1),
      cursor: whole(0),
      /** This device has not logged in as this user before. */
      isNewDevice: flag,
      user,
    },
    { tokenExpiresAtMs: instant },
  ),
  reply: object({ id: requestId, result: anything }),
  /** A login or request that failed; `code` is ZIM's. */
  refused: object({ id: requestId, code: whole(1), message: text(4096) }, { retryAfterMs: whole(0) }),
  /**
   * Entries in order, and the position that is reached with them, which may be higher than the last entry's. During catch-up
   * `isCatchUp`, and `isLast` on its last frame. `dropped`: how many older messages are left to the history.
   */
  entries: object(
    { entries: list<Entry>(entry, entriesPerFrameMax), position: whole(0) },
    { isCatchUp: flag, isLast: flag, dropped: whole(1) },
  ),
  passing: object({ message: passingMessage }),
  pong: object({ nowMs: instant }),
  /** The last frame before the server closes. */
  bye: object({ reason: oneOf(...(Object.keys(byes) as readonly ByeReason[])) }, { text: text(4096) }),
} as const

type Frames<S extends Readonly<Record<string, Shape<unknown>>>> = {
  [K in keyof S]: { readonly t: K } & Of<S[K]>
}[keyof S]

/** From the client. */
export type ClientFrame = Frames<typeof clientShapes>
/** From the server. */
export type ServerFrame = Frames<typeof serverShapes>

const readClient = tagged('t', clientShapes)
const readServer = tagged('t', serverShapes)

/** The text of a frame. */
export function encodeFrame(frame: ClientFrame | ServerFrame): string {
  return JSON.stringify(frame)
}

/** Reads a frame from a client; throws `ShapeError` for what is none, or is larger than `frameBytesMax`. */
export function decodeClientFrame(content: string): ClientFrame {
  if (utf8Bytes(content) > frameBytesMax) throw new ShapeError('frame', `at most ${frameBytesMax} bytes long`)
  return readClient(parse(content), 'frame') as ClientFrame
}

/** Reads a frame from the server; throws `ShapeError` for what is none. Of any size: a client believes its server. */
export function decodeServerFrame(content: string): ServerFrame {
  return readServer(parse(content), 'frame') as ServerFrame
}

/** Whether a server understands a client that says this version. */
export function isSpokenVersion(v: number): boolean {
  return v === frameVersion
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw new ShapeError('frame', 'JSON')
  }
}
