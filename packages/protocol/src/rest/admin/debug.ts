// Online debugging: what a push would do, and one push to one device.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const appParams = Type.Object({ org: Type.String(), app: Type.String() })
const bilingual = Type.Object({ en: Type.String(), zh: Type.String() }, closed)
const posting = {
  method: 'POST',
  access: 'admin',
  envelope: 'bare',
  bodyKind: 'json',
  bodyBytesMax: 64 * kibibyte,
  idempotent: false,
  params: appParams,
  query: Type.Object({}, closed),
} as const

/** As long as a PushID and a token may be. */
const device = {
  pushId: Type.Optional(Type.String({ maxLength: 6_144, description: 'Of the client SDK' })),
  notifier: Type.Optional(Type.String({ maxLength: 256, description: 'Whose token it is' })),
  token: Type.Optional(
    Type.String({ maxLength: 4_096, description: 'Of the phone maker, beside `notifier`; taken and never given back' }),
  ),
}

/** As a push takes it; its members are checked by the same reader. */
const message = {
  pushMessage: Type.Record(Type.String(), Type.Unknown(), { description: 'The notification, as a push takes it' }),
  strategy: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
}

/** Why nothing is sent, in words. */
const reason = Type.Object(
  {
    code: Type.String(),
    detail: Type.String({ description: 'The text of callbacks; may be empty' }),
    text: bilingual,
    fix: bilingual,
  },
  closed,
)

/** What a phone shows; absent members are not shown. */
const shown = Type.Object(
  {
    title: Type.String(),
    subtitle: Type.Optional(Type.String()),
    body: Type.String(),
    image: Type.Optional(Type.String({ description: 'URL of a picture' })),
    badge: Type.Optional(
      Type.Object({ set: Type.Optional(Type.Integer()), add: Type.Optional(Type.Integer()) }, closed),
    ),
    sound: Type.Optional(Type.String()),
    channel: Type.Optional(Type.String({ description: 'What the phone files it under' })),
    click: Type.Object(
      {
        kind: Type.Union([Type.Literal('app'), Type.Literal('url'), Type.Literal('action'), Type.Literal('activity')]),
        target: Type.Optional(Type.String()),
      },
      closed,
    ),
    data: Type.Optional(Type.Unknown({ description: 'What the app gets' })),
  },
  closed,
)

/** One finding of the linter. */
const finding = Type.Object(
  {
    code: Type.String({ description: 'Stable' }),
    severity: Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('hint')], {
      description: '`error`: it will be refused · `warning`: it will look different · `hint`: good to know',
    }),
    field: Type.String({ description: 'The member of `pushMessage` that it is about' }),
    text: bilingual,
  },
  closed,
)

/** What would become of one device. */
const delivery = Type.Object(
  {
    deviceId: Type.Optional(Type.String({ description: 'Absent where it is for none in particular' })),
    channel: Type.Union([Type.Literal('vendor'), Type.Literal('online'), Type.Literal('none')], {
      description: '`none`: nothing is sent, `reason` says why',
    }),
    notifier: Type.Optional(Type.String()),
    vendor: Type.Optional(Type.String()),
    token: Type.Optional(Type.String({ description: 'The fingerprint' })),
    notBefore: Type.Optional(Type.Integer({ description: 'The notifier is paused until then, epoch ms' })),
    reason: Type.Optional(reason),
    answer: Type.Optional(Type.Unknown({ description: 'What is wrong with the notification' })),
  },
  closed,
)

/** What goes to one vendor, and what comes of it. */
const rendering = Type.Object(
  {
    notifier: Type.Optional(Type.String({ description: 'Absent for a vendor that the app has no notifier of' })),
    vendor: Type.String(),
    brand: bilingual,
    provider: Type.String(),
    request: Type.Optional(
      Type.Object(
        {
          headers: Type.Record(Type.String(), Type.String(), { description: 'Those that the notification decides' }),
          body: Type.Unknown({ description: 'With placeholders for what differs per device' }),
          bytes: Type.Integer({ description: 'Of the part that the vendor limits' }),
          bytesMax: Type.Integer(),
          ttlMs: Type.Integer({ description: 'How long it is kept for an absent phone' }),
        },
        closed,
      ),
    ),
    shown: Type.Optional(shown),
    findings: Type.Array(finding, { description: 'The worst first' }),
  },
  closed,
)

