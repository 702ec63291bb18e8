// Simulated vendors, for the sandbox only: the requests that one received, faults on demand, and its reports of what became of a push. A server
// without a sandbox has none of these paths.
import { Type } from 'typebox'
import { kibibyte, minute } from '../../units.ts'
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
const ordering = { ...reading, role: 'operator', method: 'POST' } as const
const vendorParams = Type.Object({ vendor: Type.String() })
const on = Type.Union([Type.Literal('push'), Type.Literal('auth')])

/** `GET /admin/v1/sandbox/vendors/{vendor}/requests`: newest first. */
const requestList = endpoint({
  ...reading,
  name: 'simulators.requests',
  summary: 'The requests that a simulated vendor received, newest first',
  path: '/admin/v1/sandbox/vendors/:vendor/requests',
  params: vendorParams,
  query: Type.Object(
    {
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      cursor: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,14}$' })),
      /** Only those that were refused or never answered. */
      failed: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
  reply: Type.Object(
    {
      requests: Type.Array(
        Type.Object(
          {
            /** Of this simulator, from 1. */
            number: Type.Integer(),
            at: Type.Integer(),
            on,
            method: Type.String(),
            path: Type.String(),
            /** Without credentials. */
            headers: Type.Record(Type.String(), Type.String()),
            body: Type.String(),
            /** Absent where no answer was given. */
            status: Type.Optional(Type.Integer()),
            /** The vendor's reason or code of a refusal. */
            reason: Type.Optional(Type.String()),
          },
          closed,
        ),
      ),
      cursor: Type.Optional(Type.String()),
    },
    closed,
  ),
})

/** Longest delay, and longest time that a fault stays armed. */
const faultMsMax: number = 10 * minute
const action = Type.Object(
  {
    kind: Type.Union([
      Type.Literal('answer'),
      Type.Literal('delay'),
      Type.Literal('hang'),
      Type.Literal('reset'),
      Type.Literal('refuse-stream'),
      Type.Literal('goaway'),
    ]),
    /** Of `answer`. */
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    body: Type.Optional(Type.Unknown({ description: 'A text goes out as it is, anything else as JSON' })),
    /** Of `delay`. */
    ms: Type.Optional(Type.Integer({ minimum: 0, maximum: faultMsMax })),
    /** Of `reset`: before the request is looked at, or after it was taken. */
    when: Type.Optional(Type.Union([Type.Literal('before'), Type.Literal('after')])),
    /** Of `goaway`: whether this request is still answered. */
    finish: Type.Optional(Type.Boolean()),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
)
const faultMembers = {
  /** Pushes by default. */
  on: Type.Optional(on),
  token: Type.Optional(Type.String({ maxLength: 4_096, description: 'Only requests that name this device token' })),
  times: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: 'How many requests it hits; 1, or all that come within `forMs`',
    }),
  ),
  forMs: Type.Optional(Type.Integer({ minimum: 1, maximum: faultMsMax, description: 'How long it stays armed' })),
  action,
}
const armedFault = Type.Object(
  {
    id: Type.Integer(),
    ...faultMembers,
    /** How many requests it may still hit; absent = all until it ends. */
    left: Type.Optional(Type.Integer()),
    endsAt: Type.Optional(Type.Integer()),
  },
  closed,
)

/** `GET /admin/v1/sandbox/vendors/{vendor}/faults`. */
const faultList = endpoint({
  ...reading,
  name: 'simulators.faults',
  summary: 'The faults that wait at a simulated vendor, in the order in which they are used',
  path: '/admin/v1/sandbox/vendors/:vendor/faults',
  params: vendorParams,
  reply: Type.Object({ faults: Type.Array(armedFault) }, closed),
})

/** `GET /admin/v1/sandbox/vendors/{vendor}/presets`. */
const presetList = endpoint({
  ...reading,
  name: 'simulators.presets',
  summary: 'Faults that are worth trying with a vendor, in words',
  path: '/admin/v1/sandbox/vendors/:vendor/presets',
  params: vendorParams,
  reply: Type.Object(
    {
      presets: Type.Array(
        Type.Object(
          {
            /** Stable, kebab-case. */
            name: Type.String(),
            text: Type.Object({ en: Type.String(), zh: Type.String() }, closed),
            /** As it is armed. */
            fault: Type.Object(faultMembers, closed),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
})

/** `POST /admin/v1/sandbox/vendors/{vendor}/faults`. */
const faultArm = endpoint({
  ...ordering,
  name: 'simulators.arm',
  summary: 'Arm a fault: what a simulated vendor does to the next requests',
  path: '/admin/v1/sandbox/vendors/:vendor/faults',
  bodyKind: 'json',
  bodyBytesMax: 16 * kibibyte,
  params: vendorParams,
  body: Type.Object(faultMembers, closed),
  reply: Type.Object({ fault: armedFault }, closed),
})

/** `DELETE /admin/v1/sandbox/vendors/{vendor}/faults`. */
const faultsDisarm = endpoint({
  ...ordering,
  name: 'simulators.disarm',
  summary: 'Disarm all faults of a simulated vendor',
  method: 'DELETE',
  path: '/admin/v1/sandbox/vendors/:vendor/faults',
  params: vendorParams,
  reply: Type.Object({ disarmed: Type.Integer() }, closed),
})

/** `DELETE /admin/v1/sandbox/vendors/{vendor}/faults/{faultId}`. */
const faultDisarm = endpoint({
  ...ordering,
  name: 'simulators.disarmOne',
  summary: 'Disarm one fault',
  method: 'DELETE',
  path: '/admin/v1/sandbox/vendors/:vendor/faults/:faultId',
  params: Type.Object({ vendor: Type.String(), faultId: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) }),
  reply: Type.Object({ disarmed: Type.Integer() }, closed),
})

/** `POST /admin/v1/sandbox/vendors/{vendor}/reports`: the receipt goes to the server as from the real vendor. */
const receiptReport = endpoint({
  ...ordering,
  name: 'simulators.report',
  summary: 'Have a simulated vendor report what became of a push',
  path: '/admin/v1/sandbox/vendors/:vendor/reports',
  bodyKind: 'json',
  bodyBytesMax: 8 * kibibyte,
  params: vendorParams,
  body: Type.Object(
    {
      token: Type.String({ minLength: 1, maxLength: 4_096 }),
      /** The latest push of the token by default. */
      vendorId: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
      fate: Type.Union([
        Type.Literal('arrived'),
        Type.Literal('clicked'),
        Type.Literal('dropped'),
        Type.Literal('pending'),
        Type.Literal('token-dead'),
      ]),
    },
    closed,
  ),
  reply: Type.Object(
    {
      /** False where this vendor does not report this fate, or the push asked for no report. */
      reported: Type.Boolean(),
      /** What the server answered. */
      status: Type.Optional(Type.Integer()),
      /** Why nothing was reported. */
      reason: Type.Optional(Type.String()),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const simulatorEndpoints = {
  requestList,
  presetList,
  faultList,
  faultArm,
  faultsDisarm,
  faultDisarm,
  receiptReport,
}
