// A look at the users whom a task would go to, by the same pure function that plans each of them later. A bounded part of them is looked
// at, and a larger but bounded one counted, stretch by stretch, so that nobody waits for it; what it says of the rest it says plainly.
import type { UserId } from '@posthouse/protocol'
import { nextTurn } from '../../base/turn.ts'
import type { App } from '../../domain/app.ts'
import type { Binding } from '../../domain/device.ts'
import type { Decision } from '../../domain/plan-user.ts'
import { ExpectationTally } from '../../domain/task-estimate.ts'
import type { Store } from '../../ports/store.ts'

/** What looking uses. */
export interface LookDeps {
  readonly store: Pick<Store, 'tables'>
}

/** Decides for one user by bindings; undefined: there is no such user. */
export type PlanOf = (bindings: readonly Binding[] | undefined) => Decision

/** What was seen. */
export interface Look {
  readonly tally: ExpectationTally
  /** How many users there are, as far as they were counted. */
  readonly users: number
  /** `counted`: each was looked at. `sampled`: all were counted. `atLeast`: there are more than were counted. */
  readonly basis: 'counted' | 'sampled' | 'atLeast'
}

/** Users of one stretch whose bindings are read at once. */
const stretchMax = 1_000
/** Users who are all looked at, 40 ms or so; a label has no more (domain/label.ts). */
const lookedMax = 20_000
/** Users of one stretch that are counted at once, of whom the first thousand is looked at. */
const countStep = 10_000
/** Users who are counted, 200 ms or so: beyond this it is said that there are more. */
const countedMax = 200_000

/** Looks at everybody. */
export async function lookAtAll({ store }: LookDeps, app: App, planOf: PlanOf): Promise<Look> {
  const { audiences, bindings } = store.tables
  const tally = new ExpectationTally()
  let [users, after]: [number, UserId | undefined] = [0, undefined]
  for (;;) {
    const isWholly = users < lookedMax
    const stretch = await audiences.stretch(app.id, after, isWholly ? stretchMax : countStep)
    const { last } = stretch
    if (last !== undefined) {
      const near = isWholly ? stretch : await audiences.stretch(app.id, after, stretchMax)
      const { bindings: found } = await bindings.between(app.id, after, near.last ?? last)
      addStretch(tally, found, near.users, planOf)
    }
    users += stretch.users
    after = last
    if (last === undefined || stretch.users < (isWholly ? stretchMax : countStep))
      return { tally, users, basis: tally.users === users ? 'counted' : 'sampled' }
    if (users >= countedMax) return { tally, users, basis: 'atLeast' }
    await nextTurn()
  }
}

/** Looks at the users of a list; those who are named twice count once. */
export async function lookAtList(
  { store }: LookDeps,
  app: App,
  usernames: readonly UserId[],
  planOf: PlanOf,
): Promise<Look> {
  const tally = new ExpectationTally()
  const named = [...new Set(usernames)]
  const known = (await store.tables.users.findMany(app.id, named)).map(user => user.username)
  addStretch(tally, await store.tables.bindings.ofUsers(app.id, known), known.length, planOf)
  if (named.length > known.length) tally.add(planOf(undefined), named.length - known.length)
  return { tally, users: named.length, basis: 'counted' }
}

/** Looks at those who are in all of some labels, which are given by id. */
export async function lookAtLabels(
  { store }: LookDeps,
  app: App,
  labelIds: readonly [bigint, ...bigint[]],
  planOf: PlanOf,
): Promise<Look> {
  const { labels, bindings } = store.tables
  const tally = new ExpectationTally()
  const [first, ...others] = labelIds
  let [after, seen]: [UserId | undefined, number] = [undefined, 0]
  for (;;) {
    const members = await labels.members(app.id, first, after, stretchMax)
    let names = members.map(({ username }) => username)
    for (const id of others) names = (await labels.membersAmong(app.id, id, names)).map(({ username }) => username)
    addStretch(tally, await bindings.ofUsers(app.id, names), names.length, planOf)
    seen += members.length
    after = members.at(-1)?.username
    if (members.length < stretchMax) return { tally, users: tally.users, basis: 'counted' }
    if (seen >= lookedMax) return { tally, users: tally.users, basis: 'atLeast' }
    await nextTurn()
  }
}

/** Users in a row: those with bindings one by one, the others together. */
function addStretch(tally: ExpectationTally, found: readonly Binding[], users: number, planOf: PlanOf): void {
  const byUser = Map.groupBy(found, ({ username }) => username)
  for (const ofUser of byUser.values()) tally.add(planOf(ofUser))
  // Who came between the count and this look is one too many.
  const without = users - byUser.size
  if (without > 0) tally.add(planOf([]), without)
}
