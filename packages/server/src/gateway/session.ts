// What a connection may do when: a pure machine. It is told what happened and says what to do about it; who does it is connection.ts.
//
//   new ── login ──► logging-in ── admitted ──► catching-up ── caught up ──► live
//    │ forget (answered, then new again)                │                     │
//    └───────────── anything wrong, any end ────────────┴─────────────────────┴──► closing ── closed ──► (gone)
import { type ByeReason, type ClientFrame, isSpokenVersion } from '@posthouse/protocol/frames'

/** See the head of the file. `closing`: the last frame was sent, and nothing that comes is heard any more. */
export type SessionState = 'new' | 'logging-in' | 'catching-up' | 'live' | 'closing'

/** What happened. */
export type SessionEvent =
  | { readonly kind: 'frame'; readonly frame: ClientFrame }
  /** Something that is no frame. */
  | { readonly kind: 'bad-frame' }
  | { readonly kind: 'admitted' }
  | { readonly kind: 'caught-up' }
  | { readonly kind: 'end'; readonly reason: ByeReason }

/** What to do. */
export type SessionEffect =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'log-in'; readonly frame: FrameOf<'login'> }
  | { readonly kind: 'forget'; readonly frame: FrameOf<'forget'> }
  | { readonly kind: 'answer'; readonly frame: FrameOf<'request'> }
  | { readonly kind: 'note'; readonly position: number }
  | { readonly kind: 'pong' }
  | { readonly kind: 'bye'; readonly reason: ByeReason }

/** A frame of one kind. */
export type FrameOf<T extends ClientFrame['t']> = Extract<ClientFrame, { t: T }>

/** Where an event leads, and what is to be done. */
export interface SessionStep {
  readonly state: SessionState
  readonly effect: SessionEffect
}

const nothing: SessionEffect = { kind: 'nothing' }
const pong: SessionEffect = { kind: 'pong' }
const deaf: SessionStep = { state: 'closing', effect: nothing }
const refused: SessionStep = bye('bad-frame')

/** One step. */
export function step(state: SessionState, event: SessionEvent): SessionStep {
  if (state === 'closing') return deaf
  switch (event.kind) {
    case 'frame':
      return heard(state, event.frame)
    case 'bad-frame':
      return refused
    case 'admitted':
      return { state: 'catching-up', effect: nothing }
    case 'caught-up':
      return { state: 'live', effect: nothing }
    case 'end':
      return bye(event.reason)
  }
}

function heard(state: SessionState, frame: ClientFrame): SessionStep {
  // A client may count its heartbeats from the first moment on.
  if (frame.t === 'ping') return { state, effect: pong }
  if (frame.t === 'login' || frame.t === 'forget') {
    if (state !== 'new') return refused
    if (!isSpokenVersion(frame.v)) return bye('version')
    if (frame.t === 'forget') return { state, effect: { kind: 'forget', frame } }
    return { state: 'logging-in', effect: { kind: 'log-in', frame } }
  }
  if (state === 'new') return bye('no-login')
  // Nobody is somebody before the answer came.
  if (state === 'logging-in') return refused
  if (frame.t === 'ack') return { state, effect: { kind: 'note', position: frame.position } }
  return { state, effect: { kind: 'answer', frame } }
}

function bye(reason: ByeReason): SessionStep {
  return { state: 'closing', effect: { kind: 'bye', reason } }
}
