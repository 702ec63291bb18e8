// All vendors are away at once, and pushes go on coming: what cannot be sent waits in the record and not in memory, and goes out when they
// are back (F79). The order among what waits is that of its next tries.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { meters } from '../ports/meters.ts'
import { pushLaneLimits } from '../worker/push-lanes.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { turn } from './testing/await-trace.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server[Symbol.asyncDispose]())

/** Pushes while everybody is away, each to ten phones, and as many more that are worth nothing when they return. */
const pushes = 100
const shortLived = 10
/** Turns of 20 ms that a state is waited for. */
const turnsMax = 1_000
/** No call comes that often. */
const times = 1_000_000

test('F79 while all vendors are down the backlog waits in the record; when they return it drains, and what expired meanwhile is closed', async () => {
  const devices = server.demo.users[0]?.bindings.length ?? 0
  // The vendors' access tokens are there from now on.
  await accept(1)
  await sums(all => all.accepted === devices)
  for (const simulator of server.simulators.values())
    simulator.arm({ times, action: { kind: 'answer', status: 503, headers: { 'retry-after': '1' } } })
  let openMost = 0
  const watch = (): void => {
    for (const lane of ['push', 'delivery']) openMost = Math.max(openMost, meters.laneOpen.of(lane).value)
  }
  await accept(pushes, watch)
  await accept(shortLived, watch, { config: { TimeToLive: 1 } })
  const waiting = await sums(all => all.targeted - all.open - all.accepted === shortLived * devices, watch)
  assert.equal(waiting.open, pushes * devices)
  assert.equal(waiting.accepted, devices)
  while (meters.laneOpen.of('push').value > 0) await turn()
  for (const simulator of server.simulators.values()) simulator.disarm()
  const drained = await sums(all => all.open === 0, watch)
  assert.equal(drained.accepted, (pushes + 1) * devices, JSON.stringify(drained))
  assert.equal(drained.skipped, shortLived * devices)
  // One whose time would be over before its next try ends by the vendor's word, without waiting for its time to be over.
  assert.ok(
    Object.keys(drained.skippedBecause).every(one => ['message-expired', 'notifier-out-of-limit'].includes(one)),
  )
  assert.ok(openMost <= pushLaneLimits.openMax, `${openMost} were open`)
})

async function accept(count: number, watch = (): void => {}, more: object = {}): Promise<void> {
  const body = { strategy: 2, pushMessage: { title: 'hi', content: 'there', ...more } }
  for (let left = count; left > 0; left -= 1) {
    const { status, body: answer } = await server.app('POST', 'push/async/test1', body)
    assert.equal(status, 200, JSON.stringify(answer))
    watch()
  }
}

interface Sums {
  readonly targeted: number
  readonly accepted: number
  readonly skipped: number
  readonly open: number
  readonly skippedBecause: Readonly<Record<string, number>>
}

/** The demo app's sums as soon as they are so; there are seconds enough for many tries. */
async function sums(are: (all: Sums) => boolean, watch = (): void => {}): Promise<Sums> {
  let seen: unknown
  for (let turns = 0; turns < turnsMax; turns += 1) {
    const { body } = await server.admin('GET', 'statistics')
    watch()
    if (are(body.all)) return body.all
    seen = body.all
    await turn()
  }
  assert.fail(`it stays at ${JSON.stringify(seen)}`)
}
