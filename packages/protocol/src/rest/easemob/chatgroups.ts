// Groups of the online channel, made and filled by the app's server. Members are named as in the original's group interface.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const appParams = { org: Type.String(), app: Type.String() }
const groupParams = Type.Object({ ...appParams, group: Type.String() })
const memberParams = Type.Object({ ...appParams, group: Type.String(), username: Type.String() })
const closed = { additionalProperties: false } as const

const common = {
  access: 'app',
  envelope: 'platform',
  rate: 'group',
  idempotent: false,
  query: Type.Object({}),
  bodyBytesMax: 64 * kibibyte,
} as const
const bodiless = { ...common, bodyKind: 'none', body: Type.Object({}) } as const

/** How a group is: the modes of the online channel in the original's words. */
const modes = {
  /** Whether users may join by themselves or ask to. */
  public: Type.Boolean(),
  /** Whether who joins a public group has to be let in. */
  membersonly: Type.Boolean(),
  /** Whether every member may invite; else only owner and admins. */
  allowinvites: Type.Boolean(),
  /** Whether who is invited is asked first. */
  invite_need_confirm: Type.Boolean(),
}

/** A group; `members` are listed apart. */
const chatgroup = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    description: Type.String(),
    ...modes,
    maxusers: Type.Integer(),
    owner: Type.String(),
    /** Epoch ms. */
    created: Type.Integer(),
    affiliations_count: Type.Integer(),
  },
  closed,
)

/** What became of one user. */
const outcome = Type.Object(
  {
    result: Type.Boolean(),
    groupid: Type.String(),
    action: Type.String(),
    user: Type.String(),
    reason: Type.Optional(Type.String()),
  },
  closed,
)

/** `POST chatgroups`: a group with its owner and members. */
const chatgroupCreate = endpoint({
  ...common,
  name: 'groups.create',
  summary: 'Create a group',
  method: 'POST',
  path: '/:org/:app/chatgroups',
  bodyKind: 'json',
  params: Type.Object(appParams),
  body: Type.Object({
    groupname: Type.String(),
    description: Type.Optional(Type.String()),
    owner: Type.String(),
    members: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
    maxusers: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    ...Type.Partial(Type.Object(modes)).properties,
  }),
  reply: Type.Object({ data: Type.Object({ groupid: Type.String() }, closed) }, closed),
})

/** `GET chatgroups/{group}`. */
const chatgroupGet = endpoint({
  ...bodiless,
  name: 'groups.get',
  summary: 'One group',
  method: 'GET',
  path: '/:org/:app/chatgroups/:group',
  params: groupParams,
  reply: Type.Object({ data: Type.Array(chatgroup), count: Type.Integer() }, closed),
})

/** `DELETE chatgroups/{group}`: its members keep what was said. */
const chatgroupDelete = endpoint({
  ...bodiless,
  name: 'groups.delete',
  summary: 'Dismiss a group',
  method: 'DELETE',
  path: '/:org/:app/chatgroups/:group',
  params: groupParams,
  reply: Type.Object({ data: Type.Object({ success: Type.Boolean(), groupid: Type.String() }, closed) }, closed),
})

/** `POST chatgroups/{group}/users`: all of them or none. */
const chatgroupMembersAdd = endpoint({
  ...common,
  name: 'groups.addMembers',
  summary: 'Add up to 100 users to a group',
  method: 'POST',
  path: '/:org/:app/chatgroups/:group/users',
  bodyKind: 'json',
  params: groupParams,
  body: Type.Object({ usernames: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }) }),
  reply: Type.Object(
    {
      data: Type.Object(
        { newmembers: Type.Array(Type.String()), groupid: Type.String(), action: Type.String() },
        closed,
      ),
    },
    closed,
  ),
})

/** `POST chatgroups/{group}/users/{username}`. */
const chatgroupMemberAdd = endpoint({
  ...bodiless,
  name: 'groups.addMember',
  summary: 'Add one user to a group',
  method: 'POST',
  path: '/:org/:app/chatgroups/:group/users/:username',
  params: memberParams,
  reply: Type.Object({ data: outcome }, closed),
})

/** `DELETE chatgroups/{group}/users/{username}`: one, or up to 100 with commas between them. */
const chatgroupMembersRemove = endpoint({
  ...bodiless,
  name: 'groups.removeMembers',
  summary: 'Remove users from a group',
  method: 'DELETE',
  path: '/:org/:app/chatgroups/:group/users/:username',
  params: memberParams,
  reply: Type.Object({ data: Type.Union([outcome, Type.Array(outcome)]) }, closed),
})

/** `GET chatgroups/{group}/users`: in order of name; the owner stands under `owner`. */
const chatgroupMembersList = endpoint({
  ...bodiless,
  name: 'groups.listMembers',
  summary: 'Members of a group in order of name',
  method: 'GET',
  path: '/:org/:app/chatgroups/:group/users',
  params: groupParams,
  query: Type.Object({
    pagenum: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    pagesize: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  reply: Type.Object(
    {
      data: Type.Array(
        Type.Union([Type.Object({ owner: Type.String() }, closed), Type.Object({ member: Type.String() }, closed)]),
      ),
      count: Type.Integer(),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const chatgroupEndpoints = {
  chatgroupCreate,
  chatgroupGet,
  chatgroupDelete,
  chatgroupMembersAdd,
  chatgroupMemberAdd,
  chatgroupMembersRemove,
  chatgroupMembersList,
}
