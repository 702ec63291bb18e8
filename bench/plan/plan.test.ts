// The plan's arithmetic and its simulated day, over costs that are easy to add up.
import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import type { Measured } from '../measured.ts'
import { fractions } from '../report.ts'
import { checkModel, costAt, fit, pushCosts } from './cost.ts'
import { dayCostsOf } from './costs-of-day.ts'
import { arrivals, dayCurve } from './curve.ts'
import { type Events, eightInTheEvening, simulateDay } from './day.ts'
import { flagOf, inputsOf } from './inputs.ts'
import { embeddedUsersMax, planOf, ratesOf } from './size.ts'
import { bytes, count } from './tables.ts'

const origin = { day: '2026-11-21', node: '26', cpu: 'any', cores: 2 }
/** Groups gather for 10 ms; each costs 900 µs and a push 100 µs more. */
const steadyAt = (perSecond: number) => {
  const us = 100 + 900 / (1 + perSecond * 0.01)
  return {
    perSecond,
    nodeCores: 0.01 + (perSecond * us) / 1e6,
    databaseCores: (perSecond * us) / 2e6,
    walBytesPerSecond: perSecond * us * 10,
    commitsPerSecond: perSecond / (1 + perSecond * 0.01),
    ...{ p50Ms: 5, p99Ms: 10 },
  }
}
const measured: Measured = {
  cluster: {
    origin,
    accept: { nodeUs: 40, databaseUs: 20, walBytes: 400 },
    work: { nodeUs: 60, databaseUs: 30, walBytes: 600 },
    byNodes: [],
    steady: [steadyAt(0), steadyAt(20), steadyAt(100), steadyAt(400), steadyAt(3_000)],
    task: { nodeUs: 10, databaseUs: 4, walBytes: 200, diskBytes: 150 },
    message: { nodeUs: 500, databaseUs: 200, walBytes: 2_000, natsUs: 20, diskBytes: 1_000 },
    diskBytesPerPush: 800,
    rawUs: 20,
  },
  embedded: { origin, acceptUs: 25, workUs: 15, messageUs: 200 },
  connection: { origin, bytes: 5_000, loginUs: 500 },
  callback: { origin, nodeUs: 40 },
  embeddedTask: { origin, nodeUs: 6, peakBytes: 2e8 },
}

test('a curve through two points gives back the window and the cost of a group that made them', () => {
  const found = fit(100, [
    { perSecond: 20, cost: 100 + 900 / 1.2 },
    { perSecond: 3_000, cost: 100 + 900 / 31 },
  ])
  ok(Math.abs(found.windowSeconds - 0.01) < 1e-9)
  ok(Math.abs(found.alone - 900) < 1e-6)
  ok(Math.abs(costAt(found, 400) - 280) < 1e-6)
})

test('points that do not fall to the floor leave a cost that does not fall below what was measured', () => {
  const below = fit(100, [
    { perSecond: 20, cost: 500 },
    { perSecond: 3_000, cost: 90 },
  ])
  equal(below.full, 100)
  ok(costAt(below, 20) <= 500 && costAt(below, 20) > 400)
  deepEqual(
    fit(100, [
      { perSecond: 20, cost: 50 },
      { perSecond: 3_000, cost: 80 },
    ]),
    { full: 100, alone: 0, windowSeconds: 0 },
  )
})

test('loads between those that the model was fitted to are predicted, and what stands still is not counted twice', () => {
  const { idle } = pushCosts(measured)
  equal(idle.node, 0.01)
  for (const { node, perSecond } of checkModel(measured)) {
    ok(perSecond === 100 || perSecond === 400)
    ok(Math.abs(node[0] / node[1] - 1) < 0.01, `${node}`)
  }
})

test('rates of the busiest hour add up', () => {
  const inputs = { ...inputsOf(864_000), pushes: 10, messages: 10, peakFactor: 2, taskShare: 0.5 }
  const rates = ratesOf(inputs)
  equal(rates.pushes, 100)
  equal(rates.taskDevices, 100)
  equal(rates.messages, 200)
})

