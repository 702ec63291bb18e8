// Tasks: one notification for a list of users, for those who carry a label, or for everybody, now or later (seed 002;
// spec/easemob.md §6.5–6.8), the older way in two steps, and what the original has no endpoints for: a task's state and statistics.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'
import { grouped, taskSums } from '../sums.ts'

const appParams = { org: Type.String(), app: Type.String() }
const closed = { additionalProperties: false } as const

const sending = {
  strategy: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
  pushMessage: Type.Record(Type.String(), Type.Unknown(), { description: 'The notification' }),
}
const timed = {
  startDate: Type.Optional(
    Type.String({
      description:
        "When it starts, yyyy-MM-dd HH:mm:ss on the clocks of the server's time zone: 1 hour to 30 days ahead; absent = now",
    }),
  ),
  pacePerMinute: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100_000_000,
      description: 'Most devices sent to in a minute; absent = as fast as it goes',
    }),
  ),
}

const creating = {
  method: 'POST',
  access: 'app',
  envelope: 'push',
  bodyKind: 'json',
  idempotent: true,
  params: Type.Object(appParams),
  query: Type.Object({}),
} as const
const taskReply = Type.Object({ taskId: Type.BigInt() }, closed)

/** `POST push/list`: the users who are named. */
const taskList = endpoint({
  ...creating,
  name: 'tasks.list',
  summary: 'Send to a list of users, as a task',
  path: '/:org/:app/push/list',
  rate: 'pushList',
  bodyBytesMax: 256 * kibibyte,
  body: Type.Object({ targets: Type.Array(Type.String()), ...timed, ...sending }),
  refusals: {
    pushMessage: { missing: 'argument_illegal', wrong: 'argument_illegal' },
    '*': { missing: 'argument_illegal', wrong: 'argument_illegal' },
  },
  reply: taskReply,
})

/** `POST push/list/label`: the users who carry a label when the task starts. */
const taskLabel = endpoint({
  ...creating,
  name: 'tasks.label',
  summary: 'Send to the users of a label, as a task',
  path: '/:org/:app/push/list/label',
  rate: 'pushList',
  bodyBytesMax: 64 * kibibyte,
  body: Type.Object({ targets: Type.Array(Type.String()), ...timed, ...sending }),
  refusals: { '*': { missing: 'argument_illegal', wrong: 'argument_illegal' } },
  reply: taskReply,
})

/** `POST push/task`: everybody. The bare number is the task's id. */
const taskAll = endpoint({
  ...creating,
  name: 'tasks.all',
  summary: 'Send to every user of the app, as a task',
  path: '/:org/:app/push/task',
  rate: 'pushTask',
  bodyBytesMax: 64 * kibibyte,
  body: Type.Object({ ...timed, ...sending }),
  refusals: { '*': { missing: 'argument_illegal', wrong: 'argument_illegal' } },
  reply: Type.BigInt(),
})

/** `POST push/message`: stores a notification to be sent by `push/task/broadcast`; the body is the notification. */
const messageStore = endpoint({
  ...creating,
  name: 'tasks.storeMessage',
  summary: 'Store a notification, to be sent to everybody later',
  path: '/:org/:app/push/message',
  rate: 'pushTask',
  bodyBytesMax: 64 * kibibyte,
  idempotent: false,
  body: Type.Record(Type.String(), Type.Unknown()),
  refusals: { '*': { missing: 'argument_illegal', wrong: 'argument_illegal' } },
  reply: Type.BigInt(),
})

const readingMessage = {
  access: 'app',
  envelope: 'push',
  bodyKind: 'none',
  bodyBytesMax: 64 * kibibyte,
  idempotent: false,
  path: '/:org/:app/push/message/:messageId',
  params: Type.Object({ ...appParams, messageId: Type.String() }),
  query: Type.Object({}),
  body: Type.Object({}),
  reply: Type.Record(Type.String(), Type.Unknown()),
} as const

/** `GET push/message/{id}`. */
const messageGet = endpoint({
  ...readingMessage,
  name: 'tasks.message',
  summary: 'A stored notification',
  method: 'GET',
})

