// What became of a push on a user's devices, said briefly: successes of the same words together, everything else by itself. Pure.
import type { PersonPush } from './queries.ts'

/** What became of one device. */
export type DeviceOutcome = PersonPush['outcomes'][number]

/** One line: a device, or several that fared alike. */
export interface OutcomeGroup {
  readonly first: DeviceOutcome
  readonly devices: number
}

/** What needs a look comes first. */
export function grouped(outcomes: readonly DeviceOutcome[]): readonly OutcomeGroup[] {
  const fine = outcomes.filter(({ status }) => status === 'success')
  const others = outcomes.filter(({ status }) => status !== 'success')
  const alike = [...Map.groupBy(fine, ({ reason }) => reason).values()]
  return [
    ...others.map(first => ({ first, devices: 1 })),
    ...alike.flatMap(group => group.slice(0, 1).map(first => ({ first, devices: group.length }))),
  ]
}
