import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { MsgId, UserId } from '@posthouse/protocol'
import { userAudience } from '../../domain/chat/conversation.ts'
import type { Strategy } from '../../domain/push.ts'
import { acceptPushes } from './accept.ts'
import { beginPushes } from './begin.ts'
import { planPushes } from './plan.ts'
import { app, openPushLab, type PushLab, secondPhone } from './push-lab.test.ts'
import { resumeDeliveries } from './resume.ts'
import { sendAttempts, sendPages } from './send.ts'
import { syncResults } from './sync-result.ts'

const { signal } = new AbortController()
const day = 86_400_000
const refused = {
  kind: 'rejected',
  scope: 'message',
  reason: 'content-refused',
  code: 'No',
  answer: { no: true },
} as const

/** Sends to user 0; what a waiting caller is told, and what came to the user's timeline. */
async function send(lab: PushLab, strategy: Strategy, blocks = {}) {
  const input = { app, source: 'sync', strategy, targets: ['u0' as UserId], idempotent: undefined } as const
  const { pushes } = await acceptPushes(lab.deps, { ...input, notification: { title: 'hi', content: 'there', blocks } })
  const id = pushes.get('u0' as UserId) ?? (0n as MsgId)
  const from = await lab.store.tables.timeline.position(app.id)
  await sendPages(lab.deps, await lab.begin(), signal)
  return { id, items: await itemsOf(lab, id), entries: await entriesOf(lab, from) }
}

async function itemsOf(lab: PushLab, id: MsgId) {
  const { attempts, deliveries } = lab.store.tables
  const items = syncResults(await deliveries.ofPush(app.id, id), await attempts.ofPush(app.id, id))
  return items.map(({ pushStatus, desc = '' }) => `${pushStatus} ${desc}`.trim())
}

/** Ids of the pushes that came after a position. */
async function entriesOf(lab: PushLab, position = 0) {
  const found = await lab.store.tables.timeline.after(app.id, position, 99)
  return found.map(({ audience, entry }) => {
    equal(audience, userAudience('u0' as UserId))
    return entry.kind === 'notification' ? BigInt(entry.pushId) : 0n
  })
}

/** What each strategy comes to: the caller's item, and the channels that have it. */
async function table(lab: PushLab): Promise<readonly string[]> {
  const lines: string[] = []
  for (const strategy of [0, 1, 2, 3, 4] as const) {
    const before = lab.sent.length
    const { id, items, entries } = await send(lab, strategy)
    const vendor = lab.sent.length > before ? ' · vendor' : ''
    lines.push(`${strategy} ${items}${vendor}${entries.includes(id) ? ' · online' : ''}`)
    equal(entries.length <= 1, true)
  }
  return lines
}

test('spec §6.9: five strategies for a user who is offline, by a vendor who accepts and by one who refuses', async () => {
  await using lab = await openPushLab(1)
  deepEqual(await table(lab), [
    '0 SUCCESS · vendor',
    '1 SUCCESS success · online',
    '2 SUCCESS · vendor',
    '3 SUCCESS · vendor',
    '4 FAIL user offline',
  ])
  lab.answers.set('t0', refused)
  deepEqual(await table(lab), [
    '0 SUCCESS success · vendor · online',
    '1 SUCCESS success · online',
    '2 FAIL No · vendor',
    '3 SUCCESS success · vendor · online',
    '4 FAIL user offline',
  ])
})

test('spec §6.9: five strategies for a user who is online, by a vendor who accepts and by one who refuses', async () => {
  await using lab = await openPushLab(1)
  lab.connected.add('u0' as UserId)
  const beside = ['1 SUCCESS success · online', '3 SUCCESS success · online', '4 SUCCESS success · online'] as const
  deepEqual(await table(lab), ['0 SUCCESS · vendor', beside[0], '2 SUCCESS · vendor', beside[1], beside[2]])
  lab.answers.set('t0', refused)
  const refusals = ['0 SUCCESS success · vendor · online', '2 FAIL No · vendor'] as const
  deepEqual(await table(lab), [refusals[0], beside[0], refusals[1], beside[1], beside[2]])
})

test('seed 002: without a binding strategies 2 and 3 say so, and 0 and 1 wait for the user', async () => {
  await using lab = await openPushLab(1)
  const { bindings } = lab.store.tables
  const { username, deviceId, notifierName } = lab.binding(0)
  await lab.store.commit([bindings.delete(app.id, username, deviceId, notifierName)])
  deepEqual(await table(lab), [
    '0 SUCCESS success · online',
    '1 SUCCESS success · online',
    '2 FAIL no push binding',
    '3 FAIL no push binding',
    '4 FAIL user offline',
  ])
})

