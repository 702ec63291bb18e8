// Changes of groups as plans (spec/zego.md §3.12): what the group is afterwards, and the steps in the order in which they are written.
// The order decides who is told. Who enters does so before the entry that says it, who leaves does so after it; so the group's
// conversation is the one audience that each entry needs, and everybody concerned has it once. Pure; throws `Refusal`.
import type { UserId } from '@posthouse/protocol'
import type { ZimCodeName } from '@posthouse/protocol/frames'
import { enterTypes, type Group, type GroupEvent, type GroupMember, mayInvite, mayKick } from './group.ts'
import { Refusal } from './refusal.ts'

/** One step of a plan. */
export type GroupStep =
  | { readonly kind: 'enter'; readonly member: GroupMember }
  | { readonly kind: 'leave'; readonly user: UserId }
  | { readonly kind: 'role'; readonly user: UserId; readonly role: 1 | 2 | 3 }
  /** All memberships end. */
  | { readonly kind: 'end' }
  | { readonly kind: 'tell'; readonly event: GroupEvent; readonly members: readonly GroupMember[] }

/** A change: `next` in the group's place, when nothing else has changed it since. */
export interface GroupPlan {
  readonly next: Group
  readonly operator: GroupMember
  readonly steps: readonly GroupStep[]
}

/** Who enters by a plan. */
export function enteredBy({ steps }: GroupPlan): readonly GroupMember[] {
  return steps.flatMap(step => (step.kind === 'enter' ? [step.member] : []))
}

/** A user that something could not be done for. */
export interface FailedMember {
  readonly username: UserId
  readonly reason: ZimCodeName
}

/** A new group with its owner and those who are invited at once. Throws `group-full`. */
export function planCreate(group: Group, invited: readonly UserId[]): GroupPlan {
  const owner = entering(group.owner, 1, enterTypes.created, group.createdAtMs)
  const members = invited.map(user => entering(user, 3, enterTypes.invited, group.createdAtMs))
  const next = { ...group, memberCount: 1 + members.length }
  if (next.memberCount > group.memberMax) throw new Refusal('group-full')
  const steps: GroupStep[] = [
    { kind: 'enter', member: owner },
    { kind: 'tell', event: 'created', members: [owner] },
  ]
  return { next, operator: owner, steps: [...steps, ...enterSteps('invited', members)] }
}

/** Somebody joins. Throws `group-join-asks`, `group-join-forbidden` and `group-full`. */
export function planJoin(group: Group, user: UserId, nowMs: number): GroupPlan {
  if (group.joinMode === 1) throw new Refusal('group-join-asks')
  if (group.joinMode === 2) throw new Refusal('group-join-forbidden')
  const member = entering(user, 3, enterTypes.joined, nowMs)
  return { next: grown(group, 1), operator: member, steps: enterSteps('joined', [member]) }
}

/** Somebody invites users who are not members. Throws `group-no-right`, `group-invite-asks` and `group-full`. */
export function planInvite(group: Group, by: GroupMember, users: readonly UserId[], nowMs: number): GroupPlan {
  if (!mayInvite(group, by.role)) throw new Refusal('group-no-right')
  if (group.beInviteMode === 1) throw new Refusal('group-invite-asks')
  return planAdd(group, by, users, nowMs)
}

/** The app's server adds users who are not members, whatever the modes say. Throws `group-full`. */
export function planAdd(group: Group, by: GroupMember, users: readonly UserId[], nowMs: number): GroupPlan {
  const members = users.map(user => entering(user, 3, enterTypes.invited, nowMs))
  return { next: grown(group, members.length), operator: by, steps: enterSteps('invited', members) }
}

