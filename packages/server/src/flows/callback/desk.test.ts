import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { PosthouseError } from '../../base/failure.ts'
import { nextBan } from '../../domain/callback-ban.ts'
import { callbackEvents } from '../../domain/chat-event.ts'
import { reasons } from '../../domain/reason.ts'
import { healthOf } from '../../domain/rule-health.ts'
import { aBefore, aCallback } from '../../domain/testing/samples.ts'
import { exactBody, maskedBody } from './body.ts'
import { app, type Lab, openLab } from './callback-lab.test.ts'
import { createHourLook, releaseRule, rulesHealth } from './health.ts'
import { cancelReplay, countCallbacks, replay, replayProgress } from './replay.ts'
import { createRule } from './rules.ts'
import { sendSample } from './sample.ts'

const never = new AbortController().signal

function partsOf(lab: Lab) {
  const { rules, callbacks, callbackDesk } = lab.store.tables
  return { ...lab, rules, callbacks, callbackDesk, hourOf: createHourLook({ callbackDesk, clock: lab.clock }) }
}

async function healthOfOnly(lab: Lab) {
  const [health] = await rulesHealth(partsOf(lab), app.id)
  return health ?? Promise.reject(new Error('there is no rule'))
}

test('health: nearest ranks of the answers, and a failure without an answer has no time', () => {
  const tries = Array.from({ length: 100 }, (_, index) => ({ durationMs: 100 - index, httpStatus: 200, isTaken: true }))
  deepEqual(healthOf(tries), { delivered: 100, failed: 0, medianMs: 50, p99Ms: 99 })
  const silent = { durationMs: 15_000, httpStatus: undefined, isTaken: false }
  deepEqual(healthOf([silent]), { delivered: 0, failed: 1, medianMs: undefined, p99Ms: undefined })
})

test('an operator ends a ban', async () => {
  await using lab = await openLab()
  const { rules } = lab.store.tables
  const made = { name: 'mine', url: 'http://hooks.example.test/', policy: 'easemob' } as const
  const { rule } = await createRule(lab.ruleParts, app.id, made)
  const nowMs = lab.clock.now()
  await lab.store.commit([rules.ban(app.id, rule.id, nextBan(undefined, nowMs), nowMs)])
  ok(((await healthOfOnly(lab)).bannedUntilMs ?? 0) > nowMs)
  await releaseRule(partsOf(lab), app.id, rule.id)
  equal((await healthOfOnly(lab)).bannedUntilMs, undefined)
  await rejects(releaseRule(partsOf(lab), app.id, 5n), PosthouseError)
})

test('dead letters are counted before they are replayed; a cancelled replay puts them back', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.writeHead(410).end())
  await createRule(lab.ruleParts, app.id, { name: 'mine', url: receiver.url })
  await lab.settle(3)
  const parts = partsOf(lab)
  const rows = await lab.callbacks()
  const claimed = await lab.store.commit([
    lab.store.tables.callbacks.claim(rows[0]?.callback.ruleId ?? 0n, lab.clock.now(), lab.clock.now() + 9, 9),
  ])
  for (const { item, epoch } of claimed[0]) {
    const made = { number: 1, atMs: 1, durationMs: 1, httpStatus: 500, error: 'no', excerpt: undefined }
    await lab.store.commit([
      lab.store.tables.callbacks.tried(
        item,
        epoch,
        { callbackId: item.id, ...made },
        { state: 'dead', dueAtMs: undefined },
      ),
    ])
  }
  deepEqual(await countCallbacks(parts, app.id, {}), { counted: 3, isMore: false })
  deepEqual(await countCallbacks(parts, app.id, { fromMs: lab.clock.now() + 1_000 }), { counted: 0, isMore: false })
  const { id, count } = await replay(parts, app.id, {})
  equal(count, 3)
  equal((await replayProgress(parts, app.id, id)).waiting, 3)
  equal((await cancelReplay(parts, app.id, id)).putBack, 3)
  deepEqual(await countCallbacks(parts, app.id, {}), { counted: 3, isMore: false })
  const goesOn = await replay(parts, app.id, {}, { id, fromId: 1n })
  deepEqual([goesOn.count, goesOn.next], [0, undefined])
  await rejects(replayProgress(parts, app.id, 5n), PosthouseError)
})

