// Named places where the process can be made to die, so that recovery is proved at each step of the journey and not only at
// random (reliability §4). Off unless armed; arming is refused outside tests by app/config.ts.

/** The places on a push's way, in the order of the pipeline steps of reliability §1.1. */
export const pushFailpoints = [
  'accept.before-commit',
  'accept.after-commit',
  'task.planned',
  'task.recorded',
  'task.walked',
  'push.claimed',
  'push.planned',
  'attempt.recorded',
  'attempt.handed-over',
  'attempt.answered',
  'outcome.committed',
  'callback.claimed',
  'callback.answered',
  'callback.recorded',
] as const

/** Those on a message's way: the steps around W1, and the passes of its hand-over. Calls to push do not come by them. */
const messageFailpoints = ['message.before-commit', 'message.stored', 'handover.decided', 'handover.committed'] as const

/** Every place. */
export const failpoints = [...pushFailpoints, ...messageFailpoints] as const

/** A place's name. */
export type Failpoint = (typeof failpoints)[number]

const armed = new Map<Failpoint, number>()

/** Dies at the `hit`-th passage of a place, counted from 1. */
export function armFailpoint(place: Failpoint, hit: number): void {
  armed.set(place, hit)
}

/** Passes a place. Costs one look-up in an empty map when nothing is armed. */
export function failpoint(place: Failpoint): void {
  const left = armed.get(place)
  if (left === undefined) return
  if (left > 1) armed.set(place, left - 1)
  else process.kill(process.pid, 'SIGKILL')
}