/** `POST …/dry-run`: asks everything that a push asks, writes nothing and sends nothing. */
const dryRun = endpoint({
  ...posting,
  name: 'debug.dryRun',
  role: 'viewer',
  summary: 'What a push would do now',
  path: '/admin/v1/apps/:org/:app/dry-run',
  body: Type.Object(
    {
      target: Type.Object(
        {
          user: Type.Optional(Type.String({ maxLength: 256 })),
          ...device,
          providers: Type.Optional(
            Type.Array(Type.String({ maxLength: 64 }), {
              maxItems: 10,
              description: 'Only what it looks like at these vendors: `APNS`, `XIAOMIPUSH`, …',
            }),
          ),
        },
        { ...closed, description: 'One of `user`, `pushId`, `notifier` with `token`, and `providers`' },
      ),
      ...message,
    },
    closed,
  ),
  reply: Type.Object(
    {
      at: Type.Integer({ description: 'Epoch ms' }),
      refused: Type.Optional(
        Type.Object(
          { field: Type.String(), text: bilingual },
          {
            ...closed,
            description: 'A push is refused at once for this member of `pushMessage`; nothing is planned then',
          },
        ),
      ),
      user: Type.Optional(Type.String({ description: 'Who it would be for' })),
      online: Type.Optional(Type.Boolean({ description: 'Whether the user is connected; where a strategy asks' })),
      plans: Type.Array(
        Type.Object(
          {
            strategy: Type.Integer(),
            thenOnline: Type.Boolean({ description: 'The online channel takes what a vendor refuses' }),
            deliveries: Type.Array(delivery),
          },
          closed,
        ),
        { description: 'One for each strategy; without a user only where nothing is sent' },
      ),
      renderings: Type.Array(rendering),
      onlineChannel: Type.Optional(
        Type.Object(
          { body: Type.Optional(Type.Unknown()), refused: Type.Optional(Type.String()) },
          { ...closed, description: 'What the online channel would carry' },
        ),
      ),
    },
    closed,
  ),
})

/** `POST …/push/direct`: to one device. */
const directPush = endpoint({
  ...posting,
  name: 'debug.push',
  role: 'operator',
  summary: 'Push to one device',
  path: '/admin/v1/apps/:org/:app/push/direct',
  body: Type.Object({ target: Type.Object(device, closed), ...message }, closed),
  reply: Type.Object(
    {
      kind: Type.Union([Type.Literal('accepted'), Type.Literal('sent'), Type.Literal('not-sent')], {
        description:
          '`accepted`: an ordinary push, `msgId` leads to its trace · `sent`: one request to the vendor · `not-sent`: nothing left',
      }),
      msgId: Type.Optional(Type.String()),
      user: Type.Optional(Type.String()),
      deviceId: Type.Optional(Type.String()),
      notifier: Type.Optional(Type.String()),
      vendor: Type.Optional(Type.String()),
      result: Type.Optional(
        Type.Object(
          {
            kind: Type.Union([
              Type.Literal('accepted'),
              Type.Literal('rejected'),
              Type.Literal('throttled'),
              Type.Literal('unsent'),
              Type.Literal('unknown'),
            ]),
            code: Type.Optional(Type.String({ description: "The vendor's own" })),
            text: Type.Optional(bilingual),
            answer: Type.Optional(Type.Unknown({ description: 'As it came, with a fingerprint for the token' })),
            vendorId: Type.Optional(Type.String()),
            shipmentId: Type.String({ description: 'What the vendor was told as its id' }),
            durationMs: Type.Integer(),
          },
          closed,
        ),
      ),
      reason: Type.Optional(reason),
      answer: Type.Optional(Type.Unknown({ description: 'What is wrong with the notification' })),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const debugEndpoints = { dryRun, directPush }
