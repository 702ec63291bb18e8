// Notifiers as an operator watches them, and the vendors that there are, with the forms of their credentials. Never a secret (S15).
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'
import { finding } from './operations.ts'

const closed = { additionalProperties: false } as const
const appParams = { org: Type.String(), app: Type.String() }
const text = Type.Optional(Type.String())
const bilingual = Type.Object({ en: Type.String(), zh: Type.String() }, closed)
const reading = {
  access: 'admin',
  role: 'viewer',
  method: 'GET',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const

/** Whether a notifier is used, and what stands in the way; instants are epoch ms. */
const state = Type.Object(
  {
    kind: Type.Union([
      Type.Literal('enabled'),
      Type.Literal('paused'),
      Type.Literal('disabled'),
      Type.Literal('banned'),
    ]),
    /** Of a pause: the vendor is busy, the quota of its day is used up, or it refused the credential. */
    why: Type.Optional(Type.Union([Type.Literal('throttled'), Type.Literal('quota'), Type.Literal('refused')])),
    until: Type.Optional(Type.Integer()),
    since: Type.Optional(Type.Integer()),
    /** The vendor's code for it, and what its table says of that code. */
    code: text,
    said: Type.Optional(bilingual),
  },
  closed,
)

/** What the vendor's deliveries of the present UTC day came to, those of all its notifiers together. */
const today = Type.Object(
  {
    targeted: Type.Integer(),
    accepted: Type.Integer(),
    /** Ended because the vendor's limit was reached. */
    limited: Type.Integer(),
    /** Notifiers of the app that these numbers are of. */
    notifiers: Type.Integer(),
  },
  closed,
)

const notifierState = Type.Object(
  {
    uuid: Type.String(),
    name: Type.String(),
    /** The vendor's name in `GET …/vendors`. */
    vendor: Type.String(),
    /** The vendor's name in the Easemob interface. */
    provider: Type.String(),
    environment: Type.Union([Type.Literal('PRODUCTION'), Type.Literal('DEVELOPMENT')]),
    packageName: text,
    /** The name of the uploaded file. */
    certificate: text,
    /** The settings that may be shown. */
    settings: Type.Record(Type.String(), Type.Unknown()),
    created: Type.Integer(),
    modified: Type.Integer(),
    state,
    /** Most pushes that leave in a second, over all processes; absent: as many as go. */
    pushesPerSecond: Type.Optional(Type.Integer()),
    /** When the credential ends by its own date; absent where it has none, or nobody has looked yet: a check does. */
    expiresAt: Type.Optional(Type.Integer()),
    /** The last check. */
    check: Type.Optional(
      Type.Object(
        {
          at: Type.Integer(),
          /** False where the notifier was changed since. */
          isCurrent: Type.Boolean(),
          findings: Type.Array(finding),
        },
        closed,
      ),
    ),
    /** Bindings, counted up to a bound; `isMore`: there are more than that. */
    bindings: Type.Object({ counted: Type.Integer(), isMore: Type.Boolean() }, closed),
    today,
  },
  closed,
)

/** `GET …/notifier-states`: all of an app's, in order of name; an app has at most 100. */
const notifierStateList = endpoint({
  ...reading,
  name: 'notifierStates.list',
  summary: "An app's notifiers with state, last check and numbers of today",
  path: '/admin/v1/apps/:org/:app/notifier-states',
  params: Type.Object(appParams),
  reply: Type.Object({ notifiers: Type.Array(notifierState) }, closed),
})

/** `GET …/notifier-states/{name}`. */
const notifierStateShow = endpoint({
  ...reading,
  name: 'notifierStates.show',
  summary: 'One notifier with state, last check and numbers of today',
  path: '/admin/v1/apps/:org/:app/notifier-states/:name',
  params: Type.Object({ ...appParams, name: Type.String() }),
  reply: Type.Object(
    {
      notifier: notifierState,
      /** What the vendor counts notifications of each category as; empty where the credential does not open. */
      limits: Type.Array(
        Type.Object(
          {
            category: Type.String(),
            /** Absent: it counts against no share of a day that the vendor has published. */
            counted: Type.Optional(bilingual),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
})

/** `PUT …/notifier-states/{name}/rate`. */
const notifierRate = endpoint({
  ...reading,
  name: 'notifierStates.rate',
  role: 'operator',
  summary: 'Limit how many pushes of a notifier leave in a second',
  method: 'PUT',
  path: '/admin/v1/apps/:org/:app/notifier-states/:name/rate',
  bodyKind: 'json',
  bodyBytesMax: kibibyte,
  params: Type.Object({ ...appParams, name: Type.String() }),
  body: Type.Object(
    {
      perSecond: Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()], {
        description: 'Most pushes that leave in a second, over all processes; null = as many as go',
      }),
    },
    closed,
  ),
  reply: Type.Object({ notifier: notifierState }, closed),
})

/** A field of a vendor's form, as `packages/vendors` describes it. */
const formField = Type.Object(
  {
    /** Member of a notifier's request; `settings.<member>` stands in the vendor's settings object. */
    field: Type.String(),
    label: bilingual,
    kind: Type.Union([
      Type.Literal('text'),
      Type.Literal('secret'),
      Type.Literal('file'),
      Type.Literal('choice'),
      Type.Literal('number'),
      Type.Literal('flag'),
    ]),
    choices: Type.Optional(Type.Array(Type.String())),
    /** What a file's name ends in, with the dot. */
    accept: Type.Optional(Type.Array(Type.String())),
    isRequired: Type.Boolean(),
    example: text,
    /** Where the owner finds it, or what it changes. */
    help: Type.Optional(bilingual),
  },
  closed,
)

const vendor = Type.Object(
  {
    name: Type.String(),
    /** As people call it. */
    brand: bilingual,
    provider: Type.String(),
    /** The key of the settings object in a notifier's request. */
    settingsKey: text,
    /** In the order of the form. */
    form: Type.Array(formField),
    payloadBytesMax: Type.Integer(),
    /** Longest life of a push there, ms. */
    ttlMsMax: Type.Integer(),
    /** How the vendor learns where to report; `none`: it reports nothing. */
    receiptsSetBy: Type.Union([Type.Literal('push'), Type.Literal('console'), Type.Literal('none')]),
  },
  closed,
)

/** `GET …/vendors`: the same for every app. */
const vendorList = endpoint({
  ...reading,
  name: 'vendors.list',
  summary: 'The vendors, and what each asks for in the form of a notifier',
  path: '/admin/v1/apps/:org/:app/vendors',
  params: Type.Object(appParams),
  reply: Type.Object({ vendors: Type.Array(vendor) }, closed),
})

/** The endpoints of this resource. */
export const notifierStateEndpoints = { notifierStateList, notifierStateShow, notifierRate, vendorList }
