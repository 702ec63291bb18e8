// Simulated phones, for the sandbox only: the demo app and its vendors, logins, device tokens, and what vendors brought to phones. A server
// without a sandbox has none of these paths.
import { Type } from 'typebox'
import { day, kibibyte, second } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const reading = {
  access: 'admin',
  role: 'viewer',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  method: 'GET',
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const
const ordering = {
  ...reading,
  role: 'operator',
  method: 'POST',
  bodyKind: 'json',
  bodyBytesMax: 8 * kibibyte,
} as const
const vendorParams = Type.Object({ vendor: Type.String() })
const token = Type.String({ minLength: 1, maxLength: 4_096 })
/** Stands for a token where a token would be too long or too well seen; its first six digits are those of traces. */
const tokenMark = Type.String({ description: 'The first 16 digits of the SHA-256 of the device token' })

/** Most phones whose deliveries one call waits for. */
const phonesMax = 40
/** Longest wait for a delivery, ms. */
const waitMsMax: number = 20 * second

/** One vendor of the sandbox. */
const vendorView = Type.Object(
  {
    vendor: Type.String(),
    /** The demo app's package or bundle id with this vendor. */
    packageName: Type.String(),
    /** The demo app's notifier; absent until it is stored. */
    notifierName: Type.Optional(Type.String()),
    /** Where the simulator takes pushes. */
    url: Type.String(),
    /** Whether it can report what became of a push. */
    reports: Type.Boolean(),
    /** Requests that it received since the start. */
    received: Type.Integer(),
    /** Pushes that it took for phones and still keeps. */
    delivered: Type.Integer(),
    /** Faults that wait. */
    faults: Type.Integer(),
  },
  closed,
)

/** `GET /admin/v1/sandbox`. */
const sandboxShow = endpoint({
  ...reading,
  name: 'sandbox.show',
  summary: 'The sandbox: the demo app, its users and its simulated vendors',
  path: '/admin/v1/sandbox',
  params: Type.Object({}),
  reply: Type.Object(
    {
      app: Type.Object({ org: Type.String(), app: Type.String(), appId: Type.Integer() }, closed),
      users: Type.Array(Type.String()),
      /** Epoch ms. Simulators know no device token of an earlier start. */
      startedAt: Type.Integer(),
      /** Of the latest delivery; later ones are greater, also after a restart. */
      position: Type.Integer(),
      vendors: Type.Array(vendorView),
    },
    closed,
  ),
})

/** `POST /admin/v1/sandbox/login-tokens`: what an app's own server would make (spec/zego.md §4.2). */
const loginTokenIssue = endpoint({
  ...ordering,
  name: 'sandbox.issueLoginToken',
  summary: 'Make a short-lived login token for a user of the demo app',
  path: '/admin/v1/sandbox/login-tokens',
  params: Type.Object({}),
  body: Type.Object(
    {
      userId: Type.String({ minLength: 1, maxLength: 64 }),
      /** An hour by default. */
      ttlSeconds: Type.Optional(Type.Integer({ minimum: 60, maximum: day / second })),
    },
    closed,
  ),
  reply: Type.Object({ appId: Type.Integer(), token: Type.String(), expiresAt: Type.Integer() }, closed),
})

/** `POST /admin/v1/sandbox/vendors/{vendor}/tokens`. */
const deviceTokenCreate = endpoint({
  ...ordering,
  name: 'sandbox.createDeviceToken',
  summary: 'Have a vendor give a new device token to a phone',
  path: '/admin/v1/sandbox/vendors/:vendor/tokens',
  bodyKind: 'none',
  bodyBytesMax: 0,
  params: vendorParams,
  reply: Type.Object({ token: Type.String(), tokenMark }, closed),
})

const tokenState = Type.Union(
  [
    Type.Literal('active'),
    Type.Literal('unregistered'),
    Type.Literal('foreign-app'),
    Type.Literal('foreign-environment'),
  ],
  {
    description:
      '`unregistered`: the app was deleted; the others: the token is of another app, or of the other environment',
  },
)

/** `PUT /admin/v1/sandbox/vendors/{vendor}/tokens`. */
const deviceTokenSet = endpoint({
  ...ordering,
  name: 'sandbox.setDeviceToken',
  summary: 'Put a device token into a state at its vendor',
  method: 'PUT',
  path: '/admin/v1/sandbox/vendors/:vendor/tokens',
  params: vendorParams,
  body: Type.Object({ token, state: tokenState }, closed),
  reply: Type.Object({ tokenMark, state: tokenState }, closed),
})

/** What a tap does. */
const click = Type.Object(
  {
    kind: Type.Union([Type.Literal('app'), Type.Literal('url'), Type.Literal('action'), Type.Literal('activity')]),
    target: Type.Optional(Type.String()),
  },
  closed,
)

/** A notification as the phone shows it, whatever the vendor. */
const shown = Type.Object(
  {
    title: Type.String(),
    subtitle: Type.Optional(Type.String()),
    body: Type.String(),
    image: Type.Optional(Type.String()),
    badge: Type.Optional(Type.Object({ set: Type.Optional(Type.Number()), add: Type.Optional(Type.Number()) }, closed)),
    sound: Type.Optional(Type.String()),
    channel: Type.Optional(Type.String()),
    click,
    data: Type.Optional(Type.Unknown()),
  },
  closed,
)

/** `GET /admin/v1/sandbox/deliveries`: waits up to `waitMs` for the first one. */
const deliveryList = endpoint({
  ...reading,
  name: 'sandbox.deliveries',
  summary: 'What vendors brought to phones, oldest first',
  path: '/admin/v1/sandbox/deliveries',
  params: Type.Object({}),
  query: Type.Object(
    {
      phones: Type.String({
        description: `Marks of device tokens with commas between them, at most ${phonesMax}`,
        pattern: `^[0-9a-f]{6,64}(,[0-9a-f]{6,64}){0,${phonesMax - 1}}$`,
      }),
      after: Type.Optional(
        Type.Integer({ minimum: 0, description: 'A position; without one only the present position is told' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      waitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: waitMsMax })),
    },
    closed,
  ),
  reply: Type.Object(
    {
      deliveries: Type.Array(
        Type.Object(
          {
            position: Type.Integer(),
            at: Type.Integer(),
            vendor: Type.String(),
            tokenMark,
            /** The vendor's id of the message. */
            vendorId: Type.String(),
            /** Absent for a push that only the app sees. */
            shown: Type.Optional(shown),
            payload: Type.Record(Type.String(), Type.Unknown()),
          },
          closed,
        ),
      ),
      /** For `after` of the next call. */
      position: Type.Integer(),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const sandboxEndpoints = { sandboxShow, loginTokenIssue, deviceTokenCreate, deviceTokenSet, deliveryList }
