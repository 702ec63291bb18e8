import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { day, minute, second } from '@posthouse/protocol'
import { Webhook } from 'standardwebhooks'
import { retryDelaysMs } from '../domain/callback-schedule.ts'
import { webhookSecretOf } from '../domain/callback-signature.ts'
import { app, type Lab, openLab, type Received } from '../flows/callback/callback-lab.test.ts'
import { replay } from '../flows/callback/replay.ts'
import { createRule, deleteRule, editRule, rotateSecret } from '../flows/callback/rules.ts'
import type { CallbackRecord } from '../ports/store.ts'
import { type CallbackLaneOptions, createCallbackLane } from './callback-lane.ts'

const isWaiting = (record: CallbackRecord) => record.state === 'waiting'
const isDelivered = (record: CallbackRecord) => record.state === 'delivered'
const isDead = (record: CallbackRecord) => record.state === 'dead'

function startLane(lab: Lab, options?: CallbackLaneOptions) {
  const lane = createCallbackLane(lab, options)
  lane.start()
  return lane
}

function ruleOf(lab: Lab, name: string, url: string, secret = 'demo-secret') {
  return createRule(lab.ruleParts, app.id, { name, url, secret })
}

function assertAuthentic({ headers, body }: Received, secret: string): void {
  new Webhook(webhookSecretOf(secret)).verify(body, headers as Record<string, string>)
}

test('I3, I10: each outcome arrives once, its bytes as stored, with valid signatures of both kinds', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.end('ok'))
  const { rule } = await ruleOf(lab, 'all', receiver.url)
  await using _lane = startLane(lab)
  const pushIds = await lab.settle(300)
  const records = await lab.until(all => all.every(isDelivered))

  assert.equal(records.length, 300)
  assert.equal(receiver.requests.length, 300)
  assert.deepEqual(new Set(records.map(({ callback }) => callback.pushId)), new Set(pushIds))
  const stored = new Map(records.map(({ callback }) => [`msg_${callback.id}`, callback.body]))
  for (const request of receiver.requests) {
    assert.equal(request.body, stored.get(String(request.headers['webhook-id'])))
    assert.equal(request.headers['content-type'], 'application/json')
    assert.equal(request.headers['user-agent'], 'Posthouse')
    assertAuthentic(request, 'demo-secret')
    const { callId, timestamp, security } = JSON.parse(request.body) as Record<string, string>
    assert.equal(security, createHash('md5').update(`${callId}demo-secret${timestamp}`).digest('hex'))
  }
  const [first] = records
  assert.deepEqual(
    [first?.callback.ruleId, first?.tries.length, first?.tries[0]?.httpStatus, first?.tries[0]?.excerpt],
    [rule.id, 1, 200, 'ok'],
  )
})

test('F80: an endpoint that is down gets 10 tries over 75 hours, then the callbacks are dead letters, and replay delivers them', async () => {
  await using lab = await openLab()
  const gone = await lab.receiver(response => response.end())
  await gone.close()
  const { rule } = await ruleOf(lab, 'down', gone.url)
  await using _lane = startLane(lab)
  await lab.settle(3)
  const dead = await lab.until(
    all => all.every(isDead),
    all => {
      // On to the next due row, and past the breaker's longest pause.
      const nextMs = Math.min(...all.map(record => record.dueAtMs ?? Number.POSITIVE_INFINITY))
      lab.clock.advance(Math.max(nextMs - lab.clock.now(), 0) + 61 * second)
      lab.bus.publish({ kind: 'callback.waiting', ruleIds: [rule.id] })
    },
  )
  for (const { tries } of dead) {
    assert.equal(tries.length, 10)
    assert.ok(tries.every(made => made.httpStatus === undefined && /ECONNREFUSED/.test(made.error ?? '')))
    for (const [index, tableMs] of retryDelaysMs.entries()) {
      const sinceMs = (tries[index + 1]?.atMs ?? 0) - (tries[index]?.atMs ?? 0)
      assert.ok(sinceMs >= tableMs * 0.8, `try ${index + 2} came after ${sinceMs} ms`)
    }
  }
  assert.equal(lab.events.filter(({ event }) => event === 'callback.dead').length, 3)

  const back = await lab.receiver(response => response.end())
  await editRule(lab.ruleParts, app.id, rule.id, { url: back.url })
  const parts = { ...lab.ruleParts, store: lab.store, callbackDesk: lab.store.tables.callbackDesk }
  const { count, next } = await replay(parts, app.id, {})
  assert.deepEqual([count, next], [3, undefined])
  const replayed = await lab.until(all => all.every(isDelivered))
  assert.deepEqual(
    new Set(back.requests.map(request => request.body)),
    new Set(dead.map(({ callback }) => callback.body)),
  )
  assert.deepEqual(
    replayed.map(record => record.tries.length),
    [11, 11, 11],
  )
})

