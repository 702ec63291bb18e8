// Methods of groups (spec/zego.md §3.5, §3.12).
import { pageMax, usersPerCallMax } from '../limits.ts'
import { list, object, oneOf, text, texts, whole } from '../shape.ts'
import { failedUser, group, id, member } from '../values.ts'

const which = object({ groupId: id })
const changed = object({ members: list(member, usersPerCallMax), failed: list(failedUser, usersPerCallMax) })

/** Name → what it takes and what it gives. */
export const groupMethods = {
  /** Makes a group with the caller as its owner; no id = the server makes one that begins with `#`. */
  'group.create': {
    params: object(
      { name: text(50), avatarUrl: text(500), users: list(id, usersPerCallMax) },
      {
        groupId: id,
        notice: text(300),
        attributes: texts(16, 1024, 10),
        memberMax: whole(1),
        joinMode: oneOf(0, 1, 2),
        inviteMode: oneOf(0, 1),
        beInviteMode: oneOf(0, 1),
      },
    ),
    result: object({
      group,
      members: list(member, usersPerCallMax + 1),
      failed: list(failedUser, usersPerCallMax),
    }),
  },
  'group.dismiss': { params: which, result: object({}) },
  /** A member already: the same answer. */
  'group.join': { params: which, result: object({ group }) },
  'group.leave': { params: which, result: object({}) },
  'group.invite': { params: object({ groupId: id, users: list(id, usersPerCallMax, 1) }), result: changed },
  'group.kick': { params: object({ groupId: id, users: list(id, usersPerCallMax, 1) }), result: changed },
  'group.transfer': { params: object({ groupId: id, to: id }), result: object({}) },
  'group.setRole': { params: object({ groupId: id, user: id, role: oneOf(2, 3) }), result: object({}) },
  'group.find': { params: which, result: object({ group }) },
  'group.member': { params: object({ groupId: id, user: id }), result: object({ member }) },
  /** The caller's groups in order of id, those after `after`. */
  'group.list': {
    params: object({ count: whole(1, pageMax) }, { after: id }),
    result: object({ groups: list(group, pageMax) }),
  },
  /** Members in order of id, those after `after`. */
  'group.members': {
    params: object({ groupId: id, count: whole(1, pageMax) }, { after: id }),
    result: object({ members: list(member, pageMax) }),
  },
} as const
