// The troubles of a run, drawn by the seed before anything starts, so that a seed is a plan.
import type { Chance } from '../lab/chance.ts'
import type { Trouble } from './trouble.ts'
import { databaseTroubles } from './troubles/database.ts'
import { natsTroubles } from './troubles/nats.ts'
import { nodeTroubles } from './troubles/nodes.ts'

/** Every trouble there is. */
const allTroubles: readonly Trouble[] = [...nodeTroubles, ...databaseTroubles, ...natsTroubles]

/** Which ones, and how often each. */
export interface PlanOptions {
  /** Rounds; each has every trouble once, in an order of its own. */
  readonly cycles: number
  /** Ids such as `F46`; none = all. Throws for one that there is not. */
  readonly only: readonly string[]
}

/** The troubles of each round. */
export function planTroubles({ cycles, only }: PlanOptions, chance: Chance): readonly (readonly Trouble[])[] {
  const unknown = only.filter(id => !allTroubles.some(trouble => isOf(trouble, id)))
  if (unknown.length > 0) {
    throw new Error(`there is no fault ${unknown.join(', ')}: ${allTroubles.map(trouble => trouble.id).join(', ')}`)
  }
  const meant = only.length === 0 ? allTroubles : allTroubles.filter(one => only.some(id => isOf(one, id)))
  return Array.from({ length: cycles }, () => chance.sample(meant, meant.length))
}

function isOf({ id }: Trouble, wanted: string): boolean {
  return id === wanted || id.split(', ').includes(wanted)
}
