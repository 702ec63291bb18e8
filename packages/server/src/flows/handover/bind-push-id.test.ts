import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { AppId, DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import { type PushIdContents, pushIdOf } from '@posthouse/protocol/frames'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import { bindingsPerUserMax } from '../../domain/device.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { aBinding, aNotifier, anApp, aUser } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import {
  type BindPushIdDeps,
  bindPushId,
  bindPushIds,
  type DeviceOwner,
  forgetPushId,
  unbindPushId,
} from './bind-push-id.ts'

let place: string
let store: Store
let lastApp = 0

before(async () => {
  place = await mkdtemp(join(tmpdir(), 'push-ids-'))
  store = await openStore({ url: join(place, 'record.db'), clock: systemClock, log: silentLog })
})

after(async () => {
  await store[Symbol.asyncDispose]()
  await rm(place, { recursive: true })
})

const sealed = new Uint8Array(1)

/** An app of its own, with notifiers in the order of their making, and who owns what in it. */
async function given(notifiers: Readonly<Record<string, Partial<Notifier>>>) {
  lastApp += 1
  const app = anApp({ id: lastApp as AppId, name: `app${lastApp}` })
  await store.commit([
    ...['alice', 'bob'].map(name => store.tables.users.insert(aUser({ appId: app.id, username: name as UserId }), 'h')),
    ...Object.entries(notifiers).map(([name, change], index) =>
      store.tables.notifiers.insert(
        aNotifier({
          appId: app.id,
          uuid: `${app.id}-${index}`,
          name: name as NotifierName,
          createdAtMs: index,
          ...change,
        }),
        sealed,
      ),
    ),
  ])
  const told: string[] = []
  const deps: BindPushIdDeps = {
    store,
    clock: systemClock,
    log: { ...silentLog, warn: (event, fields) => void told.push(`${event}: ${fields?.['reason']}`) },
  }
  /** A device that is logged in. */
  const owner = async (user: string, deviceId = `${user}'s phone`): Promise<DeviceOwner> => {
    const device = { user: user as UserId, deviceId: deviceId as DeviceId }
    await store.commit([
      store.tables.chatDevices.put({
        ...{ appId: app.id, username: device.user, deviceId: device.deviceId },
        ...{ platform: 3, ackedPosition: 0, state: 'present', changedAtMs: 1 },
      }),
    ])
    return { app, ...device }
  }
  const bound = async (user: string) =>
    (await store.tables.bindings.ofUser(app.id, user as UserId)).map(
      ({ deviceId, notifierName, deviceToken }) => `${deviceId} ${notifierName} ${deviceToken}`,
    )
  return { app, deps, owner, bound, told }
}

function aPushId(change: Partial<PushIdContents> = {}): string {
  return pushIdOf({
    source: 'apns',
    token: 'aa11',
    appType: 1,
    environment: 'auto',
    isVoip: false,
    version: '1.0.0',
    ...change,
  })
}

const apple = {
  development: { environment: 'DEVELOPMENT', packageName: 'com.example.chat' },
  production: { packageName: 'com.example.chat' },
  ring: { packageName: 'com.example.chat.voip' },
} as const

test('a PushID goes to the notifier of its vendor, environment and kind', async () => {
  const { deps, owner, bound } = await given({
    ...apple,
    'huawei 1': { vendor: 'huawei' },
    'huawei 2': { vendor: 'huawei' },
  })
  const cases: readonly [Partial<PushIdContents>, string][] = [
    [{ environment: 'auto' }, 'production'],
    [{ environment: 'production' }, 'production'],
    [{ environment: 'development' }, 'development'],
    [{ source: 'huawei', appType: 1 }, 'huawei 1'],
    [{ source: 'huawei', appType: 2 }, 'huawei 2'],
  ]
  for (const [contents, notifier] of cases) {
    const device = `${contents.source} ${contents.environment} ${contents.appType}`
    await bindPushId(deps, await owner('alice', device), aPushId({ token: device, ...contents }))
    deepEqual(await bound('alice'), [`${device} ${notifier} ${device}`])
    await unbindPushId(deps, await owner('alice', device), aPushId({ token: device, ...contents }))
    deepEqual(await bound('alice'), [])
  }
  await bindPushIds(deps, await owner('alice'), [aPushId(), aPushId({ token: 'bb22', isVoip: true })])
  deepEqual(await bound('alice'), ["alice's phone production aa11", "alice's phone ring bb22"])
})

