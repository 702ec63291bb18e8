// Where the walk is killed: drawn from the seed before anything starts. The kills lie in the first part of the walk, so that one process
// is left to go over the rest, long enough to show whether it grows.
import type { Failpoint } from '../../packages/server/src/base/failpoint.ts'
import type { Chance } from '../lab/chance.ts'

/** One end of the server. */
export type Kill =
  /** SIGKILL once so many users were gone over in this life, and a moment later. */
  | { readonly kind: 'walked'; readonly users: number; readonly afterMs: number }
  /** It dies by itself at a named place. */
  | { readonly kind: 'failpoint'; readonly place: Failpoint; readonly hit: number }

/** The part of the audience over which the kills are spread. */
const killedPart = 0.6
/** Users of a step, and deliveries of a page, as many as they are at most (flows/task/walk.ts, domain/page.ts). */
const [usersPerStep, deliveriesPerPage] = [1_024, 512]
const afterMsMax = 200

/** So many ends, one half of them at named places, each in its turn. */
export function planKills(users: number, kills: number, devicesPerUser: number, chance: Chance): readonly Kill[] {
  const share = (users * killedPart) / kills
  const order = chance.sample(places, places.length)
  return Array.from({ length: kills }, (_, index): Kill => {
    const stretch = Math.round(share * (0.5 + chance.fraction()))
    if (index % 2 === 0) return { kind: 'walked', users: stretch, afterMs: chance.integer(0, afterMsMax) }
    const place = order[((index - 1) / 2) % order.length] ?? places[0]
    const perPassage = place.startsWith('task.') ? usersPerStep : deliveriesPerPage / devicesPerUser
    return { kind: 'failpoint', place, hit: Math.max(1, Math.floor(stretch / perPassage)) }
  })
}

/** A kill in words. */
export function killText(kill: Kill): string {
  if (kill.kind === 'walked') return `SIGKILL ${kill.afterMs} ms after ${kill.users} users`
  return `dies at ${kill.place}:${kill.hit}`
}

/** Right before and right after commits, and around what is handed over. */
const places = [
  'task.planned',
  'task.recorded',
  'attempt.handed-over',
  'attempt.answered',
  'outcome.committed',
] as const satisfies readonly Failpoint[]
