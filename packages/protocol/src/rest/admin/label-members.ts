// Who is in a label, for whoever looks somebody up there: by the beginning of the user id. Adding and removing are the label's own calls.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const

/** `GET …/labels/{name}/members`: in order of user id. */
const labelMembers = endpoint({
  name: 'labels.members',
  summary: 'Users of a label whose id begins with a text, in order',
  method: 'GET',
  path: '/admin/v1/apps/:org/:app/labels/:name/members',
  access: 'admin',
  role: 'viewer',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ org: Type.String(), app: Type.String(), name: Type.String() }),
  query: Type.Object(
    {
      /** Case does not matter; absent: all. */
      prefix: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      /** The last user id of the page before. */
      after: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    },
    closed,
  ),
  body: Type.Object({}, closed),
  reply: Type.Object(
    {
      members: Type.Array(
        Type.Object(
          {
            username: Type.String(),
            /** When the user was added, epoch ms. */
            addedAt: Type.Integer(),
          },
          closed,
        ),
      ),
      /** Absent on the last page. */
      after: Type.Optional(Type.String()),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const labelMemberEndpoints = { labelMembers }
