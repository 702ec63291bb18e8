// §6.5–§6.8: pushes that make a task, and when they start. Each rule has an app of its own: an app may have three tasks in 5 minutes.
import assert from 'node:assert/strict'
import { envelopeB, idPattern, ok, refusals, refused } from '../expect.ts'
import type { Reply } from '../raw-client.ts'
import { type Entry, rulesOf } from '../rule.ts'
import { startIn } from '../start-date.ts'
import type { Trial } from '../trial.ts'

const pushMessage = { title: 'Hello', content: 'Conformance' }

/** The digits of an id in the raw body: a number, and longer than a double holds. */
export function rawId(reply: Reply, member: 'taskId' | 'data'): string {
  ok(reply)
  const digits = new RegExp(`"${member}":(\\d+)`).exec(reply.text)?.[1] ?? ''
  assert.match(digits, idPattern, reply.text)
  return digits
}

async function taskObject(t: Trial, resource: string, body: object): Promise<string> {
  const reply = await t.call('POST', resource, { pushMessage, ...body })
  assert.deepEqual(Object.keys(envelopeB(reply).data), ['taskId'])
  return rawId(reply, 'taskId')
}

async function taskNumber(t: Trial, resource: string, body: object): Promise<string> {
  const reply = await t.call('POST', resource, body)
  envelopeB(reply)
  return rawId(reply, 'data')
}

const day = 24 * 60
const own = { app: 'own' } as const

export const listRules = rulesOf('§6.5', [
  [
    'C',
    'push/list makes a task and answers taskId in all its digits',
    async t => void (await taskObject(t, 'push/list', { targets: [await t.user(), await t.user()] })),
    own,
  ],
  [
    'R',
    'push/list takes 1 to 1000 users',
    async t => {
      const many = Array.from({ length: 1001 }, (_, at) => `nobody-${at}`)
      for (const targets of [[], many])
        refused(await t.call('POST', 'push/list', { targets, pushMessage }), refusals.illegal)
      await taskObject(t, 'push/list', { targets: many.slice(1) })
    },
    own,
  ],
  [
    'C',
    'push/list takes startDate and strategy',
    async t =>
      void (await taskObject(t, 'push/list', { targets: ['nobody'], strategy: 3, startDate: startIn(t, day) })),
    own,
  ],
])

export const labelPushRules = rulesOf('§6.6', [
  [
    'S',
    'push/list/label makes a task for one label and answers taskId in all its digits',
    async t =>
      void (await taskObject(t, 'push/list/label', { targets: [await t.label([await t.user()])], strategy: 2 })),
    own,
  ],
  [
    'D',
    'An unknown label is 400 push label not exists of XXX',
    async t => {
      const name = t.name('l')
      const exception = 'ResourceNotFoundException'
      refused(await t.call('POST', 'push/list/label', { targets: [name], pushMessage }), {
        status: 400,
        error: 'resource_not_found',
        exception,
        text: `push label not exists of ${name}`,
      })
    },
  ],
  [
    'S',
    'Only one label may be named: two are 400 IllegalArgumentException, and so is none',
    async t => {
      const [a, b] = [await t.label(), await t.label()]
      for (const targets of [[a, b], []])
        refused(await t.call('POST', 'push/list/label', { targets, pushMessage }), refusals.illegal)
    },
  ],
  [
    'R',
    'Where the app allows several labels, two are taken',
    async t => {
      await t.settings({ tasks: { labelsMax: 5 } })
      await taskObject(t, 'push/list/label', { targets: [await t.label(), await t.label()] })
    },
    own,
  ],
  [
    'S',
    'Wrong content: 400 MessageException bad_request',
    async t => {
      const body = { targets: [await t.label()], pushMessage: { title: 5 } }
      refused(await t.call('POST', 'push/list/label', body), refusals.message)
    },
  ],
])

