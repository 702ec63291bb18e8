// §6.11 and §9.3: statistics of pushes, and the storage of callbacks that could not be delivered.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { envelopeA, envelopeB, ok, refused } from '../expect.ts'
import { type Entry, rulesOf } from '../rule.ts'
import { startIn } from '../start-date.ts'
import type { Trial } from '../trial.ts'
import { rawId } from './16-tasks.ts'

const dayAt = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const today = () => dayAt(0)
const own = { app: 'own' } as const

/** Successes of all platforms on the days around now, so that midnight makes no difference. */
async function successesOfToday(t: Trial): Promise<number> {
  const path = `push/data/offline-push/begin/${dayAt(-1)}/end/${dayAt(1)}?platform=ALL`
  const days: Record<string, Record<string, { successCount: number }>> = ok(await t.call('GET', path)).data
  const counts = Object.values(days).flatMap(ofDay => Object.values(ofDay))
  return counts.reduce((sum, { successCount }) => sum + successCount, 0)
}

export const statisticsRules = rulesOf('§6.11', [
  ...(['ALL', 'APNS', 'ANDROID'] as const).map(
    (platform): Entry => [
      'D',
      `GET push/data/offline-push/begin/…/end/… answers status OK and data per day, for platform ${platform}`,
      async t => {
        const path = `push/data/offline-push/begin/${today()}/end/${today()}?platform=${platform}`
        const body = ok(await t.call('GET', path))
        assert.equal(body.status, 'OK')
        for (const [date, ofDay] of Object.entries<Record<string, Record<string, number>>>(body.data)) {
          assert.match(date, /^\d{4}-\d{2}-\d{2}$/)
          for (const [name, counts] of Object.entries(ofDay)) {
            assert.ok(name === 'APNS' || name === 'ANDROID', name)
            for (const count of Object.values(counts)) assert.ok(Number.isInteger(count))
          }
        }
      },
    ],
  ),
  [
    'D',
    'A push that a vendor accepted is counted on its day',
    async t => {
      const before = await successesOfToday(t)
      const [item] = ok(await t.call('POST', `push/sync/${t.phone}`, { pushMessage: { title: 'Counted' } })).data
      assert.equal(item.pushStatus, 'SUCCESS')
      let after = before
      for (let look = 0; look < 5 && after <= before; look += 1) {
        await sleep(look * 200)
        after = await successesOfToday(t)
      }
      assert.ok(after > before, `${after} after ${before}`)
    },
    { phone: true },
  ],
  [
    'R',
    'GET push/task/{taskId} shows a task, and DELETE cancels one that waits for its start',
    async t => {
      const startDate = startIn(t, 24 * 60)
      const made = await t.call('POST', 'push/task', { startDate, pushMessage: { title: 'T' } })
      const id = rawId(made, 'data')
      for (const method of ['GET', 'DELETE']) {
        const reply = await t.call(method, `push/task/${id}`)
        assert.equal(typeof envelopeB(reply).data.state, 'string')
      }
    },
    own,
  ],
  [
    'D',
    'Days that are no days are refused',
    async t => {
      const { status } = await t.call('GET', 'push/data/offline-push/begin/yesterday/end/today?platform=ALL')
      assert.equal(status, 400)
    },
  ],
  [
    'D',
    'With the feature off it is 403 forbidden_op',
    async t => {
      await t.settings({ statisticsOpen: false })
      const reply = await t.call('GET', `push/data/offline-push/begin/${today()}/end/${today()}?platform=ALL`)
      refused(reply, { status: 403, error: 'forbidden_op' })
    },
    own,
  ],
])

export const storageRules = rulesOf('§9.3', [
  [
    'D',
    'GET callbacks/storage/info answers envelope A with a list of windows',
    async t => {
      const reply = await t.call('GET', 'callbacks/storage/info')
      const { action } = ok(reply)
      assert.ok(action === 'post' || action === 'get', action)
      const { data } = envelopeA(t, reply, action, '/callbacks')
      assert.deepEqual(data, [])
    },
  ],
  [
    'R',
    'callback in the singular is the same path',
    async t => assert.deepEqual(ok(await t.call('GET', 'callback/storage/info')).data, []),
  ],
  [
    'D',
    'POST callbacks/storage/retry answers data success or failure, as a string',
    async t => {
      const body = { date: '202311142210', retry: 0 }
      for (const resource of ['callbacks/storage/retry', 'callback/storage/retry']) {
        const reply = await t.call('POST', resource, body)
        const { data } = envelopeA(t, reply, 'post', ok(reply).path)
        assert.ok(data === 'success' || data === 'failure', reply.text)
      }
    },
  ],
  [
    'D',
    'date is required: without it 400',
    async t => assert.equal((await t.call('POST', 'callbacks/storage/retry', { retry: 0 })).status, 400),
  ],
  [
    'D',
    'With the feature off it is 403',
    async t => {
      await t.settings({ callbackStorageOpen: false })
      assert.equal((await t.call('GET', 'callbacks/storage/info')).status, 403)
    },
    own,
  ],
])