test('a replay goes on from where its last call ended, takes none twice and none that is newer, and stops once it is cancelled', async () => {
  await using lab = await openLab()
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'mine', url: 'http://hooks.example.test/' })
  const parts = partsOf(lab)
  const { callbacks } = lab.store.tables
  const later = lab.clock.now() + 9_000_000
  const insert = (many: number) =>
    lab.store.commit(
      Array.from({ length: many }, () =>
        callbacks.insert(aCallback({ id: lab.ids.next(), ruleId: rule.id, appId: app.id, event: 'chat' }), later),
      ),
    )
  for (const many of [4_000, 4_000, 4_001]) await insert(many)
  const ofChats = { states: ['waiting'], events: ['chat'] } as const
  const nobodys = await replay(parts, app.id, { ...ofChats, events: ['presence'] })
  deepEqual([nobodys.count, nobodys.next], [0, undefined])
  const first = await replay(parts, app.id, ofChats)
  equal(first.count, 10_000)
  lab.clock.advance(1)
  await insert(5)
  const second = await replay(parts, app.id, ofChats, first.next)
  deepEqual([second.id, second.count, second.next], [first.id, 2_001, undefined])
  equal((await replayProgress(parts, app.id, first.id)).waiting, 12_001)
  // Those that wait of themselves are no replay's to put back; what was dead is.
  equal((await cancelReplay(parts, app.id, first.id)).waiting, 12_001)
})

test('S15: the body of a callback is shown as the receiver got it, or with its device token masked', async () => {
  await using lab = await openLab()
  await createRule(lab.ruleParts, app.id, { name: 'mine', url: 'http://hooks.example.test/' })
  await lab.settle(1)
  const [record] = await lab.callbacks()
  if (!record) throw new Error('there is no callback')
  equal(exactBody(record.callback).body, record.callback.body)
  ok(record.callback.body.includes('tok-0001'))
  const { body, headers } = await maskedBody(lab, record.callback)
  equal(body.includes('tok-0001'), false)
  const { device_token: token, ...rest } = JSON.parse(body) as Record<string, unknown>
  ok(/^token:[0-9a-f]{6}$/.test(String(token)))
  const { device_token: _, ...original } = JSON.parse(record.callback.body) as Record<string, unknown>
  deepEqual(rest, original)
  equal(headers['webhook-id'], `msg_${record.callback.id}`)
})

test('there is an example of every event and every reason, and of the question before delivery with what its answer means', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.end('{"valid":false}'))
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'mine', url: receiver.url })
  const ready = await lab.rules.ruleOf(app.id, rule.id)
  if (!ready) throw new Error('there is no rule')
  const subjects = [
    ...Object.keys(reasons).map(reason => ({ event: 'push', reason: reason as keyof typeof reasons }) as const),
    ...callbackEvents.map(event => ({ event, reason: 'delivered' }) as const),
  ]
  for (const subject of subjects) {
    const sampled = await sendSample(lab, app, ready, subject, never)
    deepEqual([sampled?.delivered, sampled?.httpStatus], [true, 200], JSON.stringify(subject))
    const body = JSON.parse(receiver.requests.at(-1)?.body ?? '') as Record<string, unknown>
    if (subject.event === 'push') equal(body['detail'] ?? '', reasons[subject.reason].detail)
    else
      equal(
        body[subject.event === 'presence' ? 'reason' : 'eventType'],
        { presence: 'login' }[subject.event as string] ?? subject.event,
      )
  }
  const before = aBefore({ waitMs: 2_000, onFailure: 'pass' })
  const asked = { ...ready, rule: { ...ready.rule, before } }
  const blocked = await sendSample(lab, app, asked, { event: 'chat', reason: 'delivered' }, never)
  deepEqual([blocked?.delivered, blocked?.verdict, blocked?.excerpt], [true, 'block', '{"valid":false}'])
  await receiver.close()
  const passed = await sendSample(lab, app, asked, { event: 'chat', reason: 'delivered' }, never)
  deepEqual([passed?.delivered, passed?.verdict], [false, 'deliver'])
})
