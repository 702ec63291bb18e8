// What a task's state means for a page: how good news it is, whether it moves, what may be ordered, and whether its sums hold. Pure.
import type { TasksAll, TasksTask } from '@posthouse/client/rest'
import type { Tone } from '../../parts/tone.ts'

/** A task's state. */
export type TaskState = TasksTask['state']

/** In the order of a task's life. */
export const taskStates: readonly TaskState[] = ['scheduled', 'running', 'paused', 'finished', 'cancelled']

/** How good news. */
export const stateTones: Readonly<Record<TaskState, Tone>> = {
  scheduled: 'quiet',
  running: 'fine',
  paused: 'warn',
  finished: 'fine',
  cancelled: 'quiet',
}

/** Orders that the state allows. */
export function ordersOf(state: TaskState): {
  readonly pause: boolean
  readonly resume: boolean
  readonly cancel: boolean
} {
  return {
    pause: state === 'running',
    resume: state === 'paused',
    cancel: state === 'scheduled' || state === 'running' || state === 'paused',
  }
}

/** How a task changes while it is looked at: every second, now and then, or not at all. */
export function livenessOf({
  state,
  statistics,
}: Pick<TasksTask, 'state' | 'statistics'>): 'running' | 'waiting' | 'still' {
  if (state === 'running') return 'running'
  if (state === 'scheduled' || state === 'paused') return 'waiting'
  return statistics.all.open > 0 ? 'running' : 'still'
}

/** The parts that make up `targeted`, in the order in which they are shown. */
export const sumParts = ['accepted', 'rejected', 'unknown', 'skipped', 'open'] as const

/** Whether they do. */
export function addsUp(sums: TasksAll): boolean {
  return sumParts.reduce((sum, part) => sum + sums[part], 0) === sums.targeted
}

/** A step of the funnel; without a count where no vendor of the task reports it. */
export interface FunnelStep {
  readonly name: 'targeted' | 'sent' | 'accepted' | 'arrived' | 'clicked'
  readonly count: number | undefined
}

/** From whom it was meant for to who tapped it. */
export function funnelOf({ targeted, accepted, rejected, unknown, arrived, clicked }: TasksAll): readonly FunnelStep[] {
  return [
    { name: 'targeted', count: targeted },
    { name: 'sent', count: accepted + rejected + unknown },
    { name: 'accepted', count: accepted },
    { name: 'arrived', count: arrived },
    { name: 'clicked', count: clicked },
  ]
}

/** Share of the audience gone over, 0 to 1; undefined before the audience is counted. */
export function shareWalked({
  audience,
  walked,
  state,
}: Pick<TasksTask, 'audience' | 'walked' | 'state'>): number | undefined {
  if (state === 'finished') return 1
  if (audience === undefined) return undefined
  // Who registers while it runs comes on top.
  return audience === 0 ? 1 : Math.min(1, walked / audience)
}
