// The audit log: who changed what and when, and whether the log itself was left alone (reliability S53).
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const reading = {
  access: 'admin',
  role: 'admin',
  envelope: 'bare',
  method: 'GET',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({}),
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const

const filter = Type.Object(
  {
    /** An account's or key's name, or `operator key`. */
    actor: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    /** An operation, such as `labels.create`. */
    action: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    /** Epoch ms; from included, until not. */
    from: Type.Optional(Type.Integer({ minimum: 0 })),
    until: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    /** The number of the last entry already seen. */
    cursor: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  closed,
)

const entry = Type.Object(
  {
    /** 1, 2, … without a gap. */
    seq: Type.Integer(),
    /** Epoch ms. */
    at: Type.Integer(),
    actor: Type.Object(
      {
        kind: Type.Union([
          Type.Literal('operator'),
          Type.Literal('account'),
          Type.Literal('key'),
          Type.Literal('nobody'),
        ]),
        id: Type.Optional(Type.String()),
        name: Type.String(),
      },
      closed,
    ),
    address: Type.String(),
    /** The name of the operation. */
    action: Type.String(),
    app: Type.Optional(Type.Object({ org: Type.String(), app: Type.String() }, closed)),
    /** What the path named. */
    params: Type.Record(Type.String(), Type.String()),
    /** Names of the members that the request gave; never their values. */
    members: Type.Array(Type.String()),
    outcome: Type.Union(
      [Type.Literal('begun'), Type.Literal('done'), Type.Literal('refused'), Type.Literal('failed')],
      {
        description:
          'begun: written before it was carried out, and it was unless an entry `about` this one says otherwise, or the server ended at that moment; done: signed in or out; refused: nothing happened; failed: it was tried',
      },
    ),
    /** Why it was refused or failed. */
    code: Type.Optional(Type.String()),
    /** The number of the entry that this one is the end of. */
    about: Type.Optional(Type.Integer()),
    /** SHA-256 of the entry and the hash of the one before it, hexadecimal. */
    hash: Type.String(),
  },
  closed,
)
const page = Type.Object({ entries: Type.Array(entry), cursor: Type.Optional(Type.Integer()) }, closed)

/** `GET /admin/v1/audit`. */
const auditList = endpoint({
  ...reading,
  name: 'audit.list',
  summary: 'The audit log, newest first',
  path: '/admin/v1/audit',
  query: filter,
  reply: page,
})

/** `GET /admin/v1/apps/{org}/{app}/audit`. */
const auditOfApp = endpoint({
  ...reading,
  name: 'audit.ofApp',
  summary: 'The audit log as far as it is about this app, newest first',
  path: '/admin/v1/apps/:org/:app/audit',
  params: Type.Object({ org: Type.String(), app: Type.String() }),
  query: filter,
  reply: page,
})

/** `GET /admin/v1/audit/verify`. */
const auditVerify = endpoint({
  ...reading,
  name: 'audit.verify',
  summary: 'Whether any entry of the audit log was changed or removed',
  path: '/admin/v1/audit/verify',
  reply: Type.Object(
    {
      holds: Type.Boolean(),
      /** How many entries were looked at. */
      entries: Type.Integer(),
      /** The last hash: kept elsewhere, it proves later that nothing before it was exchanged or cut off. */
      head: Type.String(),
      /** The first entry where the chain does not hold. */
      broken: Type.Optional(
        Type.Object(
          {
            seq: Type.Integer(),
            kind: Type.Union([Type.Literal('changed'), Type.Literal('missing'), Type.Literal('unlinked')]),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const auditEndpoints = { auditList, auditOfApp, auditVerify }