test('F85, F89: 5xx, 404, 429 and cut connections are repeated with the same id and bytes and a fresh timestamp', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver((response, number) => {
    if (number === 1) response.writeHead(503).end()
    else if (number === 2) response.writeHead(404).end('no')
    else if (number === 3) response.socket?.destroy()
    else if (number === 4) response.writeHead(302, { location: '/elsewhere' }).end()
    else response.writeHead(204).end()
  })
  const { rule } = await ruleOf(lab, 'flaky', receiver.url)
  await using _lane = startLane(lab)
  await lab.settle(1)
  for (let number = 1; number <= 4; number += 1) {
    await lab.until(([record]) => record?.tries.length === number)
    lab.clock.advance((retryDelaysMs[number - 1] ?? 0) * 1.2 + second)
    lab.bus.publish({ kind: 'callback.waiting', ruleIds: [rule.id] })
  }
  const [record] = await lab.until(all => all.every(isDelivered))
  assert.deepEqual(
    record?.tries.map(made => made.httpStatus),
    [503, 404, undefined, 302, 204],
  )
  assert.equal(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size, 1)
  assert.equal(new Set(receiver.requests.map(({ body }) => body)).size, 1)
  const stamps = receiver.requests.map(({ headers }) => Number(headers['webhook-timestamp']))
  assert.equal(new Set(stamps).size, 5)
  assert.deepEqual(
    stamps,
    stamps.toSorted((left, right) => left - right),
  )
})

test('F85: 410 switches the rule off, tells the operator, and leaves what waits untouched until it is switched on', async () => {
  await using lab = await openLab()
  let status = 410
  const receiver = await lab.receiver(response => response.writeHead(status).end())
  const { rule } = await ruleOf(lab, 'gone', receiver.url)
  await using _lane = startLane(lab, { perRuleMax: 1 })
  await lab.settle(20)
  const records = await lab.until(all => all.some(isDead))
  assert.equal(records.filter(isDead).length, 1)
  const stored = await lab.store.tables.rules.find(app.id, rule.id)
  assert.deepEqual([stored?.enabled, stored?.disabledBecause], [false, '410'])
  assert.ok(lab.events.some(({ event }) => event === 'callback.rule_disabled'))
  assert.equal(receiver.requests.length, 1)
  status = 200
  const edited = await editRule(lab.ruleParts, app.id, rule.id, { enabled: true })
  assert.equal(edited.disabledBecause, undefined)
  const after = await lab.until(all => all.filter(isDelivered).length === 19)
  assert.ok(after.filter(isDelivered).every(record => record.tries.length === 1))
})

test('F85: Retry-After pauses the whole endpoint; nothing is lost and no try is used up meanwhile', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver((response, number) => {
    if (number === 1) response.writeHead(429, { 'retry-after': '600' }).end()
    else response.end()
  })
  const { rule } = await ruleOf(lab, 'busy', receiver.url)
  await using _lane = startLane(lab, { perRuleMax: 1 })
  await lab.settle(10)
  const paused = await lab.until(all => all.some(record => record.tries.length === 1))
  assert.equal(paused.filter(record => record.tries.length > 0).length, 1)
  lab.clock.advance(5 * minute)
  lab.bus.publish({ kind: 'callback.waiting', ruleIds: [rule.id] })
  assert.equal(receiver.requests.length, 1)
  lab.clock.advance(15 * minute)
  lab.bus.publish({ kind: 'callback.waiting', ruleIds: [rule.id] })
  await lab.until(all => all.every(isDelivered))
  assert.equal(receiver.requests.length, 11)
})

test('I13, F81: a silent endpoint and a dead one hold up nobody: the third gets everything, each once', async () => {
  // However slow the machine is, the silent one is not given up before the end.
  await using lab = await openLab({ timeoutMs: 30_000 })
  const silent = await lab.receiver(() => undefined)
  const dead = await lab.receiver(response => response.end())
  await dead.close()
  const live = await lab.receiver(response => response.end())
  const rules = [
    await ruleOf(lab, 'silent', silent.url),
    await ruleOf(lab, 'dead', dead.url),
    await ruleOf(lab, 'live', live.url),
  ]
  await using _lane = startLane(lab, { perRuleMax: 4, inFlightMax: 32, graceMs: 1 })
  const pushIds = await lab.settle(500)
  const liveRule = rules[2]?.rule.id
  const records = await lab.until(all => all.filter(record => record.callback.ruleId === liveRule).every(isDelivered))
  assert.equal(live.requests.length, 500)
  assert.deepEqual(
    new Set(live.requests.map(({ body }) => (JSON.parse(body) as { msg_id: string }).msg_id)),
    new Set(pushIds.map(String)),
  )
  // The others' callbacks are all still there; the dead one's breaker kept most of them from using up a try.
  const others = records.filter(record => record.callback.ruleId !== liveRule)
  assert.equal(others.length, 1_000)
  assert.ok(others.every(isWaiting))
  const ofDead = others.filter(record => record.callback.ruleId === rules[1]?.rule.id)
  assert.ok(ofDead.filter(record => record.tries.length > 0).length < 100)
  assert.ok(silent.requests.length <= 4)
})