/** The same as older pages of the original have it. */
const messagePost = endpoint({
  ...readingMessage,
  name: 'tasks.messageByPost',
  summary: 'A stored notification, asked for as older clients do',
  method: 'POST',
})

/** `POST push/task/broadcast`: everybody gets a stored notification. */
const taskBroadcast = endpoint({
  ...creating,
  name: 'tasks.broadcast',
  summary: 'Send a stored notification to every user of the app, as a task',
  path: '/:org/:app/push/task/broadcast',
  rate: 'pushTask',
  bodyBytesMax: 8 * kibibyte,
  body: Type.Object({
    ...timed,
    strategy: sending.strategy,
    pushMsgId: Type.Union([Type.Integer(), Type.String()], { description: 'From push/message; as a number or text' }),
  }),
  refusals: { '*': { missing: 'argument_illegal', wrong: 'argument_illegal' } },
  reply: Type.BigInt(),
})

/** A task with its statistics. */
export const taskView = Type.Object(
  {
    taskId: Type.BigInt(),
    kind: Type.Union([Type.Literal('all'), Type.Literal('list'), Type.Literal('label')]),
    state: Type.Union([
      Type.Literal('scheduled'),
      Type.Literal('running'),
      Type.Literal('paused'),
      Type.Literal('cancelled'),
      Type.Literal('finished'),
    ]),
    strategy: Type.Integer(),
    title: Type.String(),
    labels: Type.Array(Type.String()),
    pacePerMinute: Type.Optional(Type.Integer()),
    /** Epoch ms, like the other times. */
    createdAt: Type.Integer(),
    startAt: Type.Integer(),
    startedAt: Type.Optional(Type.Integer()),
    finishedAt: Type.Optional(Type.Integer()),
    audience: Type.Optional(Type.Integer({ description: 'Users it goes to, as counted when it started' })),
    walked: Type.Integer({ description: 'Users gone over so far' }),
    statistics: Type.Object(grouped(taskSums), closed),
  },
  closed,
)

const oneTask = {
  access: 'app',
  envelope: 'push',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  path: '/:org/:app/push/task/:taskId',
  params: Type.Object({ ...appParams, taskId: Type.String() }),
  query: Type.Object({}),
  body: Type.Object({}),
  reply: taskView,
} as const

/** `GET push/task/{taskId}`: ours; the original shows it in its console only. */
const taskGet = endpoint({
  ...oneTask,
  name: 'tasks.get',
  summary: 'A task: its state, how far it got and what came of it',
  method: 'GET',
})

/** `DELETE push/task/{taskId}`: ours. */
const taskCancel = endpoint({
  ...oneTask,
  name: 'tasks.cancel',
  summary: 'Cancel a task: what was sent stays sent',
  method: 'DELETE',
})

const dayCounts = Type.Object(
  { successCount: Type.Integer(), failCount: Type.Integer(), arriveCount: Type.Optional(Type.Integer()) },
  closed,
)

/** `GET push/data/offline-push/begin/{day}/end/{day}`: per UTC day; `ANDROID` is every vendor but Apple. */
const statisticsByDay = endpoint({
  name: 'tasks.statisticsByDay',
  summary: 'Offline pushes per day and platform',
  method: 'GET',
  path: '/:org/:app/push/data/offline-push/begin/:begin/end/:end',
  rate: 'statistics',
  access: 'app',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ ...appParams, begin: Type.String(), end: Type.String() }),
  query: Type.Object({
    platform: Type.Optional(Type.Union([Type.Literal('ALL'), Type.Literal('APNS'), Type.Literal('ANDROID')])),
  }),
  body: Type.Object({}),
  refusals: { '*': { missing: 'argument_illegal', wrong: 'argument_illegal' } },
  reply: Type.Object(
    { status: Type.Literal('OK'), data: Type.Record(Type.String(), Type.Record(Type.String(), dayCounts)) },
    closed,
  ),
})

/** The endpoints of this resource. */
export const taskEndpoints = {
  taskList,
  taskLabel,
  taskAll,
  messageStore,
  messageGet,
  messagePost,
  taskBroadcast,
  taskGet,
  taskCancel,
  statisticsByDay,
}
