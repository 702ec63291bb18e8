// §6.10 and §11: tasks at once, calls per second, and what an app's plan may allow. Each rule has an app of its own.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { ok, refusals, refused } from '../expect.ts'
import type { Reply } from '../raw-client.ts'
import { type Entry, rulesOf } from '../rule.ts'
import { startIn } from '../start-date.ts'
import { password, type Trial } from '../trial.ts'
import { rawId } from './16-tasks.ts'

const pushMessage = { title: 'Hello', content: 'Conformance' }
const own = { app: 'own' } as const
const exceeded = { status: 429, error: 'reach_limit', text: 'This request has reached api limit' }

export const taskLimitRules = rulesOf('§6.10', [
  [
    'S',
    'Three tasks within five minutes are taken; a fourth is 403 LimitException limit request',
    async t => {
      for (let at = 0; at < 3; at += 1) ok(await t.call('POST', 'push/task', { pushMessage }))
      refused(await t.call('POST', 'push/task', { pushMessage }), refusals.limit)
    },
    own,
  ],
  [
    'S',
    'A task for everybody counts from its creation, even when it has not started',
    async t => {
      for (let at = 0; at < 3; at += 1)
        ok(await t.call('POST', 'push/task', { pushMessage, startDate: startIn(t, 24 * 60) }))
      refused(await t.call('POST', 'push/task', { pushMessage }), refusals.limit)
    },
    own,
  ],
  [
    'S',
    'A label or list task counts no more once it has finished',
    async t => {
      const label = await t.label()
      for (let at = 0; at < 5; at += 1) {
        await finished(t, 'push/list/label', { targets: [label], pushMessage })
        await finished(t, 'push/list', { targets: [t.name('u')], pushMessage })
      }
    },
    own,
  ],
  [
    'S',
    'A task for everybody counts on after it has finished',
    async t => {
      for (let at = 0; at < 3; at += 1) ok(await t.call('POST', 'push/task', { pushMessage }))
      await sleep(1_500)
      refused(await t.call('POST', 'push/list', { targets: ['nobody'], pushMessage }), refusals.limit)
    },
    own,
  ],
  [
    'R',
    'sync, async, single and message are not counted',
    async t => {
      const username = await t.user()
      for (let at = 0; at < 5; at += 1) {
        ok(await t.call('POST', `push/async/${username}`, { pushMessage }))
        ok(await t.call('POST', 'push/single', { targets: [username], pushMessage }))
      }
      ok(await t.call('POST', 'push/task', { pushMessage }))
    },
    own,
  ],
  [
    'S',
    'Every task that counts is forgotten after five minutes',
    async t => {
      for (let at = 0; at < 3; at += 1) ok(await t.call('POST', 'push/task', { pushMessage }))
      refused(await t.call('POST', 'push/task', { pushMessage }), refusals.limit)
      await sleep(5 * 60_000)
      ok(await t.call('POST', 'push/task', { pushMessage }))
    },
    { app: 'own', isSlow: true, timeoutMs: 6 * 60_000 },
  ],
  [
    'S',
    'How many are allowed can be set',
    async t => {
      await t.settings({ tasks: { createdMax: 1, runningMax: 3 } })
      ok(await t.call('POST', 'push/task', { pushMessage }))
      refused(await t.call('POST', 'push/task', { pushMessage }), refusals.limit)
    },
    own,
  ],
])

/** Makes a task as soon as the ones before it have finished: a full counter is tried again for a few seconds. */
async function finished(t: Trial, resource: string, body: object): Promise<void> {
  const untilMs = performance.now() + 5_000
  for (;;) {
    const reply = await t.call('POST', resource, body)
    if (reply.status !== 403 || performance.now() > untilMs) {
      rawId(reply, 'taskId')
      return
    }
    await sleep(100)
  }
}

/** A call of each group, and how many a second the documentation allows. */
const groups: readonly (readonly [title: string, allowed: number, call: (t: Trial, at: number) => Promise<Reply>])[] = [
  ['push/sync 1', 1, t => unpaced(t, 'POST', 'push/sync/nobody', { pushMessage })],
  ['push/task and push/message together 1', 1, t => unpaced(t, 'POST', 'push/message', pushMessage)],
  ['push/single 10', 10, t => unpaced(t, 'POST', 'push/single', { targets: ['nobody'], pushMessage })],
  [
    'push/list and push/list/label together 10',
    10,
    (t, at) => unpaced(t, 'POST', at % 2 === 0 ? 'push/list' : 'push/list/label', {}),
  ],
  ['batch deletes 30', 30, t => unpaced(t, 'DELETE', 'users?limit=1')],
  ['batches of push nicknames 100', 100, t => unpaced(t, 'PUT', 'push/nickname', [])],
  ['labels 10', 10, t => unpaced(t, 'GET', 'push/label')],
  ['templates 10', 10, t => unpaced(t, 'GET', 'notification/template/none')],
  ['users of labels 30', 30, t => unpaced(t, 'GET', 'push/label/none/user')],
  [
    'users and their settings together 100',
    100,
    (t, at) => unpaced(t, 'GET', at % 2 === 0 ? 'users/u' : 'users/u/push/binding'),
  ],
]

