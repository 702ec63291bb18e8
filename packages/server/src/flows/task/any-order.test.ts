// A task meets faults, orders and vendors' answers in any order. After each of them its numbers are those of its deliveries; and in the
// end everybody has one outcome.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { SendResult } from '@posthouse/vendors'
import fc from 'fast-check'
import { PosthouseError } from '../../base/failure.ts'
import type { Store } from '../../ports/store.ts'
import { app, notifier } from '../push/push-lab.test.ts'
import { sendPages } from '../push/send.ts'
import { openTaskLab, order, rebind, type TaskLab } from './task-lab.test.ts'

const users = 7
const slotsMax = 4

type Event =
  | {
      readonly kind: 'walk'
      readonly diesAt: number
      readonly after: boolean
      readonly sends: 'all' | 'none' | 'unrecorded'
    }
  | { readonly kind: 'order'; readonly given: 'pause' | 'resume' | 'cancel' }
  | { readonly kind: 'unbind'; readonly user: number }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'fill' | 'free' | 'waiting' | 'recover' }
  | { readonly kind: 'answer'; readonly user: number; readonly result: SendResult['kind'] }

const events: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('walk' as const),
      diesAt: fc.integer({ min: 1, max: 6 }),
      after: fc.boolean(),
      sends: fc.constantFrom('all', 'none', 'unrecorded'),
    }),
  },
  fc.record({
    kind: fc.constant('order' as const),
    given: fc.constantFrom('pause', 'pause', 'resume', 'resume', 'cancel'),
  }),
  fc.record({ kind: fc.constant('unbind' as const), user: fc.nat(users - 1) }),
  fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(1_000, 5_000, 61_000) }),
  fc.record({ kind: fc.constantFrom('fill', 'free', 'waiting', 'recover') }),
  fc.record({
    kind: fc.constant('answer' as const),
    user: fc.nat(users - 1),
    result: fc.constantFrom('accepted', 'rejected', 'throttled', 'unknown', 'unsent'),
  }),
)

function resultOf(kind: SendResult['kind']): SendResult {
  const answer = { said: kind }
  switch (kind) {
    case 'accepted':
      return { kind, vendorId: 'v', answer }
    case 'rejected':
      return { kind, scope: 'message', reason: 'content-refused', code: 'no', answer }
    case 'throttled':
      return { kind, scope: 'token', retryAfterMs: 1_000, code: 'busy', answer }
    default:
      return { kind, cause: 'test' }
  }
}

/** A store that fails its user at one commit, before or after it. */
function dying(store: Store, at: number, after: boolean): Store {
  let commits = 0
  return {
    ...store,
    tables: store.tables,
    async commitFenced(units) {
      commits += 1
      if (commits === at && !after) throw new Error('died')
      const held = await store.commitFenced(units)
      if (commits === at) throw new Error('died')
      return held
    },
  }
}

const isDeath = (error: unknown): boolean =>
  error instanceof Error && ['died', 'no task is due'].includes(error.message)

async function happen(lab: TaskLab, id: bigint, event: Event, full: { count: number }): Promise<void> {
  switch (event.kind) {
    case 'walk': {
      const store = dying(lab.store, event.diesAt, event.after)
      const send: typeof lab.deps.send = async pages => {
        if (event.sends === 'all') await lab.deps.send(pages)
        // A process that dies takes its slots with it.
        if (event.sends === 'none')
          for (const { notifier: used, page } of pages) lab.deps.slots.give(used.uuid, page.deliveries.length)
        if (event.sends === 'unrecorded') {
          const lost = { ...lab.deps, store: dying(lab.store, 1, false) }
          await sendPages(lost, pages, new AbortController().signal).catch(ignoreDeath)
        }
      }
      await lab
        .claim()
        .then(leased => lab.walk(leased, { store, send }))
        .catch(ignoreDeath)
      return
    }
    case 'order':
      await order(lab, id, event.given).catch(ignoreConflict)
      return
    case 'advance':
      lab.advance(event.ms)
      return
    case 'fill':
      if (full.count === 0) lab.deps.slots.take(notifier.uuid, slotsMax)
      full.count = slotsMax
      return
    case 'free':
      lab.deps.slots.give(notifier.uuid, full.count)
      full.count = 0
      return
    case 'waiting':
      await lab.beginWaiting()
      return
    case 'recover':
      await lab.recover()
      return
    case 'unbind': {
      const { username, deviceId } = lab.push.binding(event.user)
      await lab.store.commit([lab.store.tables.bindings.deleteDevice(app.id, username, deviceId)])
      return
    }
    case 'answer':
      lab.push.answers.set(`t${event.user}`, resultOf(event.result))
  }
}

function ignoreDeath(error: unknown): void {
  if (!isDeath(error)) throw error
}

function ignoreConflict(error: unknown): void {
  if (!(error instanceof PosthouseError)) throw error
}

async function outcomesOf(lab: TaskLab): Promise<readonly (readonly string[])[]> {
  return await Promise.all(Array.from({ length: users }, (_, at) => lab.outcomes(`u${at}`)))
}

/** I17: what is counted is what there is. */
async function checkSums(lab: TaskLab, said: string): Promise<void> {
  const all = (await outcomesOf(lab)).flat()
  const { targeted, accepted, rejected, unknown, skipped, open } = await lab.sums()
  const count = (is: (reason: string) => boolean) => all.filter(is).length
  const found = {
    ...{ targeted: all.length, open: count(one => one === 'open'), accepted: count(one => one === 'delivered') },
    failed: count(one => one !== 'open' && one !== 'delivered'),
  }
  deepEqual(found, { targeted, open, accepted, failed: rejected + unknown + skipped }, said)
  equal(targeted, (await lab.task()).walked, said)
}

test('I2 I17 F10: whatever happens in whatever order, numbers are those of deliveries, and each device gets one outcome', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(events, { minLength: 3, maxLength: 14 }), async script => {
      await using lab = await openTaskLab(users, { slotsMax, usersPerStep: 2 })
      await rebind(lab, [2, 5])
      const { id } = await lab.create()
      const full = { count: 0 }
      for (const [index, event] of script.entries()) {
        await happen(lab, id, event, full)
        await checkSums(lab, `after ${index}: ${JSON.stringify(event)}`)
      }
      // Everything is well again: the task ends by itself.
      lab.push.answers.clear()
      await happen(lab, id, { kind: 'free' }, full)
      await order(lab, id, 'resume').catch(ignoreConflict)
      for (let look = 0; look < 12; look += 1) {
        lab.advance(61_000)
        await lab
          .claim()
          .then(leased => lab.walk(leased))
          .catch(ignoreDeath)
        await lab.beginWaiting()
        await lab.recover()
      }
      await checkSums(lab, 'in the end')
      const { state, walked } = await lab.task()
      ok(state === 'cancelled' || (state === 'finished' && walked === users), state)
      const outcomes = await outcomesOf(lab)
      // In the order of their names, which is the order of the walk.
      const wanted = outcomes.map((_, at) => (at < walked ? 1 : 0))
      deepEqual(
        outcomes.map(ofUser => ofUser.length),
        wanted,
      )
      equal(outcomes.flat().includes('open'), false, JSON.stringify(outcomes))
    }),
    { numRuns: 25, endOnFailure: true },
  )
})
