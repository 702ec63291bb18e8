// What an operator is told of a rule while its lane delivers: the health of the last hour, and the breaker that can be closed by hand.
import { deepEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { app, type Lab, openLab } from '../flows/callback/callback-lab.test.ts'
import { createHourLook, releaseRule, rulesHealth } from '../flows/callback/health.ts'
import { createRule } from '../flows/callback/rules.ts'
import { createCallbackLane } from './callback-lane.ts'

function partsOf(lab: Lab) {
  const { rules, callbackDesk } = lab.store.tables
  return { ...lab, rules, callbackDesk, hourOf: createHourLook({ callbackDesk, clock: lab.clock }) }
}

async function healthOfOnly(lab: Lab) {
  const [health] = await rulesHealth(partsOf(lab), app.id)
  return health ?? Promise.reject(new Error('there is no rule'))
}

test('health tells of the last hour and of a breaker that is open; an operator closes it, and what waits is sent', async () => {
  await using lab = await openLab()
  let status = 500
  const receiver = await lab.receiver(response => response.writeHead(status).end())
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'mine', url: receiver.url })
  await using lane = createCallbackLane(lab)
  lane.start()
  await lab.settle(20)
  await lab.until(all => all.filter(({ tries }) => tries.length > 0).length >= 10)
  // The tries are recorded before the queue hears of the last of them.
  const sick = await healthOfOnly(lab)
  ok(sick.failed >= 10 && sick.delivered === 0 && sick.waiting === 20)
  ok((sick.restsUntilMs ?? 0) > lab.clock.now() - 1_000)
  status = 200
  lab.clock.advance(10_000)
  await releaseRule(partsOf(lab), app.id, rule.id)
  await lab.until(all => all.every(({ state }) => state === 'delivered'))
  const well = await healthOfOnly(lab)
  deepEqual([well.delivered, well.waiting, well.restsUntilMs, well.isSample], [20, 0, undefined, false])
  lab.clock.advance(3_700_000)
  deepEqual((await healthOfOnly(lab)).delivered, 0)
})
