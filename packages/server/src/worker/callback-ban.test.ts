import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute, second } from '@posthouse/protocol'
import { app, type Lab, openLab } from '../flows/callback/callback-lab.test.ts'
import { createRule, editRule, findRule } from '../flows/callback/rules.ts'
import type { CallbackRecord } from '../ports/store.ts'
import { createCallbackLane } from './callback-lane.ts'

const isDead = (record: CallbackRecord) => record.state === 'dead'
const isDelivered = (record: CallbackRecord) => record.state === 'delivered'

function startLane(lab: Lab) {
  const lane = createCallbackLane(lab)
  lane.start()
  return lane
}

function easemobRule(lab: Lab, url: string) {
  return createRule(lab.ruleParts, app.id, { name: 'compatible', url, policy: 'easemob' })
}

test('spec §9.3: a callback that is not answered with 200 is tried once more at once, then stored', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver((response, number) => response.writeHead(number % 2 === 1 ? 201 : 500).end())
  await easemobRule(lab, receiver.url)
  await using _lane = startLane(lab)
  await lab.settle(1)
  const [record] = await lab.until(all => all.every(isDead))
  assert.deepEqual(
    record?.tries.map(made => [made.number, made.httpStatus, made.error]),
    [
      [1, 201, 'the endpoint answered 201'],
      [2, 500, 'the endpoint answered 500'],
    ],
  )
  const [first, second_] = record?.tries ?? []
  assert.ok((second_?.atMs ?? 0) - (first?.atMs ?? 0) < second, 'the retry waited for the poll')
  assert.equal(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size, 1)
})

test('spec §9.2: an answer of more than 1000 characters is a failure, of 1000 a success', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver((response, number) => response.end('推'.repeat(number === 1 ? 1_001 : 1_000)))
  await easemobRule(lab, receiver.url)
  await using _lane = startLane(lab)
  await lab.settle(1)
  const [record] = await lab.until(all => all.every(isDelivered))
  assert.deepEqual(
    record?.tries.map(made => made.error),
    ['the answer is longer than 1000 characters', undefined],
  )
})

test('spec §9.3: 90 failures ban the rule for 5 minutes; what happens meanwhile is stored unsent; the next ban is longer', async () => {
  await using lab = await openLab()
  let status = 500
  const receiver = await lab.receiver(response => response.writeHead(status).end())
  const { rule } = await easemobRule(lab, receiver.url)
  await using _lane = startLane(lab)
  await lab.settle(45)
  await lab.until(all => all.every(isDead))
  assert.equal(receiver.requests.length, 90)
  const bannedFor = async () => ((await findRule(lab.ruleParts, app.id, rule.id)).ban?.untilMs ?? 0) - lab.clock.now()
  const firstMs = await bannedFor()
  assert.ok(firstMs > 4 * minute && firstMs <= 5 * minute, `${firstMs} ms`)
  assert.equal(lab.events.filter(({ event }) => event === 'callback.rule_banned').length, 1)

  status = 200
  await lab.settle(10)
  const during = await lab.until(all => all.length === 55 && all.every(isDead))
  assert.equal(receiver.requests.length, 90)
  assert.equal(during.filter(({ tries }) => /the rule is banned/.test(tries[0]?.error ?? '')).length, 10)

  lab.clock.advance(5 * minute)
  await lab.settle(3)
  const after = await lab.until(all => all.length === 58 && all.filter(isDelivered).length === 3)
  assert.equal(after.filter(isDead).length, 55)

  status = 500
  await lab.settle(45)
  await lab.until(all => all.filter(isDead).length === 100)
  const secondMs = await bannedFor()
  assert.ok(secondMs > 9 * minute && secondMs <= 10 * minute, `${secondMs} ms`)
})

test('spec §9.3: 89 failures ban nobody, and the ban is over when its owner switches the rule on', async () => {
  await using lab = await openLab()
  let status = 500
  const receiver = await lab.receiver((response, number) => response.writeHead(number === 1 ? 200 : status).end())
  const { rule } = await easemobRule(lab, receiver.url)
  await using _lane = startLane(lab)
  await lab.settle(1)
  await lab.until(all => all.every(isDelivered))
  await lab.settle(44)
  await lab.until(all => all.filter(isDead).length === 44)
  assert.equal((await findRule(lab.ruleParts, app.id, rule.id)).ban, undefined)
  await lab.settle(1)
  await lab.until(all => all.filter(isDead).length === 45)
  assert.ok((await findRule(lab.ruleParts, app.id, rule.id)).ban)

  status = 200
  await editRule(lab.ruleParts, app.id, rule.id, { enabled: true })
  await lab.settle(2)
  await lab.until(all => all.filter(isDelivered).length === 3)
})

test('I12: a ban outlives the process', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.writeHead(500).end())
  await easemobRule(lab, receiver.url)
  {
    await using _lane = startLane(lab)
    await lab.settle(45)
    await lab.until(all => all.every(isDead))
  }
  await using _next = startLane(lab)
  await lab.settle(5)
  await lab.until(all => all.length === 50 && all.every(isDead))
  assert.equal(receiver.requests.length, 90)
})

test('a rule that leaves the policy durable is not held up by a breaker that opened under it', async () => {
  await using lab = await openLab()
  let status = 500
  const receiver = await lab.receiver(response => response.writeHead(status).end())
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'changing', url: receiver.url })
  await using _lane = startLane(lab)
  await lab.settle(40)
  await lab.until(all => all.filter(record => record.tries.length === 1).length >= 10)
  status = 200
  await editRule(lab.ruleParts, app.id, rule.id, { policy: 'easemob' })
  lab.clock.advance(minute)
  lab.bus.publish({ kind: 'callback.waiting', ruleIds: [rule.id] })
  const records = await lab.until(all => all.every(isDelivered))
  assert.equal(records.length, 40)
})

test('a rule that becomes durable is no longer held up by its ban: what happens then is delivered, not buried', async () => {
  await using lab = await openLab()
  let status = 500
  const receiver = await lab.receiver(response => response.writeHead(status).end())
  const { rule } = await easemobRule(lab, receiver.url)
  await using _lane = startLane(lab)
  await lab.settle(45)
  await lab.until(all => all.every(isDead))
  status = 200
  await editRule(lab.ruleParts, app.id, rule.id, { policy: 'durable' })
  await lab.settle(3)
  const records = await lab.until(all => all.slice(0, 3).every(({ state }) => state !== 'waiting'))
  assert.deepEqual(
    records.slice(0, 3).map(({ state }) => state),
    ['delivered', 'delivered', 'delivered'],
  )
})

test('I3: an edit of something else leaves a ban that began meanwhile', async () => {
  await using lab = await openLab()
  const { rule } = await easemobRule(lab, 'http://hooks.example.test/hook')
  const nowMs = lab.clock.now()
  const { rules } = lab.store.tables
  await lab.store.commit([rules.ban(app.id, rule.id, { untilMs: nowMs - 1, begunMs: [nowMs - 5 * minute] }, nowMs)])
  const ban = { untilMs: nowMs + minute, begunMs: [nowMs - 5 * minute, nowMs] }
  const parts = {
    ...lab.ruleParts,
    store: {
      commit: async (writes: Parameters<typeof lab.store.commit>[0]) => {
        await lab.store.commit([rules.ban(app.id, rule.id, ban, nowMs)])
        return await lab.store.commit(writes)
      },
    } as typeof lab.ruleParts.store,
  }
  await editRule(parts, app.id, rule.id, { statuses: ['fail'] })
  assert.deepEqual((await findRule(lab.ruleParts, app.id, rule.id)).ban, ban)
})
