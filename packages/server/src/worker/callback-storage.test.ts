import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { day, minute, second } from '@posthouse/protocol'
import { PosthouseError } from '../base/failure.ts'
import { nextBan } from '../domain/callback-ban.ts'
import { windowName } from '../domain/callback-window.ts'
import { app, type Lab, openLab } from '../flows/callback/callback-lab.test.ts'
import { createRule, editRule } from '../flows/callback/rules.ts'
import { resendWindow, type StoredParts, storedWindows } from '../flows/callback/stored.ts'
import { createCallbackLane } from './callback-lane.ts'

const code = (expected: string) => (error: unknown) => error instanceof PosthouseError && error.code === expected
const partsOf = (lab: Lab): StoredParts => ({ ...lab, timeZone: 'UTC' })
const windowsOf = (lab: Lab) => storedWindows(partsOf(lab), app)
const resend = (lab: Lab, date: string, targetUrl?: string) => resendWindow(partsOf(lab), app, { date, targetUrl })

function startLane(lab: Lab) {
  const lane = createCallbackLane(lab)
  lane.start()
  return lane
}

/** At the beginning of a window, so that a test ends within it. */
function toWindowStart(lab: Lab): string {
  lab.clock.advance(10 * minute - (lab.clock.now() % (10 * minute)))
  return windowName(lab.clock.now() - (lab.clock.now() % (10 * minute)), 'UTC')
}

/** A rule whose callbacks are stored at once. */
function easemobRule(lab: Lab, url: string) {
  return createRule(lab.ruleParts, app.id, { name: 'compatible', url, policy: 'easemob' })
}

test('spec §9.3: what nobody took is listed by window, sent again to the rule’s URL, and gone when it is taken', async () => {
  await using lab = await openLab()
  let status = 500
  const receiver = await lab.receiver(response => response.writeHead(status).end())
  await easemobRule(lab, receiver.url)
  await using _lane = startLane(lab)
  const date = toWindowStart(lab)
  deepEqual(await windowsOf(lab), [])
  await lab.settle(3)
  const dead = await lab.until(all => all.every(record => record.state === 'dead'))
  deepEqual(await windowsOf(lab), [{ date, size: 3, retry: 0 }])

  equal(await resend(lab, date), true)
  await lab.until(all => all.every(record => record.state === 'dead' && record.tries.length === 4))
  deepEqual(await windowsOf(lab), [{ date, size: 3, retry: 1 }])

  status = 200
  equal(await resend(lab, date), true)
  await lab.until(all => all.every(record => record.state === 'delivered'))
  deepEqual(await windowsOf(lab), [])
  const bodies = receiver.requests.slice(-3).map(request => request.body)
  deepEqual(new Set(bodies), new Set(dead.map(({ callback }) => callback.body)))
  equal(await resend(lab, date), false)
})

test('spec §9.3: a window goes to another URL where one is given, signed as ever, whatever the rule’s own endpoint does', async () => {
  await using lab = await openLab()
  const gone = await lab.receiver(response => response.end())
  await gone.close()
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'down', url: gone.url, policy: 'easemob' })
  await using _lane = startLane(lab)
  const date = toWindowStart(lab)
  await lab.settle(2)
  await lab.until(all => all.every(record => record.state === 'dead'))
  // Back to the lasting policy, with an endpoint that its breaker leaves alone.
  await editRule(lab.ruleParts, app.id, rule.id, { policy: 'durable' })
  await lab.settle(40)
  await lab.until(all => all.filter(record => record.tries.length === 1).length >= 10)

  const other = await lab.receiver(response => response.end())
  equal(await resend(lab, date, other.url), true)
  await lab.until(all => all.filter(record => record.state === 'delivered').length === 2)
  equal(other.requests.length, 2)
  equal(typeof other.requests[0]?.headers['webhook-signature'], 'string')
})

test('S20: a URL that may not be used and a date that names no window are refused, and nothing is sent', async () => {
  await using lab = await openLab()
  for (const url of [
    'ftp://a.example.test/',
    'http://10.0.0.1/',
    'http://169.254.169.254/',
    'x',
    'http://u@a.example.test/',
  ]) {
    await rejects(resend(lab, '202311142210', url), code('parameter_invalid'), url)
  }
  for (const date of ['', '202311142211', '20231114221', 'today'])
    await rejects(resend(lab, date), code('parameter_invalid'))
})

test('spec §9.3: a stored callback is sent again ten times at most', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.writeHead(500).end())
  await easemobRule(lab, receiver.url)
  await using _lane = startLane(lab)
  const date = toWindowStart(lab)
  await lab.settle(1)
  for (let tries = 2; tries <= 22; tries += 2) {
    await lab.until(([record]) => record?.state === 'dead' && record.tries.length === tries)
    equal(await resend(lab, date), tries < 22, `after ${tries} tries`)
  }
  deepEqual(await windowsOf(lab), [{ date, size: 1, retry: 10 }])
})

test('spec §9.3: what is older than three days is neither listed nor sent', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.writeHead(500).end())
  await easemobRule(lab, receiver.url)
  await using _lane = startLane(lab)
  const date = toWindowStart(lab)
  await lab.settle(1)
  await lab.until(all => all.every(record => record.state === 'dead'))
  lab.clock.advance(3 * day - 10 * second)
  equal((await windowsOf(lab)).length, 1)
  lab.clock.advance(20 * second)
  deepEqual(await windowsOf(lab), [])
  equal(await resend(lab, date), false)
})

test('a rule that is switched off or banned keeps its windows; only a ban gives way to another URL', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.writeHead(500).end())
  const { rule } = await easemobRule(lab, receiver.url)
  await using _lane = startLane(lab)
  const date = toWindowStart(lab)
  await lab.settle(1)
  await lab.until(all => all.every(record => record.state === 'dead'))
  const other = await lab.receiver(response => response.end())

  await editRule(lab.ruleParts, app.id, rule.id, { enabled: false })
  deepEqual([await resend(lab, date), await resend(lab, date, other.url)], [false, false])
  await editRule(lab.ruleParts, app.id, rule.id, { enabled: true })
  const nowMs = lab.clock.now()
  await lab.store.commit([lab.store.tables.rules.ban(app.id, rule.id, nextBan(undefined, nowMs), nowMs)])
  lab.bus.publish({ kind: 'app.changed', appId: app.id })
  equal(await resend(lab, date), false)
  deepEqual(await windowsOf(lab), [{ date, size: 1, retry: 0 }])
  equal(await resend(lab, date, other.url), true)
  await lab.until(all => all.every(record => record.state === 'delivered'))
  equal(other.requests.length, 1)
})

test('the storage of the policy durable holds what ended dead: after all tries, or by a 410', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.writeHead(410).end())
  await createRule(lab.ruleParts, app.id, { name: 'gone', url: receiver.url })
  await using _lane = startLane(lab)
  const date = toWindowStart(lab)
  await lab.settle(1)
  await lab.until(all => all.every(record => record.state === 'dead'))
  deepEqual(await windowsOf(lab), [{ date, size: 1, retry: 0 }])
})

test('spec §9.3: an app that has the feature switched off is refused with 403', async () => {
  await using lab = await openLab()
  const closed = { ...app, settings: { ...app.settings, callbackStorageOpen: false } }
  await rejects(storedWindows(partsOf(lab), closed), code('feature_closed'))
  await rejects(
    resendWindow(partsOf(lab), closed, { date: '202311142210', targetUrl: undefined }),
    code('feature_closed'),
  )
})
