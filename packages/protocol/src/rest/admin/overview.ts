// An app at one glance: the last hour by minutes, the day by its stages, what waits, and what stands in the way.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const text = Type.Object({ en: Type.String(), zh: Type.String() }, closed)
const epochMs = (description: string) => Type.Optional(Type.Integer({ description: `${description}, epoch ms` }))

const counters = {
  targeted: Type.Integer({ description: 'Deliveries of pushes that were accepted in this time' }),
  success: Type.Integer(),
  fail: Type.Integer(),
  error: Type.Integer(),
}
const answerTimes = {
  p50Ms: Type.Optional(
    Type.Integer({ description: 'Half of the vendors’ answers took at most so long, from acceptance' }),
  ),
  p99Ms: Type.Optional(
    Type.Integer({ description: 'As found in a coarse histogram; absent where nothing was answered' }),
  ),
}

const minute = Type.Object(
  {
    at: Type.Integer({ description: 'Its beginning, epoch ms' }),
    ...answerTimes,
    byProvider: Type.Record(Type.String(), Type.Object(counters, closed), {
      description: '`none` where no vendor was involved; without those of which nothing was counted',
    }),
  },
  closed,
)

const stages = Type.Object(
  {
    targeted: Type.Integer(),
    sent: Type.Integer({ description: 'Handed to the vendor, whatever it said' }),
    accepted: Type.Integer({ description: 'Accepted by the vendor' }),
    unknown: Type.Integer({ description: 'No clear answer came' }),
    open: Type.Integer({ description: 'No outcome yet' }),
    arrived: Type.Optional(Type.Integer({ description: 'Absent: this vendor does not report it' })),
    clicked: Type.Optional(Type.Integer()),
  },
  closed,
)

const depth = Type.Object(
  {
    waiting: Type.Integer(),
    oldestAt: epochMs('When the oldest of them was made'),
  },
  closed,
)

const rule = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    state: Type.Union(
      [Type.Literal('fine'), Type.Literal('resting'), Type.Literal('banned'), Type.Literal('disabled')],
      {
        description:
          '`resting`: it failed many times in a row, and nothing is sent to it before `until`, as this process of the server knows',
      },
    ),
    until: epochMs('When it is tried again'),
    disabledBecause: Type.Optional(Type.String()),
    waiting: Type.Integer(),
    oldestAt: epochMs('When the oldest waiting callback was made'),
    dead: Type.Integer({ description: 'Dead letters' }),
  },
  closed,
)

const notifier = Type.Object(
  {
    name: Type.String(),
    provider: Type.String(),
    state: Type.Union(
      [
        Type.Literal('fine'),
        Type.Literal('throttled'),
        Type.Literal('quota'),
        Type.Literal('refused'),
        Type.Literal('disabled'),
        Type.Literal('banned'),
      ],
      { description: '`quota`: the vendor’s of the day is used up; `refused`: the vendor refused the credential' },
    ),
    until: epochMs('When it is used again'),
    expiresAt: epochMs('When its credential ends by its own date, as the last check found'),
    checkedAt: epochMs('When it was last checked'),
    isSound: Type.Optional(Type.Boolean({ description: 'Whether that check found no fault' })),
  },
  closed,
)

/** `GET /admin/v1/apps/{org}/{app}/overview`. */
const appOverview = endpoint({
  name: 'overview.ofApp',
  role: 'viewer',
  summary: 'An app at one glance',
  method: 'GET',
  path: '/admin/v1/apps/:org/:app/overview',
  access: 'admin',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ org: Type.String(), app: Type.String() }),
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
  reply: Type.Object(
    {
      at: Type.Integer({ description: 'When it was looked, epoch ms: two seconds ago at most' }),
      hour: Type.Object(
        {
          ...counters,
          successShare: Type.Optional(
            Type.Number({ description: 'Of the deliveries that have an outcome; absent where none has' }),
          ),
          ...answerTimes,
          minutes: Type.Array(minute, { description: 'The last 60, the present one last, each of them' }),
        },
        closed,
      ),
      today: Type.Object({ day: Type.String(), all: stages, byProvider: Type.Record(Type.String(), stages) }, closed),
      reasons: Type.Array(Type.Object({ code: Type.String(), text, fix: text, count: Type.Integer() }, closed), {
        description: 'Why deliveries of today failed, the most frequent first; at most 20',
      }),
      ledger: Type.Object(
        {
          deliveries: Type.Integer({ description: 'All there ever were' }),
          open: Type.Integer({ description: 'Without an outcome, counted where they wait' }),
          unaccounted: Type.Optional(
            Type.Integer({
              description: 'Deliveries less outcomes less open ones; absent where too many are open to be counted',
            }),
          ),
        },
        closed,
      ),
      queues: Type.Object(
        {
          countedMax: Type.Integer({ description: 'A count that is as high as this may be higher' }),
          pushes: depth,
          pages: depth,
          deliveries: depth,
          handovers: depth,
        },
        closed,
      ),
      callbacks: Type.Object(
        {
          countedMax: Type.Integer({ description: 'A count of waiting ones that is as high as this may be higher' }),
          deadMax: Type.Integer({ description: 'So many of the latest dead letters were counted at most' }),
          rules: Type.Array(rule),
        },
        closed,
      ),
      notifiers: Type.Array(notifier, { description: 'In order of name' }),
      firstRun: Type.Object(
        {
          app: Type.Boolean(),
          notifier: Type.Boolean({ description: 'A check found one sound, or its vendor accepted a push' }),
          binding: Type.Boolean(),
          push: Type.Boolean({ description: 'A vendor, or the online channel, accepted one' }),
          callback: Type.Boolean({ description: 'One of the latest was answered' }),
        },
        closed,
      ),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const overviewEndpoints = { appOverview }
