// How a group is changed: read it, decide by what was read, and commit everything behind a fence that holds only when the group is still
// as it was read. Who loses to another change looks and decides again.
import type { UserId } from '@posthouse/protocol'
import type { Clock } from '../../../base/clock.ts'
import type { App } from '../../../domain/app.ts'
import { groupConversation } from '../../../domain/chat/conversation.ts'
import { type Group, type GroupMember, isGroupId, membersPerEntryMax, wireGroup } from '../../../domain/chat/group.ts'
import type { GroupPlan, GroupStep } from '../../../domain/chat/group-plan.ts'
import { Refusal } from '../../../domain/chat/refusal.ts'
import type { Bus } from '../../../ports/bus.ts'
import type { Store, Tables, Write } from '../../../ports/store.ts'
import { Appended } from '../appended.ts'
import { retentionMs } from '../store-message.ts'
import { type MemberView, memberView } from './members.ts'
import type { GroupTurns } from './turns.ts'

/** What the flows of groups use. */
export interface GroupDeps {
  readonly store: Pick<Store, 'commitFenced'> & {
    readonly tables: Pick<Tables, 'groups' | 'conversations' | 'timeline' | 'users' | 'chatUsers'>
  }
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Pick<Clock, 'now'>
  readonly turns: GroupTurns
}

/**
 * How often a change is decided anew because others came first. Each time somebody else's change was carried out, so that this ends with
 * the crowd; with two processes that fill a group of PostgreSQL's at once, 32 in a row were lost now and then (measured 2026-11-21).
 */
const triesMax = 1_000

/** What was decided: no plan when everything is as wanted already. */
export interface Decision<T> {
  readonly plan: GroupPlan | undefined
  readonly value: T
}

/** A change that was carried out: the group as it is then, and what was decided. */
export interface Changed<T> {
  readonly group: Group
  readonly value: T
}

/**
 * Changes a group. `decide` may be called several times and must not change anything itself. Throws `group-unknown`, what `decide`
 * throws, and `database-failed` when others were always first.
 */
export function changeGroup<T>(
  deps: GroupDeps,
  app: App,
  groupId: string,
  decide: (group: Group, nowMs: number) => Promise<Decision<T>>,
): Promise<Changed<T>> {
  return deps.turns.take(app.id, groupId, async () => {
    for (let tries = 0; tries < triesMax; tries += 1) {
      const group = await presentGroup(deps, app, groupId)
      const nowMs = deps.clock.now()
      const { plan, value } = await decide(group, nowMs)
      if (!plan || plan.steps.length === 0) return { group, value }
      const fence = deps.store.tables.groups.replace(plan.next)
      if (await carryOut(deps, app, plan, { fence, nowMs })) return { group: plan.next, value }
    }
    throw new Refusal('database-failed')
  })
}

/** Commits a plan behind its fence and lets connected devices know; false when the fence did not hold. */
export async function carryOut(
  deps: GroupDeps,
  app: App,
  plan: GroupPlan,
  { fence, nowMs, first = [] }: { fence: Write<boolean>; nowMs: number; first?: readonly Write<unknown>[] },
): Promise<boolean> {
  const view = await memberView(deps, app, namedIn(plan))
  const appended = new Appended(deps.store.tables.timeline, app.id)
  const steps = plan.steps.flatMap(step => writesOf(deps, app, { plan, step, view, nowMs, appended }))
  const writes = [...first, ...steps]
  const reported = (reports: readonly unknown[]): void => deps.bus.publish(appended.hint(writes, reports))
  const [isDone] = await deps.store.commitFenced([{ fence, writes, reported }])
  return isDone === true
}

/** A group that is not dismissed. Throws `group-unknown`. */
export async function presentGroup({ store }: Pick<GroupDeps, 'store'>, app: App, groupId: string): Promise<Group> {
  // What can be no id must not reach the record (S33).
  const group = isGroupId(groupId) ? await store.tables.groups.find(app.id, groupId) : undefined
  if (!group || group.dismissedAtMs !== undefined) throw new Refusal('group-unknown')
  return group
}

function namedIn({ operator, steps }: GroupPlan): readonly UserId[] {
  const named = steps.flatMap(step => (step.kind === 'tell' ? step.members.map(({ username }) => username) : []))
  return [...new Set([operator.username, ...named])]
}

interface StepInput {
  readonly plan: GroupPlan
  readonly step: GroupStep
  readonly view: MemberView
  readonly nowMs: number
  readonly appended: Appended
}

function writesOf({ store }: GroupDeps, app: App, input: StepInput): readonly Write<unknown>[] {
  const { conversations, groups } = store.tables
  const { step, plan } = input
  const conversation = groupConversation(plan.next.id)
  switch (step.kind) {
    case 'enter':
      return [conversations.join(app.id, conversation, step.member.username, step.member)]
    case 'leave':
      return [conversations.leave(app.id, conversation, step.user)]
    case 'role':
      return [conversations.setRole(app.id, conversation, step.user, step.role)]
    case 'end':
      return [groups.endMemberships(app.id, plan.next.id)]
    case 'tell':
      return tellingWrites(app, input, step)
  }
}

/** One entry, or several where many are named. */
function tellingWrites(
  app: App,
  { plan, view, nowMs, appended }: StepInput,
  { event, members }: Extract<GroupStep, { kind: 'tell' }>,
): readonly Write<unknown>[] {
  return chunks(members).map(some =>
    appended.append(
      groupConversation(plan.next.id),
      {
        kind: 'group',
        event,
        group: wireGroup(plan.next),
        members: some.map(view),
        operator: view(plan.operator),
        atMs: nowMs,
      },
      nowMs,
      nowMs + retentionMs(app),
    ),
  )
}

function chunks(members: readonly GroupMember[]): readonly (readonly GroupMember[])[] {
  const size = Math.max(1, Math.ceil(members.length / membersPerEntryMax))
  return Array.from({ length: size }, (_, at) => members.slice(at * membersPerEntryMax, (at + 1) * membersPerEntryMax))
}