test('what nobody sees goes by the online channel whatever the strategy, and by no vendor', async () => {
  await using lab = await openPushLab(1)
  for (const strategy of [0, 1, 2, 3] as const) {
    const { id, items, entries } = await send(lab, strategy, { easemob: { needNotification: false } })
    deepEqual([items, entries], [['SUCCESS success'], [id]])
  }
  const { items } = await send(lab, 4, { easemob: { needNotification: false } })
  deepEqual([items, lab.sent], [['FAIL user offline'], []])
})

test('I2: of a user whose phones both fail the online channel gets one notification, and each phone has its outcome', async () => {
  await using lab = await openPushLab(1)
  await lab.store.commit([lab.store.tables.bindings.put(secondPhone(lab, 0))])
  for (const token of ['t0', 'second-t0']) lab.answers.set(token, refused)
  const { id, items, entries } = await send(lab, 0)
  deepEqual([items, entries], [['SUCCESS success', 'SUCCESS success'], [id]])
  deepEqual(await lab.counted(), { targeted: 2, success: 2, fail: 0, error: 0 })
})

test('I17: what the online channel took is counted there, and not under the vendor that refused it', async () => {
  await using lab = await openPushLab(1)
  lab.answers.set('t0', refused)
  await send(lab, 3)
  const days = await lab.store.tables.counters.ofApp(app.id, '2026-11-21', '2026-11-21')
  const sums = days.flatMap(({ provider, targeted, success, fail }) =>
    targeted + success + fail > 0 ? [{ provider, targeted, success, fail }] : [],
  )
  deepEqual(sums, [{ provider: 'EASEMOB', targeted: 1, success: 1, fail: 0 }])
})

test('F06: an attempt that a crash cut off is not sent again by the online channel while a caller waits', async () => {
  await using lab = await openPushLab(1)
  const unclear = async (source: 'sync' | 'async') => {
    const [id = 0n as MsgId] = await lab.accept([0], source, 'hi', 0)
    lab.answers.set('t0', { kind: 'unknown', cause: 'cut off' })
    const position = await lab.store.tables.timeline.position(app.id)
    await sendPages(lab.deps, await lab.begin(), signal)
    for (let tries = 0; tries < 3; tries += 1) {
      lab.advance(3_600_000)
      const nowMs = lab.deps.clock.now()
      const [due] = await lab.store.commit([lab.store.tables.deliveries.claim(nowMs, nowMs + 1, 9)])
      await sendAttempts(lab.deps, await resumeDeliveries(lab.deps, due), signal)
    }
    const [record] = await lab.store.tables.deliveries.ofPush(app.id, id)
    return [record?.outcome?.reason, record?.outcome?.possibleDuplicate, (await entriesOf(lab, position)).length]
  }
  deepEqual(await unclear('sync'), ['vendor-unclear', false, 0])
  deepEqual(await unclear('async'), ['delivered-online', true, 1])
})

test('spec §11.3: the notification waits as long as the app says, or as itself says', async () => {
  await using lab = await openPushLab(1)
  const { apps, timeline } = lab.store.tables
  await lab.store.commit([apps.setSettings(app.id, { ...app.settings, chat: { retentionDays: 2 } })])
  await send(lab, 1)
  await send(lab, 1, { easemob: { expiresTime: 3_600_000 } })
  const left = async (afterMs: number) => {
    await lab.store.commit([timeline.deleteExpired(lab.deps.clock.now() + afterMs, 9)])
    return (await entriesOf(lab)).length
  }
  deepEqual([await left(3_599_999), await left(3_600_000), await left(2 * day - 1), await left(2 * day)], [2, 1, 1, 0])
})

test('a notification that the online channel cannot carry is refused with the reason, and one that is over with its end', async () => {
  await using lab = await openPushLab(1)
  const large = await send(lab, 1, { easemob: { bigTxt: 'x'.repeat(40_000) } })
  deepEqual([large.items, large.entries], [['FAIL invalid message'], []])
  const wrong = await send(lab, 1, { easemob: { style: 'bold' } })
  deepEqual([wrong.items, wrong.entries], [['FAIL invalid message'], []])
  const over = await send(lab, 1, { easemob: { expiresTime: lab.deps.clock.now() - 1 } })
  deepEqual([over.items, over.entries], [['FAIL expire message'], []])
  lab.answers.set('t0', refused)
  const both = await send(lab, 0, { easemob: { bigTxt: 'x'.repeat(40_000) } })
  deepEqual([both.items, both.entries], [['FAIL No'], []])
})

test('whoever reads timelines hears of it after the commit', async () => {
  await using lab = await openPushLab(1)
  const heard: number[] = []
  const bus = {
    publish: (hint: { readonly kind: string; readonly appId?: number }) => void heard.push(hint.appId ?? 0),
  }
  await lab.accept([0], 'async', 'hi', 1)
  const { deps } = lab
  await beginPushes({ ...deps, bus }, await planPushes(deps, await lab.claim(), deps.clock.now()))
  deepEqual(heard, [app.id])
})
