// Where the two halves of the client find each other: the one session of this program, if there is one. Knows nothing of either.
import { Notices } from './notices.ts'
import type { PushSeam } from './push-seam.ts'

let current: PushSeam | undefined
const changes = new Notices<PushSeam | undefined>()

/** The session of the ZIM that was created; undefined before `ZIM.create` and after `destroy`. */
export function currentSession(): PushSeam | undefined {
  return current
}

/** Tells of the session that there is, at once, and of each that comes or goes; returns how to stop. */
export function onCurrentSession(listener: (session: PushSeam | undefined) => void): () => void {
  const stop = changes.add(listener)
  listener(current)
  return stop
}

/** Names the session of this program, or says that there is none any more. */
export function setCurrentSession(session: PushSeam | undefined): void {
  current = session
  changes.tell(session)
}
