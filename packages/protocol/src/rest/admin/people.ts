// Users as support looks at them: a list to find one in, and everything about one of them at once.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const bilingual = Type.Object({ en: Type.String(), zh: Type.String() }, closed)
const appParams = { org: Type.String(), app: Type.String() }
const reading = {
  method: 'GET',
  access: 'admin',
  role: 'viewer',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  body: Type.Object({}, closed),
} as const
const epochMs = (description: string) => Type.Integer({ description: `${description}, epoch ms` })

const person = {
  username: Type.String(),
  nickname: Type.Optional(Type.String()),
  activated: Type.Boolean({ description: 'False = banned' }),
  createdAt: epochMs('When the user was registered'),
  online: Type.Boolean({ description: 'At least one device is connected' }),
}

/** `GET /admin/v1/apps/{org}/{app}/people`. */
const peopleList = endpoint({
  ...reading,
  name: 'people.list',
  summary: 'Users to find one in: by the beginning of the name, or the newest first',
  path: '/admin/v1/apps/:org/:app/people',
  params: Type.Object(appParams),
  query: Type.Object(
    {
      prefix: Type.Optional(
        Type.String({ maxLength: 64, description: 'Of the user id; the order is then that of names' }),
      ),
      order: Type.Optional(Type.Union([Type.Literal('name'), Type.Literal('newest')])),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      cursor: Type.Optional(Type.String({ maxLength: 100 })),
    },
    closed,
  ),
  reply: Type.Object(
    {
      people: Type.Array(
        Type.Object(
          {
            ...person,
            devices: Type.Integer({ description: 'With a binding' }),
            bindings: Type.Integer(),
            lastSeenAt: Type.Optional(epochMs('The last login or logout of a device at the online channel')),
            lastBoundAt: Type.Optional(epochMs('When a token was last bound')),
          },
          closed,
        ),
      ),
      cursor: Type.Optional(Type.String()),
    },
    closed,
  ),
})

const outcome = {
  msgId: Type.String(),
  at: epochMs('When it was settled; when it was accepted while it is not'),
  status: Type.Optional(Type.Union([Type.Literal('success'), Type.Literal('fail'), Type.Literal('error')])),
  reason: Type.Optional(Type.String()),
}

const binding = Type.Object(
  {
    notifier: Type.String(),
    provider: Type.Optional(Type.String({ description: 'Absent: there is no such notifier' })),
    state: Type.Optional(Type.String({ description: '`enabled`, `paused`, `disabled` or `banned`' })),
    fingerprint: Type.String({ description: 'Of the device token' }),
    boundAt: epochMs('When the token was last bound'),
    last: Type.Optional(Type.Object(outcome, closed)),
  },
  closed,
)

const device = Type.Object(
  {
    deviceId: Type.String(),
    name: Type.Optional(Type.String()),
    platform: Type.Optional(Type.Integer({ description: "ZIM's platform number" })),
    session: Type.Optional(
      Type.Object(
        {
          state: Type.Union(
            [Type.Literal('connected'), Type.Literal('present'), Type.Literal('logged-out'), Type.Literal('kicked')],
            { description: '`present`: logged in, and not connected now' },
          ),
          since: Type.Optional(epochMs('When it logged in or left')),
          resource: Type.Optional(Type.String({ description: 'Names the connection' })),
        },
        closed,
      ),
    ),
    bindings: Type.Array(binding),
  },
  closed,
)

const settings = Type.Object(
  {
    timeZone: Type.String({ description: 'By whose clocks quiet hours are read' }),
    silences: Type.Array(
      Type.Object({ text: bilingual, until: Type.Optional(epochMs('When it ends by itself')) }, closed),
      {
        description: 'What keeps pushes silent now; empty = nothing does',
      },
    ),
    heeded: Type.Boolean({ description: "False: this app's pushes over REST go out all the same" }),
    mode: Type.Optional(Type.Union([Type.Literal('ALL'), Type.Literal('AT'), Type.Literal('NONE')])),
    ignoreInterval: Type.Optional(Type.String({ description: 'Daily, `HH:MM-HH:MM`' })),
    ignoreUntil: Type.Optional(epochMs('Silent once until then')),
    legacyQuiet: Type.Optional(
      Type.Object({ on: Type.Boolean(), fromHour: Type.Integer(), untilHour: Type.Integer() }, closed),
    ),
    displayStyle: Type.Optional(Type.Integer({ description: '0: says only that there is a message; 1: shows it' })),
    language: Type.Optional(Type.String()),
    template: Type.Optional(Type.String()),
  },
  closed,
)

const push = Type.Object(
  {
    msgId: Type.String(),
    acceptedAt: epochMs('When it was accepted'),
    source: Type.String(),
    title: Type.String(),
    taskId: Type.Optional(Type.String()),
    outcomes: Type.Array(
      Type.Object(
        {
          deviceId: Type.String(),
          provider: Type.Optional(Type.String()),
          status: outcome.status,
          reason: outcome.reason,
          text: Type.Optional(bilingual),
          fix: Type.Optional(bilingual),
        },
        closed,
      ),
    ),
  },
  closed,
)

/** `GET /admin/v1/apps/{org}/{app}/people/{username}`. */
const personShow = endpoint({
  ...reading,
  name: 'people.show',
  summary: 'Everything about one user: devices, sessions, quiet hours, labels, the last pushes',
  path: '/admin/v1/apps/:org/:app/people/:username',
  params: Type.Object({ ...appParams, username: Type.String() }),
  query: Type.Object({}, closed),
  reply: Type.Object(
    {
      ...person,
      labels: Type.Array(Type.String()),
      settings,
      devices: Type.Array(device),
      pushes: Type.Array(push, { description: 'The last ten, newest first' }),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const peopleEndpoints = { peopleList, personShow }
