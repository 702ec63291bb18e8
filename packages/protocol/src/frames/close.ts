// Why a connection ends: the reasons that stand in `bye`, and the WebSocket close code of each. A client reads the reason where there is
// one, and the code where the frame was lost.

/** See the head of the file; `again`: the client may come back by itself. */
export const byes = {
  /** The server stops or moves its connections. */
  'going-away': { code: 4000, again: true },
  /** Another login took this device's or this platform's place. */
  'kicked-out': { code: 4001, again: false },
  /** The token ran out and was not renewed in time. */
  'token-expired': { code: 4002, again: false },
  /** The user is no more, or may not log in any more. */
  unregistered: { code: 4003, again: false },
  /** An administrator or the app's server ended it. */
  disconnected: { code: 4004, again: false },
  /** The first frame did not come in time, or was none that begins a connection. */
  'no-login': { code: 4005, again: true },
  /** A frame that is none, or one at the wrong time. */
  'bad-frame': { code: 4006, again: false },
  /** The server does not speak this version of the frames. */
  version: { code: 4007, again: false },
  /** The client does not read what it is sent. */
  slow: { code: 4008, again: true },
  /** More than the limits of connections, logins or frames allow; come back later. */
  busy: { code: 4009, again: true },
  /** Nothing was heard for too long. */
  silent: { code: 4010, again: true },
  /** The user logged out. */
  'logged-out': { code: 4011, again: false },
} as const

/** A reason. */
export type ByeReason = keyof typeof byes

/** The reason of a close code of ours; undefined for any other code. */
export function byeReasonOf(code: number): ByeReason | undefined {
  return names.find(name => byes[name].code === code)
}

const names = Object.keys(byes) as readonly ByeReason[]
