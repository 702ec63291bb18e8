// Two processes' lanes over one record, joined by a hub: an endpoint is spared as if there were one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { second } from '@posthouse/protocol'
import { createBusHub } from '../bus/testing/hub.ts'
import { createBreakerBook } from '../flows/callback/breaker-book.ts'
import { app, type Lab, openLab } from '../flows/callback/callback-lab.test.ts'
import { createRule, findRule } from '../flows/callback/rules.ts'
import { createCallbackLane } from './callback-lane.ts'

const roster = { countOf: () => 2 }

/** Lanes that are woken alike, as if each looked by itself. */
function startTwo(lab: Lab) {
  const hub = createBusHub()
  const stack = new AsyncDisposableStack()
  const books = [0, 1].map(number => {
    const bus = hub.join()
    lab.bus.subscribe('callback.waiting', ({ ruleIds }) => bus.publish({ kind: 'callback.waiting', ruleIds }))
    // The lab's rule book hears what one of them hears.
    if (number === 0) bus.subscribe('app.changed', hint => lab.bus.publish(hint))
    const lane = stack.use(createCallbackLane({ ...lab, bus, roster }))
    const book = stack.use(createBreakerBook(bus, lab.clock))
    lane.start()
    return book
  })
  return { books, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('a dead endpoint is known to both processes once one found out, and one of them asks whether it works again', async () => {
  await using lab = await openLab()
  let status = 503
  const receiver = await lab.receiver(response => response.writeHead(status).end())
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'all', url: receiver.url })
  await using two = startTwo(lab)
  await lab.settle(200)
  await lab.until(all => all.filter(({ tries }) => tries.length > 0).length >= 10)
  while (two.books.some(book => book.restsUntil(rule.id) === undefined)) await new Promise(setImmediate)
  await new Promise(resolve => setTimeout(resolve, 200))
  // What was under way when it was found out.
  assert.ok(receiver.requests.length <= 64, `${receiver.requests.length} posts to a dead endpoint`)
  const before = receiver.requests.length
  lab.clock.advance(1.5 * second)
  while (receiver.requests.length === before) await new Promise(setImmediate)
  await new Promise(resolve => setTimeout(resolve, 300))
  assert.equal(receiver.requests.length, before + 1, 'one probe')
  status = 200
  lab.clock.advance(3 * second)
  while (two.books.some(book => book.restsUntil(rule.id) !== undefined)) await new Promise(setImmediate)
})

test('a slow endpoint has no more posts to bear from two processes than from one', async () => {
  await using lab = await openLab()
  let [open, most] = [0, 0]
  const receiver = await lab.receiver(response => {
    open += 1
    most = Math.max(most, open)
    setTimeout(() => {
      open -= 1
      response.end('ok')
    }, 30)
  })
  await createRule(lab.ruleParts, app.id, { name: 'all', url: receiver.url })
  await using _two = startTwo(lab)
  await lab.settle(300)
  await lab.until(all => all.every(({ state }) => state === 'delivered'))
  assert.ok(most <= 32, `${most} at once`)
})

test('spec §9.3: failures that several processes counted ban a rule when they are ninety together', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.writeHead(500).end())
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'compatible', url: receiver.url, policy: 'easemob' })
  await using _two = startTwo(lab)
  await lab.settle(400)
  await lab.until(all => all.every(({ state }) => state === 'dead'))
  assert.ok(((await findRule(lab.ruleParts, app.id, rule.id)).ban?.untilMs ?? 0) > lab.clock.now())
  const posted = receiver.requests.length
  assert.ok(posted >= 90 && posted < 400, `${posted} posts`)
})
