// Bringing users, bindings, labels and templates over from elsewhere, in batches, for the operator. What a row must look like is the
// server's to say, row by row, so that one bad row does not concern the others.
import { Type } from 'typebox'
import { mebibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const

/** Most rows of one batch. */
export const importRowsMax = 1_000
/** Most members of one row; the longest row has four. */
export const importRowMembersMax = 8

/** What became of a row; `code`, `field` and `text` say why one was refused. */
const rowEnd = Type.Object(
  {
    status: Type.Union([
      Type.Literal('created'),
      Type.Literal('updated'),
      Type.Literal('unchanged'),
      Type.Literal('refused'),
    ]),
    /** The key of the error catalogue. */
    code: Type.Optional(Type.String()),
    /** The member at fault, where one is. */
    field: Type.Optional(Type.String()),
    text: Type.Optional(Type.String()),
  },
  closed,
)

/**
 * `POST /admin/v1/apps/{org}/{app}/import/{kind}`: what is there already is brought up to date; a repeat changes nothing. The role is that
 * of the twins of the calls that do the same for one user, label or template.
 */
const importBatch = endpoint({
  name: 'import.batch',
  role: 'operator',
  summary: 'Import up to 1,000 users, bindings, labels or templates',
  method: 'POST',
  path: '/admin/v1/apps/:org/:app/import/:kind',
  access: 'admin',
  envelope: 'bare',
  bodyKind: 'json',
  bodyBytesMax: 2 * mebibyte,
  bodyKeysMax: importRowsMax * importRowMembersMax + 8,
  idempotent: false,
  params: Type.Object({
    org: Type.String(),
    app: Type.String(),
    kind: Type.Union([
      Type.Literal('users'),
      Type.Literal('bindings'),
      Type.Literal('labels'),
      Type.Literal('templates'),
    ]),
  }),
  query: Type.Object({}, closed),
  body: Type.Object(
    {
      rows: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1, maxItems: importRowsMax }),
      /** Whether users that a binding or a label names are created, without a password; absent = false. */
      createUsers: Type.Optional(Type.Boolean()),
      /** Whether everything is checked and nothing is written; absent = false. */
      dryRun: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
  reply: Type.Object(
    {
      /** One for each row, in their order. */
      rows: Type.Array(rowEnd),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const importEndpoints = { importBatch }