test('a PushID whose notifier is missing is refused with a sentence that says which', async () => {
  const { deps, owner, bound, told } = await given({ production: apple.production, one: { vendor: 'vivo' } })
  const refused: readonly [string, RegExp][] = [
    [aPushId({ environment: 'development' }), /no development notifier of apns/],
    [aPushId({ isVoip: true }), /no notifier of apns for VoIP/],
    [aPushId({ source: 'xiaomi' }), /no notifier of xiaomi/],
    [aPushId({ source: 'vivo', appType: 2 }), /one notifier of vivo, and appType 2/],
    ['ph1.nonsense', /not valid/],
    ['', /not valid/],
  ]
  for (const [pushId, sentence] of refused) {
    await rejects(bindPushId(deps, await owner('alice'), pushId), (error: unknown) => {
      equal(error instanceof Refusal && error.code, 6000401)
      match(String(error), sentence)
      return true
    })
  }
  await bindPushIds(deps, await owner('alice'), [aPushId({ source: 'xiaomi' }), aPushId()])
  deepEqual(await bound('alice'), ["alice's phone production aa11"])
  match(told.join('\n'), /^push_id\.not_bound: The app has no notifier of xiaomi/)
})

test('I6: the newest login wins the token, through whichever of the notifiers it was bound', async () => {
  const { deps, owner, bound } = await given({ one: { vendor: 'huawei' }, two: { vendor: 'huawei' } })
  await bindPushId(deps, await owner('alice', 'phone'), aPushId({ source: 'huawei', appType: 1 }))
  await bindPushId(deps, await owner('bob', 'phone'), aPushId({ source: 'huawei', appType: 2 }))
  deepEqual([await bound('alice'), await bound('bob')], [[], ['phone two aa11']])
  await bindPushId(deps, await owner('bob', 'phone'), aPushId({ source: 'huawei', appType: 1, token: 'cc33' }))
  deepEqual(await bound('bob'), ['phone one cc33'])
})

test('an installation that wants no more pushes gets none, whoever is logged in on it', async () => {
  const { app, deps, owner, bound } = await given(apple)
  await bindPushId(deps, await owner('bob'), aPushId())
  await unbindPushId(deps, await owner('alice'), aPushId())
  deepEqual(await bound('bob'), ["bob's phone production aa11"])
  await forgetPushId(deps, app.id, aPushId())
  deepEqual(await bound('bob'), [])
  await rejects(forgetPushId(deps, app.id, 'x'), Refusal)
  await forgetPushId(deps, app.id, aPushId({ token: 'a\0b' }))
})

test('I5: a device that left is not bound, however early it asked', async () => {
  const { app, deps, owner, bound } = await given(apple)
  for (const state of ['logged-out', 'kicked'] as const) {
    const phone = await owner('alice')
    // It leaves after everything was read and before the binding is stored.
    const leaving: BindPushIdDeps['store'] = {
      tables: store.tables,
      commit: writes => store.commit(writes),
      commitFenced: async units => {
        const device = { appId: app.id, username: phone.user, deviceId: phone.deviceId }
        await store.commit([store.tables.holds.end(device, undefined, state, 2)])
        return store.commitFenced(units)
      },
    }
    await rejects(
      bindPushId({ ...deps, store: leaving }, phone, aPushId()),
      (error: unknown) => error instanceof Refusal && error.reason === 'not-logged-in',
    )
    deepEqual(await bound('alice'), [])
  }
  await bindPushId(deps, await owner('alice'), aPushId())
  deepEqual(await bound('alice'), ["alice's phone production aa11"])
})

test('a user who never logs out loses the oldest binding, not the newest', async () => {
  const { app, deps, owner } = await given(apple)
  const many = Array.from({ length: bindingsPerUserMax }, (_, index) =>
    aBinding({ appId: app.id, deviceId: `d${index}` as DeviceId, deviceToken: `t${index}`, boundAtMs: 1_000 - index }),
  )
  await store.commit(many.map(binding => store.tables.bindings.put(binding)))
  await bindPushId(deps, await owner('alice', 'new'), aPushId())
  const devices = (await store.tables.bindings.ofUser(app.id, 'alice' as UserId)).map(({ deviceId }) =>
    String(deviceId),
  )
  equal(devices.length, bindingsPerUserMax)
  deepEqual(
    [devices.includes('new'), devices.includes(`d${bindingsPerUserMax - 1}`), devices.includes('d0')],
    [true, false, true],
  )
})
