import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { type AppId, day, minute, second, type UserId } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import type { PosthouseError } from '../../base/failure.ts'
import { silentLog } from '../../base/log.ts'
import type { App, AppSettings } from '../../domain/app.ts'
import { anApp, aUser } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import { createQuotas } from './quotas.ts'

let place: string
let store: Store
let apps = 0
/** A clock that stands where it is put; noon, so that some hours pass before the day ends. */
const at = { ms: 20_000 * day + day / 2 }
const clock = { now: () => at.ms, monotonic: () => at.ms }

before(async () => {
  place = mkdtempSync(join(tmpdir(), 'posthouse-quotas-'))
  store = await openStore({ url: join(place, 'record.db'), clock: systemClock, log: silentLog })
})
after(async () => {
  await store[Symbol.asyncDispose]()
  rmSync(place, { recursive: true, force: true })
})

/** An app that no other test uses. */
function appWith(quotas: NonNullable<AppSettings['quotas']>): App {
  apps += 1
  return { ...anApp(), id: apps as AppId, settings: { openRegistration: false, pushOpen: true, quotas } }
}

async function outcome(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'done',
    (thrown: PosthouseError) => thrown.code,
  )
}

it('pushes by name count one per user and minute, and a call that does not fit counts nothing', async () => {
  const quotas = createQuotas({ store, clock })
  const app = appWith({ pushesPerMinute: 10 })
  const push = (users: number, audience: 'user' | 'list' = 'user') => outcome(quotas.admitPushes(app, audience, users))
  assert.equal(await push(6), 'done')
  at.ms += minute / 2
  assert.equal(await push(5, 'list'), 'limit_request')
  assert.equal(await push(4, 'list'), 'done')
  assert.equal(await push(1), 'limit_request')
  at.ms += minute / 2
  assert.equal(await push(6), 'done')
  assert.equal(await push(1), 'limit_request')
})

it('pushes to labels and to everybody count one each, on their own', async () => {
  const quotas = createQuotas({ store, clock })
  const app = appWith({ labelPushesPerMinute: 1, allPushesPerMinute: 2 })
  const push = (audience: 'user' | 'label' | 'all') => outcome(quotas.admitPushes(app, audience, 5_000))
  assert.deepEqual([await push('label'), await push('label')], ['done', 'limit_request'])
  assert.deepEqual([await push('all'), await push('all'), await push('all')], ['done', 'done', 'limit_request'])
  assert.equal(await push('user'), 'done')
})

it('pushes to everybody count by UTC day, across restarts and processes', async () => {
  const app = appWith({ allPushesPerDay: 3 })
  const push = () => outcome(createQuotas({ store, clock }).admitPushes(app, 'all', 0))
  const ends = await Promise.all([push(), push(), push(), push(), push()])
  assert.equal(ends.filter(end => end === 'done').length, 3)
  at.ms = Math.ceil(at.ms / day) * day - 1
  assert.equal(await push(), 'limit_request')
  at.ms += 1
  assert.equal(await push(), 'done')
})

it('an app has no more users than its plan allows, however many are made at once', async () => {
  const quotas = createQuotas({ store, clock })
  const app = appWith({ users: 5 })
  const { users } = store.tables
  const make = (name: string, count = 1) =>
    outcome(
      quotas.makingUsers(app, count, () =>
        store.commit(
          Array.from({ length: count }, (_, index) =>
            users.insert(aUser({ appId: app.id, username: `${name}${index}` as UserId }), 'hash'),
          ),
        ),
      ),
    )
  const ends = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => make(name)))
  assert.equal((await users.list(app.id, undefined, 100)).length, ends.filter(end => end === 'done').length)
  at.ms += second
  while ((await make(`more${at.ms}`)) === 'done') at.ms += second
  assert.equal((await users.list(app.id, undefined, 100)).length, 5)
  const [first] = await users.list(app.id, undefined, 1)
  await store.commit([users.delete(app.id, first?.username ?? ('' as UserId))])
  at.ms += second
  assert.equal(await make('pair', 2), 'resource_limited')
  at.ms += second
  assert.equal(await make('heir'), 'done')
  assert.equal(await make('late'), 'resource_limited')
})

it('two processes make no more users together than one', async () => {
  const roster = { countOf: () => 2 }
  const [one, other] = [createQuotas({ store, clock, roster }), createQuotas({ store, clock, roster })]
  const app = appWith({ users: 2 })
  const make = (quotas: typeof one, name: string) =>
    outcome(
      quotas.makingUsers(app, 1, () =>
        store.commit([store.tables.users.insert(aUser({ appId: app.id, username: name as UserId }), 'hash')]),
      ),
    )
  const ends = []
  for (const [quotas, name] of [
    [one, 'a'],
    [other, 'b'],
    [one, 'c'],
    [other, 'd'],
  ] as const)
    ends.push(await make(quotas, name))
  assert.deepEqual(ends, ['done', 'done', 'resource_limited', 'resource_limited'])
})

it('users that came to nothing count for a second at most', async () => {
  const quotas = createQuotas({ store, clock })
  const app = appWith({ users: 1 })
  const failing = quotas.makingUsers(app, 1, () => Promise.reject(new Error('no')))
  await assert.rejects(failing, { message: 'no' })
  at.ms += second
  assert.equal(await outcome(quotas.makingUsers(app, 1, async () => undefined)), 'done')
})

it('a quota of 0 allows nothing, and an app without quotas everything', async () => {
  const quotas = createQuotas({ store, clock })
  const closed = appWith({ users: 0, pushesPerMinute: 0, allPushesPerDay: 0 })
  assert.equal(await outcome(quotas.admitPushes(closed, 'user', 1)), 'limit_request')
  assert.equal(await outcome(quotas.admitPushes(closed, 'all', 1)), 'limit_request')
  assert.equal(await outcome(quotas.makingUsers(closed, 1, async () => undefined)), 'resource_limited')
  const open = appWith({})
  for (const audience of ['user', 'list', 'label', 'all'] as const)
    assert.equal(await outcome(quotas.admitPushes(open, audience, 1_000)), 'done')
})