function unpaced(t: Trial, method: string, resource: string, body?: object): Promise<Reply> {
  return t.call(method, resource, body, { isUnpaced: true })
}

const tooMany = ({ status }: Reply) => status === 429

export const rateRules = rulesOf('§11.1', [
  ...groups.map(
    ([title, allowed, call]): Entry => [
      allowed === 1 && title.startsWith('push/sync') ? 'S' : 'D',
      `${title} a second, and no more: 429 reach_limit`,
      async t => {
        // More than twice as many at once: a window may turn while they run, and then twice the rate may pass. A machine that is
        // too busy to take them within two windows is asked again.
        const replies: Reply[] = []
        for (let round = 0; round < 4 && !replies.some(tooMany); round += 1)
          replies.push(...(await Promise.all(Array.from({ length: allowed * 2 + 2 }, (_, at) => call(t, at)))))
        const refusedReplies = replies.filter(tooMany)
        assert.ok(refusedReplies.length > 0, `${replies.length} at once, none refused`)
        assert.ok(replies.length - refusedReplies.length >= allowed, `${refusedReplies.length} of ${replies.length}`)
        for (const reply of refusedReplies) refused(reply, exceeded)
      },
      own,
    ],
  ),
  [
    'D',
    'push/data 10 in ten seconds, and no more: 429 reach_limit',
    async t => {
      const call = () => unpaced(t, 'GET', 'push/data/offline-push/begin/2030-01-01/end/2030-01-02?platform=ALL')
      const replies = await Promise.all(Array.from({ length: 22 }, call))
      const late = replies.filter(tooMany)
      assert.ok(late.length > 0 && late.length <= 12, `${late.length} of ${replies.length}`)
      for (const reply of late) refused(reply, exceeded)
    },
    own,
  ],
  [
    'R',
    'A 429 says in Retry-After how many seconds to wait',
    async t => {
      const replies = await Promise.all([1, 2, 3].map(() => unpaced(t, 'POST', 'push/sync/nobody', { pushMessage })))
      const late = replies.find(tooMany)
      assert.match(String(late?.headers['retry-after']), /^[1-9]\d?$/)
    },
    own,
  ],
  [
    'D',
    'A second later the next call is taken',
    async t => {
      const call = () => unpaced(t, 'POST', 'push/sync/nobody', { pushMessage })
      const replies = await Promise.all([call(), call(), call()])
      assert.ok(replies.some(tooMany))
      await sleep(1_100)
      ok(await call())
    },
    own,
  ],
  [
    'R',
    'Where the app asks for it, too many calls are 403 LimitException instead',
    async t => {
      await t.settings({ rateStatus: 403 })
      const replies = await Promise.all([1, 2, 3].map(() => unpaced(t, 'POST', 'push/sync/nobody', { pushMessage })))
      const late = replies.filter(({ status }) => status !== 200)
      assert.ok(late.length > 0)
      for (const reply of late) refused(reply, refusals.limit)
    },
    own,
  ],
])

export const quotaRules = rulesOf('§11.2', [
  [
    'D',
    'A plan may limit users: the next one is refused',
    async t => {
      await t.settings({ quotas: { users: 2 } })
      for (const username of ['a', 'b']) ok(await t.call('POST', 'users', { username, password }))
      const { status } = await t.call('POST', 'users', { username: 'c', password })
      assert.ok(status === 429 || status === 403, String(status))
    },
    own,
  ],
  ...(
    [
      ['pushesPerMinute', 'pushes by user id', 'push/single', { targets: ['nobody'], pushMessage }],
      ['labelPushesPerMinute', 'pushes by label', 'push/list/label', { targets: ['quota'], pushMessage }],
      ['allPushesPerMinute', 'pushes to everybody', 'push/task', { pushMessage }],
    ] as const
  ).map(
    ([quota, words, resource, body]): Entry => [
      'R',
      `A plan may limit ${words} a minute: 403 LimitException`,
      async t => {
        ok(await t.call('POST', 'push/label', { name: 'quota' }))
        await t.settings({ quotas: { [quota]: 1 } })
        ok(await t.call('POST', resource, body))
        refused(await t.call('POST', resource, body), refusals.limit)
      },
      own,
    ],
  ),
])
