// Push labels: named sets of users that a push can be sent to (spec/easemob.md §5).
import { type TSchema, Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const appParams = { org: Type.String(), app: Type.String() }
const labelParams = Type.Object({ ...appParams, name: Type.String() })
const closed = { additionalProperties: false } as const

/** A label; `description` is left out where none was given. */
const labelMembers = {
  name: Type.String(),
  description: Type.Optional(Type.String()),
  /** Epoch ms. */
  createdAt: Type.Integer(),
}
/** A label with the number of users in it. */
const countedLabel = Type.Object({ ...labelMembers, count: Type.Integer() }, closed)
/** A user in a label; `created` is when it was added, epoch ms. */
const labelUser = Type.Object({ username: Type.String(), created: Type.Integer() }, closed)

const paging = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  /** From the page before; the longest one given out has 120 characters. */
  cursor: Type.Optional(Type.String({ maxLength: 128 })),
})
const usernames = Type.Object({ usernames: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }) })
/** Per user of the request, as it was written there: done, or why not. */
const outcomes = Type.Object(
  { success: Type.Array(Type.String()), fail: Type.Record(Type.String(), Type.String()) },
  closed,
)

const common = { access: 'app', idempotent: false, bodyBytesMax: 64 * kibibyte } as const
const reading = { ...common, method: 'GET', bodyKind: 'none', body: Type.Object({}) } as const

function page<Item extends TSchema>(item: Item) {
  return Type.Object({ cursor: Type.Optional(Type.String()), data: Type.Array(item) }, closed)
}

/** `POST push/label`. Which names and descriptions are allowed is the server's to say. */
const labelCreate = endpoint({
  ...common,
  name: 'labels.create',
  rate: 'label',
  summary: 'Create a label',
  method: 'POST',
  path: '/:org/:app/push/label',
  envelope: 'push',
  bodyKind: 'json',
  params: Type.Object(appParams),
  query: Type.Object({}),
  body: Type.Object({ name: Type.String(), description: Type.Optional(Type.String()) }),
  reply: Type.Object(labelMembers, closed),
})

/** `GET push/label/{name}`. */
const labelGet = endpoint({
  ...reading,
  name: 'labels.get',
  rate: 'label',
  summary: 'One label',
  path: '/:org/:app/push/label/:name',
  envelope: 'push',
  params: labelParams,
  query: Type.Object({}),
  reply: countedLabel,
})

/** `GET push/label`: in order of name. */
const labelList = endpoint({
  ...reading,
  name: 'labels.list',
  rate: 'label',
  summary: 'Labels in order of name',
  path: '/:org/:app/push/label',
  envelope: 'push-parts',
  params: Type.Object(appParams),
  query: paging,
  reply: page(countedLabel),
})

/** `DELETE push/label/{name}`: the label, and who was in it. */
const labelDelete = endpoint({
  ...common,
  name: 'labels.delete',
  rate: 'label',
  summary: 'Delete a label',
  method: 'DELETE',
  path: '/:org/:app/push/label/:name',
  envelope: 'push',
  bodyKind: 'none',
  params: labelParams,
  query: Type.Object({}),
  body: Type.Object({}),
  reply: Type.Literal('success'),
})

/** `POST push/label/{name}/user`: who is in the label already counts as added. */
const labelUserAdd = endpoint({
  ...common,
  name: 'labels.addUsers',
  rate: 'labelUsers',
  summary: 'Add up to 100 users to a label',
  method: 'POST',
  path: '/:org/:app/push/label/:name/user',
  envelope: 'push',
  bodyKind: 'json',
  params: labelParams,
  query: Type.Object({}),
  body: usernames,
  reply: outcomes,
})

/** `GET push/label/{name}/user/{username}`: without `data` where the user is not in the label. */
const labelUserGet = endpoint({
  ...reading,
  name: 'labels.getUser',
  rate: 'labelUsers',
  summary: 'Whether a user is in a label',
  path: '/:org/:app/push/label/:name/user/:username',
  envelope: 'push-parts',
  params: Type.Object({ ...appParams, name: Type.String(), username: Type.String() }),
  query: Type.Object({}),
  reply: Type.Object({ data: Type.Optional(labelUser) }, closed),
})

/** `GET push/label/{name}/user`: in order of name. */
const labelUserList = endpoint({
  ...reading,
  name: 'labels.listUsers',
  rate: 'labelUsers',
  summary: 'Users of a label in order of name',
  path: '/:org/:app/push/label/:name/user',
  envelope: 'push-parts',
  params: labelParams,
  query: paging,
  reply: page(labelUser),
})

/** `DELETE push/label/{name}/user`, with a body: who is not in the label counts as removed. */
const labelUserRemove = endpoint({
  ...common,
  name: 'labels.removeUsers',
  rate: 'labelUsers',
  summary: 'Remove up to 100 users from a label',
  method: 'DELETE',
  path: '/:org/:app/push/label/:name/user',
  envelope: 'push',
  bodyKind: 'json',
  params: labelParams,
  query: Type.Object({}),
  body: usernames,
  reply: outcomes,
})

/** The endpoints of this resource. */
export const labelEndpoints = {
  labelCreate,
  labelGet,
  labelList,
  labelDelete,
  labelUserAdd,
  labelUserGet,
  labelUserList,
  labelUserRemove,
}
