// Where the two halves of the client find each other: the one session of this program, if there is one. Knows nothing of either.
import type { PushSeam } from './push-seam.ts'

type Listener = (session: PushSeam | undefined) => void

let current: PushSeam | undefined
let listeners: readonly Listener[] = []

/** The session of the ZIM that was created; undefined before `ZIM.create` and after `destroy`. */
export function currentSession(): PushSeam | undefined {
  return current
}

/** Tells of the session that there is, at once, and of each that comes or goes; returns how to stop. */
export function onCurrentSession(listener: Listener): () => void {
  listeners = [...listeners, listener]
  listener(current)
  return () => {
    listeners = listeners.filter(one => one !== listener)
  }
}

/** Names the session of this program, or says that there is none any more. */
export function setCurrentSession(session: PushSeam | undefined): void {
  current = session
  for (const listener of listeners) listener(session)
}
