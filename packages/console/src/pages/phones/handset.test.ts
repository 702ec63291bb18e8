import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Delivery, deleted, killed, landed, newHandset, noticeOf, opened, restored, showedOwn } from './handset.ts'
import { makerOf, makers, stackOf } from './makers.ts'

const push: Delivery = {
  position: 7,
  at: 1_000,
  vendor: 'xiaomi',
  tokenMark: 'aa',
  vendorId: 'v1',
  payload: { raw: true },
  shown: { title: 'T', body: 'B', sound: 'ding', badge: { add: 2 }, click: { kind: 'app' }, data: { payload: 'p' } },
}

describe('a push on a phone', () => {
  it('is shown with what the vendor brought, and counts on the icon', () => {
    const { phone, landing } = landed(newHandset('xiaomi'), push)
    assert.equal(landing, 'shown')
    const [note] = phone.notes
    assert.deepEqual([note?.shown.title, note?.shown.body, note?.shown.sound, note?.vendorId], ['T', 'B', 'ding', 'v1'])
    assert.deepEqual([phone.badge, phone.log[0]?.name], [2, 'shown'])
    const cleared = { title: 'T', body: 'B', badge: { set: 0 }, click: { kind: 'app' as const } }
    const set = landed(phone, { ...push, shown: cleared })
    assert.equal(set.phone.badge, 0)
  })

  it('waits at the vendor while there is no network', () => {
    const { phone, landing } = landed({ ...newHandset('xiaomi'), isUp: false }, push)
    assert.deepEqual([landing, phone.notes.length, phone.held], ['held', 0, [push]])
  })

  it('shows nothing where the person does not allow it, or where there is nothing to show', () => {
    assert.equal(landed({ ...newHandset('xiaomi'), isAllowed: false }, push).phone.notes.length, 0)
    const { shown: _, ...data } = push
    assert.deepEqual(
      [landed(newHandset('fcm'), data).landing, landed(newHandset('fcm'), data).phone.notes],
      ['data', []],
    )
  })

  it('is lost where the app is deleted', () => {
    assert.equal(landed(deleted(newHandset('xiaomi'), 1), push).landing, 'lost')
  })

  it('is handed to the app as its maker does', () => {
    assert.deepEqual(noticeOf('apns', push), { source: 'apns', extras: push.payload })
    assert.deepEqual(noticeOf('oppo', push), { source: 'oppo', title: 'T', content: 'B', extras: { payload: 'p' } })
  })
})

describe('an app on a phone', () => {
  it('opens by a tap, which takes the notification away', () => {
    const { phone } = landed(newHandset('xiaomi'), push)
    const open = opened(phone, 2, phone.notes[0]?.id)
    assert.deepEqual([open.isRunning, open.isFront, open.notes, open.log[0]?.name], [true, true, [], 'tapped'])
  })

  it('is gone when it is killed, and keeps user, token and notifications', () => {
    const token = { text: 't', mark: 'm', sandboxStartedAt: 1 }
    const before = { ...opened(newHandset('apns'), 1), user: 'alice', token, connection: 'connected' as const }
    const after = killed(before, 2)
    assert.deepEqual([after.isRunning, after.connection, after.user, after.token], [false, 'out', 'alice', token])
    assert.equal(killed(after, 3), after)
  })

  it('loses everything when it is deleted', () => {
    const before = { ...landed(newHandset('xiaomi'), push).phone, user: 'bob' }
    const after = deleted(before, 2)
    assert.deepEqual(
      [after.isInstalled, after.user, after.token, after.notes, after.badge],
      [false, undefined, undefined, [], 0],
    )
    assert.equal(after.log[0]?.name, 'deleted')
  })

  it('shows notifications of its own, if the person allows it', () => {
    const own = { title: 'Sale', content: 'Today', sound: '', extras: { payload: 'x' } }
    assert.equal(showedOwn(newHandset('apns'), own, 1).notes[0]?.shown.title, 'Sale')
    assert.deepEqual(showedOwn({ ...newHandset('apns'), isAllowed: false }, own, 1).notes, [])
  })

  it('is not connected after the page was loaded again', () => {
    assert.equal(restored({ ...newHandset('apns'), connection: 'connected' }).connection, 'out')
  })
})

describe('the shelf', () => {
  it('has ten phones of ten users', () => {
    assert.equal(new Set(makers.map(({ source }) => source)).size, 10)
    assert.equal(new Set(makers.map(({ user }) => user)).size, 10)
    assert.equal(makerOf('nokia'), undefined)
  })

  it('stacks notifications as each system does', () => {
    assert.deepEqual(stackOf('ios', [1, 2, 3, 4, 5]), { seen: [1, 2, 3], below: 2 })
    assert.deepEqual(stackOf('android', [1, 2]), { seen: [1, 2], below: 0 })
  })
})
