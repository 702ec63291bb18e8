import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { MsgId, UserId } from '@posthouse/protocol'
import type { SendResult } from '@posthouse/vendors'
import fc from 'fast-check'
import type { ReasonCode } from '../../domain/reason.ts'
import type { Sums } from '../../domain/sums.ts'
import { aNotifier } from '../../domain/testing/samples.ts'
import { utcDayOf } from '../../domain/utc-day.ts'
import { app } from '../push/push-lab.test.ts'
import { sendPages } from '../push/send.ts'
import { openTaskLab, otherNotifier, type TaskLab } from '../task/task-lab.test.ts'
import { dayStatistics } from './day-statistics.ts'

const users = 5
const names = Array.from({ length: users }, (_, index) => `u${index}` as UserId)
const { signal } = new AbortController()
const days = { from: '2026-11-20', until: '2026-11-24' }

const answer = {}
const results: readonly SendResult[] = [
  { kind: 'accepted', vendorId: 'v', answer },
  { kind: 'rejected', scope: 'token', reason: 'token-dead', code: 'Unregistered', answer },
  { kind: 'rejected', scope: 'message', reason: 'content-refused', code: 'no', answer },
  { kind: 'throttled', scope: 'token', retryAfterMs: 5_000, code: 'busy', answer },
  { kind: 'unknown', cause: 'no answer' },
  { kind: 'unsent', cause: 'refused' },
]

/** The phones of the first three users can be reached by another vendor too, and the last one has no phone. */
async function bindOtherWays(lab: TaskLab): Promise<void> {
  const { notifiers, bindings } = lab.store.tables
  const other = aNotifier({ ...otherNotifier, provider: 'ANDROID', vendor: 'fcm' })
  const second = (index: number) => ({
    ...lab.push.binding(index),
    notifierName: other.name,
    deviceToken: `other-t${index}`,
  })
  const { username, deviceId } = lab.push.binding(users - 1)
  await lab.store.commit([
    notifiers.insert(other, Uint8Array.of(1)),
    ...[0, 1, 2].map(index => bindings.put(second(index))),
    bindings.deleteDevice(app.id, username, deviceId),
  ])
}

/** What there is: every delivery of every push, by day of acceptance and provider. */
async function found(lab: TaskLab): Promise<ReadonlyMap<string, Sums>> {
  const { pushes, deliveries } = lab.store.tables
  const sums = new Map<string, Sums>()
  const ids = new Map<MsgId, number>()
  for (const name of names) {
    for (const push of await pushes.ofUser(app.id, name, undefined, 99)) ids.set(push.id, push.acceptedAtMs)
    for (const { id } of await lab.store.tables.tasks.list(app.id, undefined, 99)) {
      for (const msgId of await lab.store.tables.taskReports.pushesTo(app.id, id, name))
        ids.set(msgId, Number(BigInt(msgId) >> 22n) + Date.UTC(2020, 0, 1))
    }
  }
  for (const [id, acceptedAtMs] of ids) {
    for (const { delivery, outcome } of await deliveries.ofPush(app.id, id)) {
      const provider = outcome ? outcome.provider : delivery.ways[0]?.provider
      const key = `${utcDayOf(acceptedAtMs)} ${provider ?? ''}`
      sums.set(key, added(sums.get(key) ?? nothing, outcome?.status, outcome?.reason))
    }
  }
  return sums
}

const nothing: Sums = {
  ...{ targeted: 0, accepted: 0, rejected: 0, unknown: 0, skipped: 0, open: 0 },
  ...{ skippedBecause: {}, arrived: 0, clicked: 0 },
}