test('twice the users take twice the cores, and never fewer nodes', () => {
  const [one, two] = [10_000_000, 20_000_000].map(users => planOf(inputsOf(users), measured))
  ok(one && two)
  ok(Math.abs(two.cores.gateway / one.cores.gateway - 2) < 1e-9)
  ok(two.nodes.worker >= one.nodes.worker && two.shards >= one.shards)
  equal(two.bytesKept, 2 * one.bytesKept)
})

test('few users take three nodes of all roles, and one database', () => {
  const plan = planOf(inputsOf(10_000), measured)
  equal(plan.isSmall, true)
  equal(plan.shards, 1)
  equal(plan.fitsEmbedded, true)
})

test('a database that is too small is cut by what it lacks most', () => {
  const plan = planOf({ ...inputsOf(10_000_000), databaseDisk: 1e12 }, measured)
  equal(plan.cause, 'disk')
  equal(plan.shards, Math.ceil(plan.bytesKept / 1e12))
})

test('the most users of one process are those that fill it with its head-room', () => {
  const inputs = inputsOf(1)
  const most = Math.floor(embeddedUsersMax(inputs, measured))
  equal(planOf({ ...inputs, users: most }, measured).fitsEmbedded, true)
  equal(planOf({ ...inputs, users: most * 1.01 }, measured).fitsEmbedded, false)
})

test('the day has its average, and its peak in the evening', () => {
  const curve = dayCurve(3)
  const seconds = Array.from({ length: 1_440 }, (_, minute) => minute * 60)
  const mean = seconds.reduce((sum, second) => sum + curve(second), 0) / seconds.length
  ok(Math.abs(mean - 1) < 1e-6)
  ok(Math.abs(curve(20.5 * 3_600) - 3) < 0.2)
  ok(seconds.every(second => curve(second) >= 0))
})

test('arrivals have the mean that they are drawn with', () => {
  const draw = fractions(7)
  for (const mean of [0.3, 5, 500]) {
    const drawn = Array.from({ length: 4_000 }, () => arrivals(mean, draw))
    ok(Math.abs(drawn.reduce((sum, value) => sum + value, 0) / drawn.length / mean - 1) < 0.1)
  }
})

function dayOf(events: Events, seed = 1) {
  const inputs = { ...inputsOf(2_000_000), seed }
  const plan = planOf(inputs, measured)
  return simulateDay(inputs, plan, dayCostsOf(plan, measured), events)
}

test('a usual day has no backlog that lasts, and leaves the head-room free', () => {
  const day = dayOf({})
  equal(day.delayP99, 0)
  for (const used of Object.values(day.busiest)) ok(used <= 0.75, JSON.stringify(day.busiest))
})

test('the same seed gives the same day, another one another', () => {
  deepEqual(dayOf({}), dayOf({}))
  ok(JSON.stringify(dayOf({})) !== JSON.stringify(dayOf({}, 2)))
})

test('a task to everybody takes what the others leave, and single pushes do not wait for it', () => {
  const day = dayOf({ taskAt: eightInTheEvening })
  ok(day.taskSeconds !== undefined && day.taskSeconds > 1)
  equal(day.delayP99, 0)
  ok(day.busiest.worker > dayOf({}).busiest.worker)
})

test('what a dead node held is delivered after its lease', () => {
  const day = dayOf({ nodeDiesAt: eightInTheEvening })
  ok(
    day.recoverySeconds !== undefined && day.recoverySeconds >= 60 && day.recoverySeconds < 300,
    `${day.recoverySeconds}`,
  )
})

test('a flag that is no number is refused', () => {
  equal(inputsOf(5, { 'history-days': '7' }).historyDays, 7)
  equal(flagOf('onlineShare'), 'online-share')
  throws(() => inputsOf(5, { messages: 'many' }), /--messages takes a number/)
})

test('counts and bytes are written to two digits', () => {
  deepEqual([count(4_321_000), count(12.4), count(0)], ['4.3 M', '12', '0'])
  deepEqual([bytes(1_500), bytes(12e9), bytes(0)], ['1.5 kB', '12 GB', '0.0 B'])
})
