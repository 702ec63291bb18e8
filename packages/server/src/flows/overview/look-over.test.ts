import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type MsgId, minute } from '@posthouse/protocol'
import type { SendResult } from '@posthouse/vendors'
import { aNotifier, aRule } from '../../domain/testing/samples.ts'
import { app, openPushLab, otherName, type PushLab } from '../push/push-lab.test.ts'
import { resumeDeliveries } from '../push/resume.ts'
import { sendAttempts, sendPages } from '../push/send.ts'
import { openTaskLab } from '../task/task-lab.test.ts'
import { lookOver } from './look-over.ts'
import { ruleState } from './states.ts'

const { signal } = new AbortController()
const day = '2026-11-21'
const refused: SendResult = {
  ...{ kind: 'rejected', scope: 'token', reason: 'token-dead', code: 'Unregistered', answer: {} },
}
const throttled: SendResult = { kind: 'throttled', scope: 'token', retryAfterMs: 5_000, code: 'busy', answer: {} }
const look = (lab: PushLab) => lookOver({ ...lab.deps, breakers: { restsUntil: () => undefined } }, app)

async function sendAll(lab: PushLab): Promise<void> {
  await sendPages(lab.deps, await lab.begin(), signal)
  const nowMs = lab.deps.clock.now()
  const [due] = await lab.store.commit([lab.store.tables.deliveries.claim(nowMs, nowMs + minute, 99)])
  await sendAttempts(lab.deps, await resumeDeliveries(lab.deps, due), signal)
}

/** As the overview shows it. */
async function ledgerOf(lab: PushLab) {
  const { targeted, success, fail, error, open, isWhole } = (await look(lab)).ledger
  return { deliveries: targeted, open, unaccounted: isWhole ? targeted - success - fail - error - open : undefined }
}

