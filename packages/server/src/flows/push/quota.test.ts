// A vendor's quota of the day (F55): its notifier rests until the quota is new, and what can wait goes on then.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { hour, type MsgId, minute, type UserId } from '@posthouse/protocol'
import type { AnyVendor, SendResult } from '@posthouse/vendors'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { systemRandom } from '../../base/random.ts'
import { createSealer, masterKeyOf } from '../../base/seal.ts'
import { aNotifier, anApp } from '../../domain/testing/samples.ts'
import { openStore } from '../../store/open.ts'
import { credentialPlace } from '../registry/secret-place.ts'
import { editNotifier } from '../registry/store-notifier.ts'
import { acceptPushes } from './accept.ts'
import { app, notifier, openPushLab, type PushLab } from './push-lab.test.ts'
import { resumeDeliveries } from './resume.ts'
import { sendAttempts, sendPages } from './send.ts'

const { signal } = new AbortController()
const usedUp: SendResult = {
  ...{ kind: 'throttled', scope: 'notifier', retryAfterMs: 10 * hour, quota: true, code: '10070', answer: {} },
}

async function stateOf(lab: PushLab) {
  const found = await lab.store.tables.notifiers.byName(app.id, notifier.name)
  return found?.state
}

/** Everything that waits to be planned or is due again. */
async function work(lab: PushLab): Promise<void> {
  await sendPages(lab.deps, await lab.begin(), signal)
  const nowMs = lab.deps.clock.now()
  const [due] = await lab.store.commit([lab.store.tables.deliveries.claim(nowMs, nowMs + minute, 99)])
  await sendAttempts(lab.deps, await resumeDeliveries(lab.deps, due), signal)
}

async function acceptFor(lab: PushLab, user: string, ttlSeconds: number): Promise<MsgId> {
  const notification = { title: 'hi', content: '', blocks: {}, ttlSeconds }
  const targets = [user as UserId]
  const input = { app, source: 'async', strategy: 2, notification, targets, idempotent: undefined } as const
  const { pushes } = await acceptPushes(lab.deps, input)
  return pushes.get(targets[0] as UserId) as MsgId
}

async function reasonsOf(lab: PushLab, id: MsgId): Promise<readonly (string | undefined)[]> {
  return (await lab.store.tables.deliveries.ofPush(app.id, id)).map(({ outcome }) => outcome?.reason)
}

test('F55 I18 nothing is sent before the quota is new; what may wait goes on then, the rest is out of limit', async () => {
  await using lab = await openPushLab(4)
  lab.answers.set('t0', usedUp)
  const [first = 0n as MsgId] = await lab.accept([0])
  await work(lab)
  const state = await stateOf(lab)
  ok(state?.kind === 'paused' && state.why === 'quota')
  const restMs = state.untilMs - lab.deps.clock.now()
  ok(restMs >= 10 * hour && restMs <= 10 * hour + minute, String(restMs))
  deepEqual(await lab.statuses(first), ['open'])

  lab.answers.clear()
  const [later = 0n as MsgId] = await lab.accept([1])
  const soon = await acceptFor(lab, 'u2', 9 * 3_600)
  const [sync = 0n as MsgId] = await lab.accept([3], 'sync')
  for (let hours = 0; hours < 9; hours += 1) {
    await work(lab)
    equal(lab.sent.length, 1, `sent after ${hours} hours`)
    lab.advance(hour)
  }
  deepEqual(await reasonsOf(lab, soon), ['notifier-out-of-limit'])
  deepEqual(await reasonsOf(lab, sync), ['notifier-out-of-limit'])

  lab.advance(hour + minute)
  await work(lab)
  deepEqual([await lab.statuses(first), await lab.statuses(later)], [['success'], ['success']])
  deepEqual(
    lab.sent.map(({ token }) => token).toSorted((a, b) => a.localeCompare(b)),
    ['t0', 't0', 't1'],
  )
})

test('F55 a wait that another answer asked for meanwhile does not shorten the rest', async () => {
  await using lab = await openPushLab(2)
  lab.answers.set('t0', usedUp)
  lab.answers.set('t1', { kind: 'throttled', scope: 'notifier', retryAfterMs: 1_000, code: 'busy', answer: {} })
  await lab.accept([0, 1])
  await work(lab)
  const state = await stateOf(lab)
  ok(state?.kind === 'paused' && state.why === 'quota', JSON.stringify(state))
})

test('F55 the rest survives a restart', async () => {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-quota-'))
  const open = () => openStore({ url: join(place, 'quota.db'), clock: systemClock, log: silentLog })
  const pause = { kind: 'paused', why: 'quota', untilMs: 9_999_999_999_999 } as const
  const secret = Uint8Array.of(1)
  {
    await using store = await open()
    const { apps, notifiers } = store.tables
    await store.commit([
      apps.insert(anApp(), { clientSecret: secret, appSign: secret, serverSecret: secret }),
      notifiers.insert(aNotifier(), secret),
      notifiers.pause(anApp().id, aNotifier().uuid, 1, pause),
    ])
  }
  {
    await using store = await open()
    deepEqual((await store.tables.notifiers.byName(anApp().id, aNotifier().name))?.state, pause)
  }
  rmSync(place, { recursive: true, force: true })
})

test('a change of the notifier ends the rest for a quota, and not a wait that the vendor asked for; enabling ends both', async () => {
  await using lab = await openPushLab(0)
  const { notifiers } = lab.store.tables
  const sealer = createSealer([masterKeyOf(new Uint8Array(32))], systemRandom)
  const input = { name: notifier.name, environment: 'PRODUCTION', settings: {} }
  const credential = sealer.seal(JSON.stringify(input), credentialPlace(app.id, notifier.uuid))
  const deps = {
    ...{
      store: lab.store,
      bus: { announce: async () => undefined },
      sealer,
      random: systemRandom,
      clock: lab.deps.clock,
    },
    channels: {
      vendorOf: () =>
        ({ name: notifier.vendor, provider: notifier.provider, settingsKeys: [] }) as unknown as AnyVendor,
      examine: async () => ({ expiresAtMs: undefined }),
    },
  }
  const after = async (why: 'quota' | 'throttled' | 'refused', body: object) => {
    const state = { kind: 'paused', why, untilMs: lab.deps.clock.now() + hour } as const
    await lab.store.commit([notifiers.update({ ...notifier, state }, credential)])
    return (await editNotifier(deps, app, notifier.uuid, { ...body })).state.kind
  }
  const changed = { certificate: 'new' }
  deepEqual(
    [await after('quota', changed), await after('refused', changed), await after('throttled', changed)],
    ['enabled', 'enabled', 'paused'],
  )
  deepEqual(
    [await after('quota', { disabled: false }), await after('throttled', { disabled: 'false' })],
    ['enabled', 'enabled'],
  )
})
