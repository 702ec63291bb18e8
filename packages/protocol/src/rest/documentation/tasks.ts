// Tasks, documented; the requests are those of seed 002 where it has one.
import type { ErrorCode } from '../../errors.ts'
import type { Documented } from './documentation.ts'
import { pushAround, sample } from './samples.ts'

const errors: readonly ErrorCode[] = ['push_closed', 'message_bad', 'argument_illegal', 'limit_request']
const pushMessage = {
  title: 'Easemob PUSH',
  content: 'Welcome to Easemob Push Service',
  sub_title: 'Easemob',
}
const task = { taskId: sample.taskId }
const sums = {
  targeted: 2,
  accepted: 1,
  rejected: 0,
  unknown: 0,
  skipped: 0,
  open: 1,
  skippedBecause: {},
  arrived: 1,
}
const created = ['tasks.all']

/** By endpoint. */
export const taskDocumentation: Documented = {
  'tasks.list': {
    description:
      'One to 100 user ids. At most three tasks go on at the same time, and three are created within five minutes, unless the operator allows more.',
    errors,
    examples: [
      {
        name: 'Two users',
        body: { targets: ['test1', 'test2'], strategy: 2, pushMessage },
        reply: { ...pushAround, data: { taskId: Number(sample.taskId) } },
      },
      { name: 'Nobody', body: { targets: [], pushMessage }, error: 'argument_illegal' },
    ],
  },
  'tasks.label': {
    description: 'Who carries the label when the task starts gets the notification.',
    errors: [...errors, 'label_not_found'],
    examples: [
      { name: 'Everybody born in the nineties', body: { targets: ['post-90s'], strategy: 2, pushMessage } },
      { name: 'A label that does not exist', body: { targets: ['nothing'], pushMessage }, error: 'label_not_found' },
    ],
  },
  'tasks.all': {
    description: 'The bare number in `data` is the id of the task.',
    errors,
    examples: [
      { name: 'Tomorrow morning', body: { startDate: sample.startDate, strategy: 2, pushMessage } },
      { name: 'Now, and slowly', body: { pacePerMinute: 1, strategy: 2, pushMessage } },
    ],
  },
  'tasks.storeMessage': {
    description: 'The body is the notification itself. The bare number in `data` is its id.',
    errors: ['message_bad', 'argument_illegal'],
    examples: [{ name: 'A notification', body: pushMessage }],
  },
  'tasks.message': {
    errors: ['argument_illegal'],
    examples: [
      { name: 'What was stored', params: { messageId: sample.storedMessageId }, after: ['tasks.storeMessage'] },
    ],
  },
  'tasks.messageByPost': {
    errors: ['argument_illegal'],
    examples: [
      { name: 'What was stored', params: { messageId: sample.storedMessageId }, after: ['tasks.storeMessage'] },
    ],
  },
  'tasks.broadcast': {
    errors,
    examples: [
      {
        name: 'A stored notification for everybody',
        body: { pushMsgId: sample.storedMessageId, strategy: 2 },
        after: ['tasks.storeMessage'],
      },
    ],
  },
  'tasks.get': {
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'How far it is',
        params: task,
        reply: {
          ...pushAround,
          data: {
            taskId: Number(sample.taskId),
            kind: 'all',
            state: 'running',
            strategy: 2,
            title: 'Easemob PUSH',
            labels: [],
            createdAt: 1_700_000_000_000,
            startAt: 1_700_000_000_000,
            startedAt: 1_700_000_000_002,
            audience: 100_000,
            walked: 2,
            statistics: { all: sums, byProvider: { XIAOMIPUSH: sums } },
          },
        },
        after: created,
      },
    ],
  },
  'tasks.cancel': {
    description: 'What was sent stays sent. A task that has ended cannot be cancelled.',
    errors: ['resource_not_found', 'conflict'],
    examples: [
      { name: 'Cancel a task', params: task, after: ['tasks.resume', 'tasks.pace', 'tasks.user', 'tasks.show'] },
    ],
  },
  'tasks.statisticsByDay': {
    description: '`ANDROID` is every vendor but Apple. At most 366 days; a day without a push is left out.',
    errors: ['feature_closed', 'argument_illegal'],
    examples: [
      { name: 'Two days', params: { begin: '2026-11-20', end: '2026-11-21' }, query: { platform: 'ALL' } },
      {
        name: 'A day that there is not',
        params: { begin: '2026-02-30', end: '2026-03-01' },
        error: 'argument_illegal',
      },
    ],
  },
  'tasks.page': {
    errors: ['resource_not_found'],
    examples: [
      { name: 'The latest ten', query: { limit: 10 }, after: created },
      { name: 'Those that go on', query: { states: 'running,paused' } },
      { name: 'A state that there is not', query: { states: 'sleeping' }, error: 'argument_illegal' },
    ],
  },
  'tasks.estimate': {
    description:
      'Creates nothing, and takes a bounded time: it looks at 20,000 users and counts 200,000; `basis` says how far that goes. Settings of ' +
      'users, which change by the hour, are not looked at.',
    errors: ['resource_not_found', 'argument_illegal', 'label_not_found'],
    examples: [
      { name: 'Everybody, at a pace', body: { kind: 'all', pacePerMinute: 6_000 } },
      { name: 'Two users', body: { kind: 'list', targets: ['test1', 'test2'], strategy: 2 } },
      { name: 'Nobody', body: { kind: 'list', targets: [] }, error: 'argument_illegal' },
    ],
  },
  'tasks.failures': {
    description: 'The most frequent first; at most five examples are kept of each reason.',
    errors: ['resource_not_found'],
    examples: [{ name: 'Why', params: task, after: created }],
  },
  'tasks.show': {
    errors: ['resource_not_found'],
    examples: [{ name: 'One task', params: task, after: created }],
  },
  'tasks.pause': {
    description: 'Deliveries that have begun go on.',
    errors: ['resource_not_found', 'conflict'],
    examples: [{ name: 'Pause a task', params: task, after: created }],
  },
  'tasks.resume': {
    errors: ['resource_not_found', 'conflict'],
    examples: [{ name: 'Let it go on', params: task, after: ['tasks.pause'] }],
  },
  'tasks.stop': {
    errors: ['resource_not_found', 'conflict'],
    examples: [{ name: 'Cancel a task', params: task, after: ['tasks.cancel'] }],
  },
  'tasks.pace': {
    errors: ['resource_not_found', 'conflict'],
    examples: [{ name: 'Two devices in a minute', params: task, body: { perMinute: 2 }, after: created }],
  },
  'tasks.user': {
    errors: ['resource_not_found'],
    examples: [{ name: 'What a user got of it', params: { ...task, username: 'test1' }, after: created }],
  },
}