function added(sums: Sums, status: string | undefined, reason: ReasonCode | undefined): Sums {
  const more = { ...sums, targeted: sums.targeted + 1 }
  if (status === undefined || reason === undefined) return { ...more, open: sums.open + 1 }
  if (status === 'success') return { ...more, accepted: sums.accepted + 1 }
  if (status === 'error') return { ...more, unknown: sums.unknown + 1 }
  if (reason === 'vendor-refused' || reason === 'push-token-failed') return { ...more, rejected: sums.rejected + 1 }
  const skippedBecause = { ...sums.skippedBecause, [reason]: (sums.skippedBecause[reason] ?? 0) + 1 }
  return { ...more, skipped: sums.skipped + 1, skippedBecause }
}

async function check(lab: TaskLab, said: string): Promise<readonly Sums[]> {
  const counted = await dayStatistics(lab.store.tables, app, days)
  const flat = counted.days.flatMap(({ day, byProvider }) =>
    [...byProvider].map(([provider, sums]) => [`${day} ${provider}`, sums] as const),
  )
  deepEqual(Object.fromEntries(flat), Object.fromEntries(await found(lab)), said)
  const targeted = counted.days.reduce((sum, { all }) => sum + all.targeted, 0)
  equal(counted.all.targeted, targeted, said)
  return flat.map(([, sums]) => sums)
}

/** Pushes to everybody one by one, and by a task. */
async function pushAll(lab: TaskLab, said: string): Promise<void> {
  await lab.push.accept(names.map((_, index) => index))
  const pages = await lab.push.begin()
  await check(lab, `${said}: begun`)
  await sendPages(lab.deps, pages, signal)
  await check(lab, `${said}: sent`)
  await lab.create()
  await lab.run()
  await check(lab, `${said}: task`)
}

test('I17: the sums of each day and vendor are those of its deliveries, whatever vendors answer and ways they move to', async () => {
  const seen = new Set<string>()
  const tokens = names.flatMap((_, index) => [`t${index}`, `other-t${index}`])
  const script = fc.array(fc.dictionary(fc.constantFrom(...tokens), fc.constantFrom(...results)), {
    minLength: 2,
    maxLength: 3,
  })
  await fc.assert(
    fc.asyncProperty(script, async rounds => {
      await using lab = await openTaskLab(users)
      await bindOtherWays(lab)
      for (const [index, answers] of rounds.entries()) {
        lab.push.answers.clear()
        for (const [token, result] of Object.entries(answers)) lab.push.answers.set(token, result)
        if (index > 0) {
          lab.advance(61_000)
          await lab.recover()
          await check(lab, `${index}: again`)
        }
        if (index < 2) await pushAll(lab, `${index}`)
        // Into the next day, to which the outcomes of what is open do not belong.
        lab.advance(13 * 3_600_000)
      }
      for (let look = 0; look < 6; look += 1) {
        lab.advance(26 * 3_600_000)
        await lab.recover()
      }
      for (const sums of await check(lab, 'in the end')) {
        for (const [name, value] of Object.entries(sums)) if (value !== 0) seen.add(name)
        for (const reason of Object.keys(sums.skippedBecause)) seen.add(reason)
        equal(sums.open, 0)
      }
    }),
    { numRuns: 25, endOnFailure: true },
  )
  for (const name of ['accepted', 'rejected', 'unknown', 'skipped', 'no-push-binding']) ok(seen.has(name), name)
})

test('days must exist, come in order, and be 366 at most', async () => {
  const { counters } = { counters: { countsOfApp: async () => [] } }
  const ask = (from: string, until: string) => dayStatistics({ counters }, app, { from, until })
  deepEqual((await ask('2026-01-01', '2027-01-01')).days, [])
  await rejects(ask('2026-01-01', '2027-01-02'), /until must be at or after from, and at most 366 days later/)
  await rejects(ask('2026-01-02', '2026-01-01'), /until must be at or after from/)
  await rejects(ask('2026-02-30', '2026-03-01'), /from must be a day, yyyy-MM-dd/)
  await rejects(ask('2026-02-01', '2026-3-1'), /until must be a day, yyyy-MM-dd/)
})
