// What a text is: an id, a name, a token. For whoever has one in hand and wants the right page.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const

/** What can be found, in the order in which it is answered. */
const kind = Type.Union([
  Type.Literal('message'),
  Type.Literal('chat-message'),
  Type.Literal('task'),
  Type.Literal('call'),
  Type.Literal('callback'),
  Type.Literal('push-id'),
  Type.Literal('token'),
  Type.Literal('device'),
  Type.Literal('user'),
  Type.Literal('label'),
  Type.Literal('template'),
])

/** `GET /admin/v1/apps/{org}/{app}/search?q=`. */
const appSearch = endpoint({
  name: 'search.inApp',
  role: 'viewer',
  summary: 'What a text is',
  method: 'GET',
  path: '/admin/v1/apps/:org/:app/search',
  access: 'admin',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ org: Type.String(), app: Type.String() }),
  query: Type.Object(
    {
      q: Type.String({
        minLength: 1,
        // As long as a PushID may be.
        maxLength: 6_144,
        description: 'An id, a whole device token or PushID, or how the name of a user, label or template begins',
      }),
    },
    closed,
  ),
  body: Type.Object({}, closed),
  reply: Type.Object(
    {
      results: Type.Array(
        Type.Object(
          {
            kind,
            id: Type.String({ description: 'Of a token and a PushID the fingerprint of the token' }),
            title: Type.String({ description: 'What it is called; may be empty' }),
            where: Type.Object(
              {
                user: Type.Optional(Type.String({ description: 'Whose it is, or who it is for' })),
                device: Type.Optional(Type.String()),
              },
              closed,
            ),
          },
          closed,
        ),
        { description: 'At most 20' },
      ),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const searchEndpoints = { appSearch }
