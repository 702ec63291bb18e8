import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import type { UserSettingsChange } from '../../domain/user-settings.ts'
import { app, openPushLab, type PushLab } from './push-lab.test.ts'
import { sendPages } from './send.ts'

const { signal } = new AbortController()
/** The clocks of the lab show 20:00 in its zone. */
const hourMs = 3_600_000

async function set(lab: PushLab, index: number, change: UserSettingsChange): Promise<void> {
  await lab.store.commit([lab.store.tables.userSettings.change(app.id, `u${index}` as UserId, change)])
}

/** Sends to users 0 to `count` - 1; what became of each. */
async function send(lab: PushLab, count: number): Promise<readonly string[]> {
  const ids = await lab.accept(Array.from({ length: count }, (_, index) => index))
  await sendPages(lab.deps, await lab.begin(), signal)
  const records = await Promise.all(ids.map(id => lab.store.tables.deliveries.ofPush(app.id, id)))
  return records.map(([record]) => record?.outcome?.reason ?? 'open')
}

test('a push over REST leaves users alone in their quiet hours and with mode NONE, and counts them as failed', async () => {
  await using lab = await openPushLab(7)
  await set(lab, 1, { mode: 'NONE' })
  await set(lab, 2, { ignoreInterval: '19:30-20:30' })
  await set(lab, 3, { ignoreUntilMs: lab.deps.clock.now() + hourMs })
  await set(lab, 4, { legacyQuiet: { on: true, fromHour: 20, untilHour: 21 } })
  await set(lab, 5, { mode: 'AT', ignoreInterval: '20:30-19:30' })
  await set(lab, 6, { mode: 'ALL', displayStyle: 1, language: 'EN' })
  const ignored = 'user-ignores'
  deepEqual(await send(lab, 7), ['delivered', ignored, ignored, ignored, ignored, 'delivered', 'delivered'])
  equal(lab.sent.length, 3)
  deepEqual(await lab.counted(), { targeted: 7, success: 3, fail: 4, error: 0 })
  lab.advance(hourMs)
  deepEqual(await send(lab, 7), ['delivered', ignored, 'delivered', 'delivered', 'delivered', ignored, 'delivered'])
})

test('a user who is left alone needs no device for it, and one who does not exist has no settings', async () => {
  await using lab = await openPushLab(2)
  await set(lab, 0, { mode: 'NONE' })
  const { bindings, users } = lab.store.tables
  const { username, deviceId, notifierName } = lab.binding(0)
  await lab.store.commit([bindings.delete(app.id, username, deviceId, notifierName)])
  await set(lab, 1, { mode: 'NONE' })
  await lab.store.commit([users.delete(app.id, lab.binding(1).username)])
  deepEqual(await send(lab, 2), ['user-ignores', 'no-user'])
})

test('an app whose pushes over REST are not to wait for anybody sends to all', async () => {
  await using lab = await openPushLab(2)
  await set(lab, 1, { mode: 'NONE', ignoreUntilMs: lab.deps.clock.now() + hourMs })
  const settings = { ...app.settings, quietForRest: false }
  await lab.store.commit([lab.store.tables.apps.setSettings(app.id, settings)])
  deepEqual(await send(lab, 2), ['delivered', 'delivered'])
})
