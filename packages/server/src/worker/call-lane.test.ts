import { deepEqual, equal } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { DeviceId, UserId } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import { silentLog } from '../base/log.ts'
import { createScope } from '../base/scope.ts'
import { createLocalBus } from '../bus/local.ts'
import { aBinding, anApp, aUser } from '../domain/testing/samples.ts'
import { actInCall } from '../flows/call/answer.ts'
import { readCallId } from '../flows/call/change-call.ts'
import { type Invitation, inviteToCall } from '../flows/call/invite.ts'
import { stillRings } from '../flows/call/ring.ts'
import { passHandover } from '../flows/handover/pass.ts'
import type { Store } from '../ports/store.ts'
import { openStore } from '../store/open.ts'
import { startCallLane } from './call-lane.ts'

const app = anApp()
const [alice, bob] = ['alice', 'bob'] as [UserId, UserId]
const actor = (user: UserId) => ({ app, user, deviceId: 'phone' as DeviceId })

/** A clock that is moved on, and fires what is due by then. */
function movedClock() {
  let nowMs = Date.UTC(2026, 10, 21, 12)
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>()
  const clock: Clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    after(delayMs, run) {
      const timer = { atMs: nowMs + delayMs, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  const advance = (ms: number): void => {
    nowMs += ms
    for (const timer of [...timers].filter(({ atMs }) => atMs <= nowMs)) {
      timers.delete(timer)
      timer.run()
    }
  }
  return { clock, advance }
}

async function opened(place: string, clock: Clock): Promise<Store> {
  return await openStore({ url: join(place, 'lane.db'), clock, log: silentLog })
}

async function furnish(store: Store): Promise<void> {
  const secret = Uint8Array.of(1)
  const { apps, users, bindings } = store.tables
  await store.commit([
    apps.insert(app, { clientSecret: secret, appSign: secret, serverSecret: secret }),
    ...[alice, bob].map(username => users.insert(aUser({ appId: app.id, username }), '')),
    bindings.put(aBinding({ appId: app.id, username: bob })),
  ])
}

const call: Invitation = {
  ...{ invitees: [bob], mode: 0, extendedData: '', timeoutSeconds: 60, checksReceipt: false },
  push: { title: 'alice', content: 'calls' },
}

const events = async (store: Store): Promise<readonly string[]> =>
  (await store.tables.timeline.catchUp(app.id, bob, 0, 99)).map(({ entry }) =>
    entry.kind === 'call' ? entry.event : '?',
  )

test('F18: a call that rang when the process ended is timed out by the next one, once', async () => {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-call-lane-'))
  const { clock, advance } = movedClock()
  {
    await using bus = createLocalBus()
    await using store = await opened(place, clock)
    await furnish(store)
    await inviteToCall({ store, bus, clock, ids: createIds(clock, 0) }, actor(alice), call)
  }
  advance(60_000)
  {
    await using bus = createLocalBus()
    await using store = await opened(place, clock)
    const told = new Promise<void>(resolve => bus.subscribe('timeline.appended', () => resolve()))
    await using scope = createScope(error => {
      throw error
    })
    const presence = { online: async () => new Set<UserId>() }
    const cutOff = new AbortController().signal
    const parts = { store, bus, clock, ids: createIds(clock, 0), presence, log: silentLog, scope, cutOff }
    startCallLane(parts)
    await told
    deepEqual(await events(store), ['invited', 'timed-out'])
    const [call] = await store.tables.calls.list(app.id, bob, undefined, 9)
    equal(call?.call.endedAtMs, clock.now())
    advance(10_000)
  }
  await using store = await opened(place, clock)
  deepEqual(await events(store), ['invited', 'timed-out'])
  rmSync(place, { recursive: true, force: true })
})

test('a call that was answered elsewhere before its push was made does not ring any more', async () => {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-call-lane-'))
  const { clock } = movedClock()
  {
    await using bus = createLocalBus()
    await using store = await opened(place, clock)
    await furnish(store)
    const deps = { store, bus, clock, ids: createIds(clock, 0) }
    const { handovers, pushes } = store.tables
    const passDeps = {
      ...{ ...deps, log: silentLog, timeZone: 'UTC', presence: { connected: async () => new Map() } },
      stillWanted: ({ appId, subjectId }: { appId: typeof app.id; subjectId: string }, user: UserId) =>
        stillRings(deps, appId, readCallId(subjectId), user),
    }
    const ends = []
    for (const isAnswered of [true, false]) {
      const { id } = await inviteToCall(deps, actor(alice), call)
      if (isAnswered) await actInCall(deps, actor(bob), 'accept', id, { extendedData: '' })
      const [due] = await store.commit([handovers.claim(clock.now(), clock.now() + 30_000, 9)])
      for (const leased of due) await passHandover(passDeps, leased)
      const [record] = await handovers.ofSubject(app.id, id.toString(), 9)
      ends.push([Object.keys(record?.ends ?? {}), (await pushes.ofSubject(app.id, id.toString(), undefined, 9)).length])
    }
    deepEqual(ends[0], [['over'], 0])
    equal(ends[1]?.[1], 1, 'one that still rings is pushed')
  }
  rmSync(place, { recursive: true, force: true })
})
