// Random lives of a group against a model that a reader can keep in mind: a list of members in the order of their entering, with roles.
import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import fc from 'fast-check'
import type { GroupRole } from '../../../domain/chat/group.ts'
import { Refusal } from '../../../domain/chat/refusal.ts'
import { createGroup } from './create.ts'
import { inviteToGroup, joinGroup } from './enter.ts'
import { ids, openGroupLab } from './group-lab.test.ts'
import { dismissGroup, kickFromGroup, leaveGroup } from './leave.ts'
import { setGroupRole, transferGroup } from './roles.ts'

const users = ids('u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6')
const memberMax = 5

/** In the order of entering. */
type Model = readonly { readonly user: UserId; readonly role: GroupRole }[]
type Deed =
  | { readonly kind: 'join' | 'leave' | 'dismiss'; readonly by: UserId }
  | { readonly kind: 'invite' | 'kick'; readonly by: UserId; readonly whom: readonly UserId[] }
  | { readonly kind: 'transfer'; readonly by: UserId; readonly to: UserId }
  | { readonly kind: 'role'; readonly by: UserId; readonly to: UserId; readonly role: 2 | 3 }

const user = fc.constantFrom(...users)
const whom = fc.uniqueArray(user, { minLength: 1, maxLength: 4 })
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('join', 'leave'), by: user }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('dismiss'), by: user }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('invite', 'kick'), by: user, whom }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('transfer'), by: user, to: user }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('role'), by: user, to: user, role: fc.constantFrom(2, 3) }) },
) as fc.Arbitrary<Deed>

/** What is left of the group; the same model when the deed is refused, an empty one when the group is over. */
function after(model: Model, one: Deed): Model {
  const roleOf = (of: UserId): GroupRole | undefined => model.find(member => member.user === of)?.role
  const mine = roleOf(one.by)
  if (model.length === 0) return model
  switch (one.kind) {
    case 'join':
      return mine === undefined && model.length < memberMax ? [...model, { user: one.by, role: 3 }] : model
    case 'leave':
      return crowned(model.filter(member => member.user !== one.by))
    case 'dismiss':
      return mine === 1 ? [] : model
    case 'invite': {
      // Those who enter at once stand in order of name.
      const entering = one.whom.filter(other => roleOf(other) === undefined).sort()
      if (mine === undefined || model.length + entering.length > memberMax) return model
      return [...model, ...entering.map(other => ({ user: other, role: 3 as const }))]
    }
    case 'kick': {
      const isBelow = (role: GroupRole): boolean => (mine === 1 && role !== 1) || (mine === 2 && role === 3)
      return model.filter(member => !(one.whom.includes(member.user) && isBelow(member.role)))
    }
    case 'transfer':
      if (mine !== 1 || roleOf(one.to) === undefined || one.to === one.by) return model
      return model.map(member => {
        if (member.user === one.to) return { ...member, role: 1 }
        return member.user === one.by ? { ...member, role: 3 } : member
      })
    case 'role':
      if (mine !== 1 || one.to === one.by) return model
      return model.map(member => (member.user === one.to ? { ...member, role: one.role } : member))
  }
}

function crowned(model: Model): Model {
  if (model.some(({ role }) => role === 1)) return model
  return model.map((member, at) => (at === 0 ? { ...member, role: 1 } : member))
}

type Lab = Awaited<ReturnType<typeof openGroupLab>>

function carriedOut({ deps, app }: Pick<Lab, 'deps' | 'app'>, one: Deed): Promise<unknown> {
  switch (one.kind) {
    case 'join':
      return joinGroup(deps, app, 'team', one.by)
    case 'leave':
      return leaveGroup(deps, app, 'team', one.by)
    case 'dismiss':
      return dismissGroup(deps, app, 'team', one.by)
    case 'invite':
      return inviteToGroup(deps, app, 'team', one.by, one.whom)
    case 'kick':
      return kickFromGroup(deps, app, 'team', one.by, one.whom)
    case 'transfer':
      return transferGroup(deps, app, 'team', one)
    case 'role':
      return setGroupRole(deps, app, 'team', { by: one.by, user: one.to, role: one.role })
  }
}

async function unlessRefused(running: Promise<unknown>): Promise<void> {
  try {
    await running
  } catch (cause) {
    if (!(cause instanceof Refusal) || cause.reason === 'database-failed') throw cause
  }
}

async function begun(): Promise<Lab> {
  const lab = await openGroupLab(users)
  const owner = users[0] as UserId
  await createGroup(lab.deps, lab.app, owner, { groupId: 'team', name: '', users: [], memberMax })
  return lab
}

/** Members by what the entries said, as a device that came to know of each in order would have them. */
async function heard(lab: Lab): Promise<readonly string[]> {
  const roles = new Map<string, number>()
  for (const { entry } of await lab.store.tables.timeline.after(lab.app.id, 0, 9_999)) {
    if (entry.kind !== 'group') continue
    if (entry.event === 'dismissed') roles.clear()
    const isOver = entry.event === 'left' || entry.event === 'kicked'
    for (const { id, role } of entry.members) isOver ? roles.delete(id) : roles.set(id, role)
  }
  const lines = [...roles].map(([id, role]) => `${id} ${role}`)
  return lines.sort((one, other) => (one < other ? -1 : 1))
}

test('after any life, who is in a group with which role is what the model says, and the entries tell the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 30 }), async deeds => {
      const lab = await begun()
      let model: Model = [{ user: users[0] as UserId, role: 1 }]
      for (const one of deeds) {
        await unlessRefused(carriedOut(lab, one))
        model = after(model, one)
        const expected = model.map(member => `${member.user} ${member.role}`).sort()
        deepEqual(await lab.members('team'), expected, JSON.stringify(one))
      }
      const group = await lab.group('team')
      deepEqual(
        [group?.memberCount, group?.dismissedAtMs !== undefined, await heard(lab)],
        [model.length, model.length === 0, await lab.members('team')],
      )
      if (model.length > 0) equal(group?.owner, model.find(({ role }) => role === 1)?.user)
    }),
    { numRuns: 40 },
  )
})

test('whatever happens at once in two processes, the count is exact, the group is never too full, and it has one owner', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(deed, { minLength: 2, maxLength: 8 }), { maxLength: 4 }), async rounds => {
      const lab = await begun()
      for (const round of rounds) {
        const sides = [lab, { ...lab, deps: lab.elsewhere }]
        await Promise.all(round.map((one, at) => unlessRefused(carriedOut(sides[at % 2] ?? lab, one))))
        const members = await lab.members('team')
        const owners = members.filter(member => member.endsWith(' 1'))
        const group = await lab.group('team')
        deepEqual([group?.memberCount, members.length <= memberMax], [members.length, true])
        deepEqual(owners, group?.dismissedAtMs === undefined ? [`${group?.owner} 1`] : [])
        deepEqual(await heard(lab), members)
      }
    }),
    { numRuns: 30 },
  )
})