/** A member leaves; an owner hands the group to `heir`, and without one the group is over. */
export function planLeave(group: Group, member: GroupMember, heir: GroupMember | undefined, nowMs: number): GroupPlan {
  const steps: GroupStep[] = [
    { kind: 'tell', event: 'left', members: [member] },
    { kind: 'leave', user: member.username },
  ]
  const memberCount = group.memberCount - 1
  if (member.role !== 1) return { next: { ...group, memberCount }, operator: member, steps }
  if (!heir) return { next: { ...group, memberCount, dismissedAtMs: nowMs }, operator: member, steps }
  const owner: GroupMember = { ...heir, role: 1 }
  return {
    next: { ...group, memberCount, owner: owner.username },
    operator: member,
    steps: [
      ...steps,
      { kind: 'role', user: owner.username, role: 1 },
      { kind: 'tell', event: 'owner-changed', members: [owner] },
    ],
  }
}

/** Removes those whom the member may remove, and names the others. Throws `group-no-right` for whoever may remove nobody. */
export function planKick(
  group: Group,
  by: GroupMember,
  targets: readonly GroupMember[],
): { readonly plan: GroupPlan; readonly kicked: readonly GroupMember[]; readonly failed: readonly FailedMember[] } {
  if (by.role === 3) throw new Refusal('group-no-right')
  const kicked = targets.filter(target => mayKick(by, target))
  const failed = targets.filter(target => !mayKick(by, target))
  const leaving = kicked.map<GroupStep>(({ username }) => ({ kind: 'leave', user: username }))
  return {
    plan: {
      next: { ...group, memberCount: group.memberCount - kicked.length },
      operator: by,
      steps: [{ kind: 'tell', event: 'kicked', members: kicked }, ...leaving],
    },
    kicked,
    failed: failed.map(({ username }) => ({ username, reason: 'group-no-right' })),
  }
}

/** The owner ends the group. Throws `group-no-right`. */
export function planDismiss(group: Group, by: GroupMember, nowMs: number): GroupPlan {
  if (by.role !== 1) throw new Refusal('group-no-right')
  return {
    next: { ...group, memberCount: 0, dismissedAtMs: nowMs },
    operator: by,
    steps: [{ kind: 'tell', event: 'dismissed', members: [] }, { kind: 'end' }],
  }
}

/** The owner hands the group to another member and is an ordinary one from then on. Throws `group-no-right`. */
export function planTransfer(group: Group, by: GroupMember, to: GroupMember): GroupPlan | undefined {
  if (by.role !== 1) throw new Refusal('group-no-right')
  if (to.username === by.username) return undefined
  const members: readonly GroupMember[] = [
    { ...to, role: 1 },
    { ...by, role: 3 },
  ]
  const roles = members.map<GroupStep>(({ username, role }) => ({ kind: 'role', user: username, role }))
  return {
    next: { ...group, owner: to.username },
    operator: { ...by, role: 3 },
    steps: [...roles, { kind: 'tell', event: 'owner-changed', members }],
  }
}

/** The owner makes a member an admin or an ordinary one. Throws `group-no-right`, also for the owner's own role. */
export function planRole(group: Group, by: GroupMember, target: GroupMember, role: 2 | 3): GroupPlan | undefined {
  if (by.role !== 1 || target.role === 1) throw new Refusal('group-no-right')
  if (target.role === role) return undefined
  return {
    next: group,
    operator: by,
    steps: [
      { kind: 'role', user: target.username, role },
      { kind: 'tell', event: 'role-changed', members: [{ ...target, role }] },
    ],
  }
}

function grown(group: Group, by: number): Group {
  const memberCount = group.memberCount + by
  if (memberCount > group.memberMax) throw new Refusal('group-full')
  return { ...group, memberCount }
}

function enterSteps(event: GroupEvent, members: readonly GroupMember[]): readonly GroupStep[] {
  if (members.length === 0) return []
  return [...members.map<GroupStep>(member => ({ kind: 'enter', member })), { kind: 'tell', event, members }]
}

function entering(username: UserId, role: 1 | 2 | 3, enterType: number, enteredAtMs: number): GroupMember {
  return { username, role, nickname: '', enteredAtMs, enterType }
}
