// Notifiers: the named vendor credentials of an app (spec/easemob.md §3).
import { Type } from 'typebox'
import { mebibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const appParams = { org: Type.String(), app: Type.String() }
const text = Type.Optional(Type.String())
const environment = Type.Union([Type.Literal('PRODUCTION'), Type.Literal('DEVELOPMENT')])

/** A notifier as it is shown, and besides its members the settings object under the vendor's key. Never a secret (S15). */
const notifierEntity = Type.Object({
  uuid: Type.String(),
  type: Type.Literal('notifier'),
  name: Type.String(),
  /** Epoch ms. */
  created: Type.Integer(),
  /** Epoch ms. */
  modified: Type.Integer(),
  disabled: Type.Boolean(),
  provider: Type.String(),
  environment,
  packageName: text,
  /** Only where it is the name of an uploaded file. */
  certificate: text,
})
const entities = Type.Object({ entities: Type.Array(notifierEntity), count: Type.Optional(Type.Integer()) })

/** `GET notifiers`. */
const notifierList = endpoint({
  name: 'notifiers.list',
  summary: 'The notifiers of an app',
  method: 'GET',
  path: '/:org/:app/notifiers',
  access: 'app',
  envelope: 'platform',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object(appParams),
  query: Type.Object({}),
  body: Type.Object({}),
  reply: entities,
})

/**
 * `POST notifiers`: creates, or with `notifierId` (a uuid) changes the given members. JSON or a form with one file. Besides these
 * members the body may hold the vendor's settings object, and in a form the members of it one by one.
 */
const notifierPut = endpoint({
  name: 'notifiers.put',
  summary: 'Create a notifier, or change one',
  method: 'POST',
  path: '/:org/:app/notifiers',
  access: 'app',
  envelope: 'platform',
  bodyKind: 'json-or-multipart',
  // The file as base64 in JSON is a third longer than the bytes of a form.
  bodyBytesMax: mebibyte,
  idempotent: false,
  params: Type.Object(appParams),
  query: Type.Object({}),
  body: Type.Object({
    notifierId: text,
    provider: text,
    name: text,
    environment: Type.Optional(environment),
    packageName: text,
    certificate: text,
    teamId: text,
    keyId: text,
    passphrase: text,
    /** Base64 in JSON. */
    file: text,
    disabled: Type.Optional(Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')])),
  }),
  reply: entities,
})

/** `DELETE notifiers/{uuid}`; bindings to its name stay and fail with `no notifier exist` (spec/easemob.md §2.3). */
const notifierDelete = endpoint({
  name: 'notifiers.delete',
  summary: 'Delete a notifier',
  method: 'DELETE',
  path: '/:org/:app/notifiers/:uuid',
  access: 'app',
  envelope: 'platform',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ ...appParams, uuid: Type.String() }),
  query: Type.Object({}),
  body: Type.Object({}),
  reply: entities,
})

/** The endpoints of this resource. */
export const notifierEndpoints = { notifierList, notifierPut, notifierDelete }