export const allUserRules = rulesOf('§6.7', [
  [
    'S',
    'push/task makes a task for everybody and answers the bare task id in all its digits',
    async t => void (await taskNumber(t, 'push/task', { pushMessage })),
    own,
  ],
  [
    'D',
    'type, pushFunc and targets of older documents are ignored',
    async t => void (await taskNumber(t, 'push/task', { type: 'IM', pushFunc: 'ALL', targets: [], pushMessage })),
    own,
  ],
  [
    'S',
    'Wrong content: 400 MessageException bad_request',
    async t => refused(await t.call('POST', 'push/task', { pushMessage: { title: 5 } }), refusals.message),
  ],
  ...(['GET', 'POST'] as const).map(
    (method): Entry => [
      'D',
      `push/message stores a notification, and ${method} push/message/{id} reads it back`,
      async t => {
        const id = await taskNumber(t, 'push/message', { title: 'Stored', content: 'Text', ext: { k: 'v' } })
        const { data } = envelopeB(await t.call(method, `push/message/${id}`, method === 'POST' ? {} : undefined))
        assert.deepEqual([data.appkey, data.title, data.content], [`${t.app.org}#${t.app.name}`, 'Stored', 'Text'])
        assert.ok(Number.isInteger(data.timestamp))
      },
      own,
    ],
  ),
  [
    'D',
    'push/task/broadcast sends a stored notification to everybody: pushMsgId as a number',
    async t => {
      const id = await taskNumber(t, 'push/message', { title: 'Stored', content: 'Text' })
      // Written by hand: no number of this language holds the id.
      const reply = await t.call('POST', 'push/task/broadcast', `{"strategy":2,"pushMsgId":${id}}`)
      envelopeB(reply)
      rawId(reply, 'data')
    },
    own,
  ],
  [
    'D',
    'push/task/broadcast takes pushMsgId as a string too',
    async t => {
      const pushMsgId = await taskNumber(t, 'push/message', { title: 'Stored', content: 'Text' })
      await taskNumber(t, 'push/task/broadcast', { strategy: 2, pushMsgId })
    },
    own,
  ],
  [
    'R',
    'A notification that nobody stored cannot be sent',
    async t => {
      const body = { strategy: 2, pushMsgId: '900000000000000002' }
      const { status } = await t.call('POST', 'push/task/broadcast', body)
      assert.ok(status === 400 || status === 404, String(status))
    },
  ],
  [
    'R',
    'strategy is 2 where a task names none, as GET push/task/{taskId} shows',
    async t => {
      for (const [given, kept] of [
        [{}, 2],
        [{ strategy: 3 }, 3],
      ] as const) {
        const id = await taskNumber(t, 'push/task', { ...given, startDate: startIn(t, day), pushMessage })
        assert.equal(ok(await t.call('GET', `push/task/${id}`)).data.strategy, kept)
      }
    },
    own,
  ],
])

export const startDateRules = rulesOf('§6.8', [
  [
    'S',
    'A start in yyyy-MM-dd HH:mm:ss, at least an hour and at most 30 days ahead, is taken',
    async t => {
      const targets = ['nobody']
      await taskObject(t, 'push/list', { targets, startDate: startIn(t, 62) })
      await taskObject(t, 'push/list', { targets, startDate: startIn(t, 30 * day - 2) })
      await taskNumber(t, 'push/task', { pushMessage, startDate: startIn(t, day) })
    },
    own,
  ],
  [
    'S',
    'Earlier than an hour, later than 30 days, and the past are 400 IllegalArgumentException',
    async t => {
      for (const startDate of [startIn(t, 58), startIn(t, 30 * day + 2), startIn(t, -day), startIn(t, 0)])
        refused(await t.call('POST', 'push/list', { targets: ['u'], pushMessage, startDate }), refusals.illegal)
    },
  ],
  [
    'S',
    'Another format is 400 IllegalArgumentException',
    async t => {
      const good = startIn(t, day)
      const wrong = [good.replace(' ', 'T'), good.slice(0, 10), `${good}Z`, 'tomorrow', '2030-13-01 00:00:00']
      for (const startDate of wrong)
        refused(await t.call('POST', 'push/list', { targets: ['u'], pushMessage, startDate }), refusals.illegal)
    },
  ],
  [
    'S',
    'push/list/label and push/task read startDate alike',
    async t => {
      const label = await t.label()
      const startDate = startIn(t, 10)
      refused(await t.call('POST', 'push/list/label', { targets: [label], pushMessage, startDate }), refusals.illegal)
      refused(await t.call('POST', 'push/task', { pushMessage, startDate }), refusals.illegal)
    },
  ],
])