/** Whether the secret is among those that signed the exact bytes. */
function isSignedBy({ headers, body }: Received, secret: string): boolean {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const signature = createHmac('sha256', secret).update(content).digest('base64')
  return String(headers['webhook-signature']).split(' ').includes(`v1,${signature}`)
}

test('F87 S06: after a change of URL and secret, waiting callbacks go to the new URL, signed by both secrets for a day', async () => {
  await using lab = await openLab()
  const before = await lab.receiver(response => response.writeHead(500).end())
  const after = await lab.receiver((response, number) => response.writeHead(number === 1 ? 500 : 200).end())
  const { rule } = await ruleOf(lab, 'moving', before.url, 'first-secret')
  await using _lane = startLane(lab)
  await lab.settle(1)
  await lab.until(([record]) => record?.tries.length === 1)
  await editRule(lab.ruleParts, app.id, rule.id, { url: after.url })
  const rotated = await rotateSecret(lab.ruleParts, app.id, rule.id, 'second-secret')
  assert.equal(rotated.secret, 'second-secret')

  lab.clock.advance(10 * second)
  lab.bus.publish({ kind: 'callback.waiting', ruleIds: [rule.id] })
  await lab.until(([record]) => record?.tries.length === 2)
  assert.equal(before.requests.length, 1)
  const [second_] = after.requests
  assert.ok(second_ && isSignedBy(second_, 'first-secret') && isSignedBy(second_, 'second-secret'))
  assert.equal(second_.body, before.requests[0]?.body)

  lab.clock.advance(day)
  lab.bus.publish({ kind: 'callback.waiting', ruleIds: [rule.id] })
  await lab.until(all => all.every(isDelivered))
  const [, last] = after.requests
  assert.ok(last && isSignedBy(last, 'second-secret') && !isSignedBy(last, 'first-secret'))
})

test('what waits for a deleted rule becomes a dead letter that says so, and is never posted', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.writeHead(500).end())
  const { rule } = await ruleOf(lab, 'brief', receiver.url)
  await using _lane = startLane(lab)
  await lab.settle(2)
  await lab.until(all => all.every(record => record.tries.length === 1))
  await deleteRule(lab.ruleParts, app.id, rule.id)
  lab.clock.advance(minute)
  lab.bus.publish({ kind: 'callback.waiting', ruleIds: [rule.id] })
  const records = await lab.until(all => all.every(isDead))
  assert.ok(records.every(record => /rule was deleted/.test(record.tries[1]?.error ?? '')))
  assert.equal(receiver.requests.length, 2)
})

test('closing gives back what was not posted and aborts what does not end; the next lane delivers it all', async () => {
  await using lab = await openLab()
  let silent = true
  const held = Promise.withResolvers<void>()
  const receiver = await lab.receiver(response => {
    if (silent) held.resolve()
    else response.end()
  })
  await ruleOf(lab, 'slow', receiver.url)
  const first = startLane(lab, { perRuleMax: 2, graceMs: 20 })
  await lab.settle(30)
  await held.promise
  await first[Symbol.asyncDispose]()
  await first[Symbol.asyncDispose]()
  const released = await lab.callbacks()
  assert.ok(
    released.every(
      record => isWaiting(record) && record.tries.length === 0 && (record.dueAtMs ?? 0) <= lab.clock.now(),
    ),
  )

  silent = false
  await using _second = startLane(lab)
  const records = await lab.until(all => all.every(isDelivered))
  assert.equal(records.length, 30)
})

test('I12: a lane that starts finds by itself what waits, without any hint', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.end())
  await ruleOf(lab, 'late', receiver.url)
  await lab.settle(5)
  await using _lane = startLane(lab)
  await lab.until(all => all.every(isDelivered))
  assert.equal(receiver.requests.length, 5)
})

test('I3, I12: what a crashed process had claimed comes back when its lease ends, and the late record of a first try is refused', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.end())
  const { rule } = await ruleOf(lab, 'crash', receiver.url)
  await lab.settle(3)
  const { callbacks } = lab.store.tables
  const nowMs = lab.clock.now()
  const [stolen] = await lab.store.commit([callbacks.claim(rule.id, nowMs, nowMs + 90 * second, 10)])
  assert.equal(stolen.length, 3)
  await using _lane = startLane(lab)
  lab.clock.advance(91 * second)
  lab.bus.publish({ kind: 'callback.waiting', ruleIds: [rule.id] })
  await lab.until(all => all.every(isDelivered))
  assert.equal(receiver.requests.length, 3)
  const late = stolen.map(({ item, epoch }) => ({ fence: callbacks.release(item.id, epoch, nowMs), writes: [] }))
  assert.deepEqual(await lab.store.commitFenced(late), [false, false, false])
})