/** The minutes of a day added up, in the shape of the day. */
async function minutesOfDay(lab: Pick<PushLab, 'store'>, on = day) {
  const { minutes, counters } = lab.store.tables
  const first = Date.parse(`${on}T00:00:00Z`) / minute
  const byProvider = Map.groupBy(await minutes.ofApp(app.id, first, first + 1_439), ({ provider }) => provider)
  const total = (key: 'targeted' | 'success' | 'fail' | 'error') =>
    [...byProvider]
      .map(([provider, own]) => [provider, own.reduce((sum, one) => sum + one[key], 0)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
  const days = await counters.ofApp(app.id, on, on)
  for (const key of ['targeted', 'success', 'fail', 'error'] as const)
    deepEqual(
      total(key),
      days.map(one => [one.provider, one[key]]),
      key,
    )
  return [...byProvider.values()].flat()
}

test('I17: the minutes make up the day, through refusals, retries and changes of vendor, each in the minute of its push', async () => {
  await using lab = await openPushLab(6)
  const { notifiers, bindings } = lab.store.tables
  const other = aNotifier({ uuid: 'another', name: otherName, vendor: 'fcm', provider: 'ANDROID', settings: {} })
  const second = { ...lab.binding(1), notifierName: otherName, deviceToken: 'other-t1' }
  await lab.store.commit([notifiers.insert(other, Uint8Array.of(1)), bindings.put(second)])
  lab.answers
    .set('t1', refused)
    .set('other-t1', refused)
    .set('t2', throttled)
    .set('t3', { kind: 'unknown', cause: 'x' })
  await lab.accept([0, 1, 2, 3, 99])
  lab.advance(40)
  await sendAll(lab)
  await minutesOfDay(lab)
  lab.advance(2 * minute)
  await lab.accept([4, 5])
  lab.advance(700)
  lab.answers.clear()
  await sendAll(lab)
  const counted = await minutesOfDay(lab)
  const answered = counted.flatMap(({ answers }) => answers).reduce((sum, one) => sum + one, 0)
  const ended = counted.filter(({ provider }) => provider !== '').map(({ success, fail }) => success + fail)
  equal(
    answered,
    ended.reduce((sum, one) => sum + one, 0),
  )
  equal(new Set(counted.map(({ minuteNumber }) => minuteNumber)).size, 2)
})

test('I17: the minutes of a task make up its day, counted together or one by one', async () => {
  await using lab = await openTaskLab(9)
  await lab.create()
  lab.push.answers.set('t4', refused)
  await lab.run()
  const counted = await minutesOfDay(lab)
  deepEqual(
    counted.map(({ provider, targeted, success, fail }) => [provider, targeted, success, fail]),
    [['APNS', 9, 8, 1]],
  )
  equal(
    counted[0]?.answers.reduce((sum, one) => sum + one, 0),
    9,
  )
})

test('I17: the minutes make up their days where the answer comes on the next day, and where the clock goes back meanwhile', async () => {
  await using lab = await openPushLab(6)
  lab.advance(Date.parse(`${day}T23:59:59.999Z`) - lab.deps.clock.now())
  lab.answers.set('t1', refused).set('t2', throttled)
  await lab.accept([0, 1, 2, 99])
  lab.advance(5)
  await sendAll(lab)
  await lab.accept([3])
  // What was accepted on the next day is answered on this one.
  lab.advance(-3 * minute)
  await sendAll(lab)
  await lab.accept([4, 5])
  lab.advance(10 * minute)
  lab.answers.clear()
  await sendAll(lab)
  await sendAll(lab)
  const next = await minutesOfDay(lab, '2026-11-22')
  const counted = [...(await minutesOfDay(lab)), ...next]
  const sum = (key: 'targeted' | 'success' | 'fail' | 'error') => counted.reduce((all, one) => all + one[key], 0)
  deepEqual([sum('targeted'), sum('success'), sum('fail'), sum('error')], [7, 5, 2, 0])
  deepEqual([next.length, next[0]?.targeted, next[0]?.success], [1, 1, 1])
  const { deliveries, open, unaccounted } = await ledgerOf(lab)
  deepEqual([deliveries, open, unaccounted], [7, 0, 0])
})

test('an overview tells the hour, the day, the ledger and what waits', async () => {
  await using lab = await openPushLab(4)
  const before = await look(lab)
  deepEqual(before.firstRun, { notifier: false, binding: true, push: false, callback: false })
  deepEqual([before.hour.minutes.length, before.hour.successShare, before.hour.p99Ms], [60, undefined, undefined])
  lab.answers.set('t1', refused).set('t2', throttled)
  await lab.accept([0, 1, 2, 99])
  lab.advance(120)
  await sendPages(lab.deps, await lab.begin(), signal)
  const [waiting = 0n as MsgId] = await lab.accept([3])
  const { hour, today, reasons, ledger, queues, notifiers, firstRun } = await look(lab)
  deepEqual([hour.targeted, hour.success, hour.fail, hour.error, hour.successShare], [4, 1, 2, 0, 1 / 3])
  deepEqual([hour.p50Ms, hour.p99Ms], [125, 150])
  equal(hour.minutes.at(-1)?.byProvider.get('APNS')?.targeted, 3)
  deepEqual([today.all.accepted, today.all.rejected, today.all.skipped, today.all.open], [1, 1, 1, 1])
  deepEqual(reasons, [
    { code: 'no-user', counted: 1 },
    { code: 'vendor-refused', counted: 1 },
  ])
  deepEqual(ledger, { targeted: 4, success: 1, fail: 2, error: 0, open: 1, isWhole: true })
  deepEqual(queues.pushes, { waiting: 1, oldestId: waiting })
  deepEqual([queues.pages.waiting, queues.deliveries.waiting, queues.handovers.waiting], [0, 1, 0])
  deepEqual(
    notifiers.map(({ state, isSound }) => [state, isSound]),
    [['fine', undefined]],
  )
  deepEqual(firstRun, { notifier: true, binding: true, push: true, callback: false })
})

test('a notifier and a rule are in the first state that stands in the way', async () => {
  await using lab = await openPushLab(1)
  const nowMs = lab.deps.clock.now()
  const { notifiers, notifierHealth, rules } = lab.store.tables
  const [found] = await notifiers.list(app.id)
  const { uuid = '', version = 0 } = found ?? {}
  const pause = { kind: 'paused', untilMs: nowMs + 5_000, why: 'quota' } as const
  const check = { atMs: nowMs, version, findings: [] }
  const rule = aRule({ appId: app.id })
  const secrets = { secret: Uint8Array.of(1), previous: undefined, previousUntilMs: undefined }
  await lab.store.commit([
    notifierHealth.noteCheck(app.id, uuid, check, nowMs + 9_000),
    notifiers.pause(app.id, uuid, version, pause),
    rules.insert(rule, secrets),
  ])
  const seen = await look(lab)
  deepEqual(
    seen.notifiers.map(({ state, untilMs, isSound, health }) => [state, untilMs, isSound, health?.expiresAtMs]),
    [['quota', nowMs + 5_000, true, nowMs + 9_000]],
  )
  deepEqual(
    seen.rules.map(({ state, waiting, dead }) => [state, waiting.waiting, dead]),
    [['fine', 0, 0]],
  )
  const ban = { untilMs: nowMs + 3_000, begunMs: [nowMs] }
  deepEqual(ruleState({ ...rule, policy: 'easemob', ban }, nowMs + 1, nowMs), {
    state: 'banned',
    untilMs: nowMs + 3_000,
  })
  deepEqual(ruleState(rule, nowMs + 1, nowMs), { state: 'resting', untilMs: nowMs + 1 })
  deepEqual(ruleState({ ...rule, enabled: false }, nowMs + 1, nowMs), { state: 'disabled' })
})
