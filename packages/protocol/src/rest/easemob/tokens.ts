// Tokens of apps and users (spec/easemob.md §1.3, §1.4).
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const appParams = { org: Type.String(), app: Type.String() }

/** The user as the token of a user carries it; spec/easemob.md §1.4. */
const tokenUser = Type.Object(
  {
    uuid: Type.String(),
    type: Type.Literal('user'),
    /** Epoch ms. */
    created: Type.Integer(),
    /** Epoch ms. */
    modified: Type.Integer(),
    username: Type.String(),
    activated: Type.Boolean(),
    nickname: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)

/** `POST token`: three grants; each says itself which of its members is missing. */
const tokenIssue = endpoint({
  name: 'tokens.issue',
  rate: 'token',
  summary: 'Get a token: client_credentials for the app, password or inherit for a user',
  method: 'POST',
  path: '/:org/:app/token',
  access: 'public',
  envelope: 'bare',
  bodyKind: 'json',
  bodyBytesMax: 64 * kibibyte,
  idempotent: false,
  params: Type.Object(appParams),
  query: Type.Object({}),
  body: Type.Object({
    grant_type: Type.Optional(Type.String()),
    client_id: Type.Optional(Type.String()),
    client_secret: Type.Optional(Type.String()),
    username: Type.Optional(Type.String()),
    password: Type.Optional(Type.String()),
    autoCreateUser: Type.Optional(Type.Boolean()),
    /** Seconds, as a number or as text; 0 = never ends. */
    ttl: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^[0-9]{1,15}$' })])),
  }),
  reply: Type.Object(
    {
      access_token: Type.String(),
      /** Seconds; fits a signed 32-bit number, which the Java SDK needs. */
      expires_in: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
      application: Type.Optional(Type.String()),
      user: Type.Optional(tokenUser),
    },
    { additionalProperties: false },
  ),
})

/** `GET sdk/users/{username}/token/expires`: when the token that asks ends; the web SDK asks after it has renewed one. */
const tokenExpiry = endpoint({
  name: 'tokens.expiry',
  rate: 'token',
  summary: 'When the token of this request ends',
  method: 'GET',
  path: '/:org/:app/sdk/users/:username/token/expires',
  access: 'user',
  envelope: 'platform',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ ...appParams, username: Type.String() }),
  query: Type.Object({}),
  body: Type.Object({}),
  /** Epoch ms. */
  reply: Type.Object({ expire_timestamp: Type.Integer() }, { additionalProperties: false }),
})

/** The endpoints of this resource. */
export const tokenEndpoints = { tokenIssue, tokenExpiry }
