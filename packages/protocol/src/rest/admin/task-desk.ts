// What an operator asks of tasks besides their state: what one would come to before it is created, and why deliveries of one failed.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const appParams = { org: Type.String(), app: Type.String() }
const bilingual = Type.Object({ en: Type.String(), zh: Type.String() }, closed)
const common = {
  access: 'admin',
  role: 'viewer',
  envelope: 'bare',
  idempotent: false,
  query: Type.Object({}, closed),
} as const

/** What devices of one notifier a task would send to. */
const notifierNeed = Type.Object(
  {
    name: Type.String(),
    provider: Type.String(),
    devices: Type.Integer({ description: 'As many of its quota are needed' }),
    state: Type.Union([Type.Literal('enabled'), Type.Literal('paused')]),
    pausedUntil: Type.Optional(Type.Integer({ description: 'Epoch ms; what goes through it waits until then' })),
    pausedBecause: Type.Optional(
      Type.Union([Type.Literal('throttled'), Type.Literal('quota'), Type.Literal('refused')]),
    ),
    acceptedToday: Type.Integer({ description: 'By its vendor, through all notifiers of the app, this UTC day' }),
  },
  closed,
)

/** `POST …/tasks/estimate`: creates nothing. */
const taskEstimate = endpoint({
  ...common,
  name: 'tasks.estimate',
  summary: 'What a task would come to: users and devices by notifier, and how long it takes',
  method: 'POST',
  path: '/admin/v1/apps/:org/:app/tasks/estimate',
  bodyKind: 'json',
  bodyBytesMax: 256 * kibibyte,
  params: Type.Object(appParams),
  body: Type.Object(
    {
      kind: Type.Union([Type.Literal('all'), Type.Literal('list'), Type.Literal('label')]),
      targets: Type.Optional(
        Type.Array(Type.String(), { maxItems: 1_000, description: 'User ids of a list, or names of labels' }),
      ),
      strategy: Type.Optional(Type.Integer({ minimum: 0, maximum: 4 })),
      pacePerMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
    },
    closed,
  ),
  reply: Type.Object(
    {
      users: Type.Integer(),
      basis: Type.Union(
        [Type.Literal('counted'), Type.Literal('sampled'), Type.Literal('lastTask'), Type.Literal('atLeast')],
        {
          description:
            'counted: everything is exact; sampled: the users are counted, their devices follow from those of usersLookedAt; ' +
            'lastTask: so many users as the latest task to everybody had; atLeast: there are more users than were counted',
        },
      ),
      usersLookedAt: Type.Integer({ description: 'Users whose devices were looked at' }),
      basedOnTask: Type.Optional(
        Type.Object({ taskId: Type.BigInt(), startedAt: Type.Integer() }, { ...closed, description: 'For lastTask' }),
      ),
      devices: Type.Integer({ description: 'Devices that would be sent to through a vendor' }),
      online: Type.Integer({ description: 'Users whom the online channel takes' }),
      notifiers: Type.Array(notifierNeed),
      skipped: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer(), text: bilingual }, closed), {
        description: 'Devices, and users without one, by reason; the most frequent first',
      }),
      durationMs: Type.Optional(Type.Integer({ description: 'At the pace that was asked for' })),
      room: Type.Object(
        {
          running: Type.Integer(),
          runningMax: Type.Integer(),
          createdLately: Type.Integer(),
          createdMax: Type.Integer(),
        },
        { ...closed, description: 'Tasks that there are now, against the limits of the app' },
      ),
    },
    closed,
  ),
})

/** `GET …/tasks/{taskId}/failures`: by reason, the most frequent first. */
const taskFailures = endpoint({
  ...common,
  name: 'tasks.failures',
  summary: 'Why deliveries of a task failed, in words and with examples',
  method: 'GET',
  path: '/admin/v1/apps/:org/:app/tasks/:taskId/failures',
  bodyKind: 'none',
  bodyBytesMax: 0,
  params: Type.Object({ ...appParams, taskId: Type.String() }),
  body: Type.Object({}, closed),
  reply: Type.Object(
    {
      failures: Type.Array(
        Type.Object(
          {
            reason: Type.String(),
            status: Type.Union([Type.Literal('fail'), Type.Literal('error')]),
            count: Type.Integer(),
            byProvider: Type.Record(Type.String(), Type.Integer()),
            text: bilingual,
            fix: bilingual,
            examples: Type.Array(Type.String(), { description: 'Messages to be traced, at most five' }),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const taskDeskEndpoints = { taskEstimate, taskFailures }
