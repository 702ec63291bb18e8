import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeviceId, UserId } from '@posthouse/protocol'
import { Refusal } from '../../domain/chat/refusal.ts'
import { aUser } from '../../domain/testing/samples.ts'
import { callerLoggedOut, callersDisconnected } from '../../flows/call/caller.ts'
import { readCallId } from '../../flows/call/change-call.ts'
import { pendingCalls, stillRings } from '../../flows/call/ring.ts'
import { ringNewDevice } from '../../flows/call/ring-new-device.ts'
import { createGroupTurns } from '../../flows/chat/groups/turns.ts'
import { deleteUsers } from '../../flows/registry/edit-users.ts'
import { app, lineOf, openCallLab, push, session } from './call-lab.test.ts'

const bob = 'bob' as UserId
const carol = 'carol' as UserId

const refusal = (code: number) => (error: unknown) => error instanceof Refusal && error.code === code

describe('An invitation', () => {
  it('is told to the caller and each invitee, and waits for a push to each, by the position of its own entry', async () => {
    await using lab = await openCallLab()
    const result = await lab.methods['call.invite'](session('alice'), {
      ...{ invitees: ['Bob', 'carol'], timeoutSeconds: 90, mode: 0, extendedData: 'hi', push },
    })
    const { callId } = result
    deepEqual(result, { callId, timeoutSeconds: 90, failed: [] })
    deepEqual((await lab.told('alice')).map(lineOf), ['created alice:1 bob:0 carol:0'])
    const [[toBob], [toCarol]] = [await lab.told('bob'), await lab.told('carol')]
    ok(toBob && toCarol)
    deepEqual(
      { ...toBob, users: undefined, position: undefined },
      {
        ...{ kind: 'call', event: 'invited', operator: 'alice', atMs: lab.now(), extendedData: 'hi' },
        ...{ users: undefined, position: undefined },
        call: {
          ...{ id: callId, caller: 'alice', inviter: 'alice', mode: 0, state: 1, extendedData: 'hi' },
          ...{ timeoutSeconds: 90, createdAtMs: lab.now(), endedAtMs: 0, users: toBob.call.users },
        },
      },
    )
    const handovers = await lab.handovers(callId)
    deepEqual(
      handovers.map(({ users, position, what, from, deadlineMs, push: given }) => ({
        ...{ users, position, what, from, deadlineMs, given },
      })),
      [
        { users: [bob], position: toBob.position },
        { users: [carol], position: toCarol.position },
      ].map(one => ({ ...one, what: 'call', from: 'alice', deadlineMs: lab.now() + 90_000, given: push })),
    )
    deepEqual(new Set(lab.hints.map(({ kind }) => kind)), new Set(['timeline.appended', 'handover.due', 'call.due']))
  })

  it('reports with 6000011 who is unknown or logged out everywhere, and is refused with 6000281 where nobody is left', async () => {
    await using lab = await openCallLab()
    const wanted = { timeoutSeconds: 60, mode: 0, push } as const
    const invitees = ['bob', 'nobody', 'logged-out', 'no/id']
    const { failed } = await lab.methods['call.invite'](session('alice'), { ...wanted, invitees })
    deepEqual(
      failed,
      ['nobody', 'logged-out', 'no/id'].map(id => ({ id, code: 6_000_011 })),
    )
    const refused = lab.methods['call.invite'](session('alice'), { ...wanted, invitees: ['nobody', 'logged-out'] })
    await rejects(refused, refusal(6_000_281))
    equal((await lab.methods['call.list'](session('alice'), { count: 9 })).calls.length, 1)
    equal((await lab.told('alice')).length, 1)
  })

  it('reaches somebody who has no token but is logged in on a device', async () => {
    await using lab = await openCallLab()
    const { chatDevices } = lab.deps.store.tables
    const device = { appId: app.id, username: 'logged-out' as UserId, deviceId: 'web' as DeviceId, platform: 6 }
    await lab.deps.store.commit([
      chatDevices.put({ ...device, ackedPosition: 0, state: 'present', changedAtMs: lab.now() }),
    ])
    await lab.invite(['logged-out'])
    deepEqual((await lab.told('logged-out')).map(lineOf), ['invited alice:1 logged-out:0'])
  })

  it('more than nine at once is refused with 6000272', async () => {
    await using lab = await openCallLab()
    const invitees = Array.from({ length: 10 }, (_, index) => `u${index}`)
    await rejects(lab.invite(invitees), refusal(6_000_272))
  })
})

describe('An answer', () => {
  it('ends the ring on every device, for pushes that were not sent yet too', async () => {
    await using lab = await openCallLab()
    const callId = await lab.invite(['bob', 'carol'])
    const id = readCallId(callId)
    await lab.methods['call.received'](session('bob'), { callId })
    await lab.methods['call.accept'](session('bob', 'pad'), { callId, extendedData: 'yes' })
    deepEqual(
      [await stillRings(lab.deps, app.id, id, bob), await stillRings(lab.deps, app.id, id, carol)],
      [false, true],
    )
    deepEqual((await lab.told('alice')).map(lineOf), [
      'created alice:1 bob:0 carol:0',
      'states bob:5',
      'accepted bob:1',
    ])
    deepEqual((await lab.told('alice')).at(-1)?.extendedData, 'yes')
    lab.advance(60_000)
    equal(await stillRings(lab.deps, app.id, id, carol), false, 'whether or not somebody noticed that it is late')
  })

  it('of two devices at the same moment is one: the other is refused', async () => {
    await using lab = await openCallLab()
    const callId = await lab.invite(['bob', 'carol'], { mode: 1 })
    const ends = await Promise.allSettled([
      lab.methods['call.accept'](session('bob', 'phone'), { callId }),
      lab.methods['call.reject'](session('bob', 'pad'), { callId }),
      lab.methods['call.accept'](session('carol'), { callId }),
    ])
    deepEqual(ends.map(({ status }) => status).toSorted(), ['fulfilled', 'fulfilled', 'rejected'])
    equal(ends[2]?.status, 'fulfilled')
    const lost = ends.find(end => end.status === 'rejected')
    ok(lost && refusal(6_000_274)(lost.reason))
    const told = (await lab.told('alice')).map(({ event }) => event)
    deepEqual([told[0], told.length], ['created', 3], 'each answer is told once')
  })

  it('to a call that is nobody’s or of another app is refused with 6000276', async () => {
    await using lab = await openCallLab()
    const callId = await lab.invite(['bob'])
    const stranger = { ...session('bob'), app: { ...app, id: 9 as typeof app.id } }
    await rejects(lab.methods['call.accept'](stranger, { callId }), refusal(6_000_276))
    for (const unknown of ['1', '99999999999999999999'])
      await rejects(lab.methods['call.accept'](session('bob'), { callId: unknown }), refusal(6_000_276))
  })
})

describe('Withdrawing', () => {
  it('reports whose invitation could not be withdrawn, and pushes to the others again', async () => {
    await using lab = await openCallLab()
    const callId = await lab.invite(['bob', 'carol'])
    await lab.methods['call.accept'](session('bob'), { callId })
    const end = { title: 'missed', payload: '{"ring":0}' }
    const wanted = { callId, invitees: ['bob', 'CAROL'], extendedData: 'later', push: end }
    deepEqual(await lab.methods['call.cancel'](session('alice'), wanted), { failed: ['bob'] })
    const last = (await lab.told('carol')).at(-1)
    deepEqual(last && [lineOf(last), last.extendedData], ['cancelled carol:10', 'later'])
    const again = (await lab.handovers(callId)).filter(({ what }) => what === 'call-end')
    deepEqual(
      again.map(({ users, position, push: given }) => [users, position, given]),
      [[[carol], last?.position, end]],
    )
    await rejects(lab.methods['call.cancel'](session('alice'), wanted), refusal(6_000_271))
    equal((await lab.handovers(callId)).length, 3, 'a refusal changes nothing')
  })

  it('without a push of its own pushes nothing', async () => {
    await using lab = await openCallLab()
    const callId = await lab.invite(['bob'])
    await lab.methods['call.cancel'](session('alice'), { callId, invitees: [] })
    deepEqual(
      (await lab.handovers(callId)).map(({ what }) => what),
      ['call'],
    )
    equal(await stillRings(lab.deps, app.id, readCallId(callId), bob), false)
  })
})

describe('An advanced call', () => {
  it('is added to, joined, left and ended, and says when', async () => {
    await using lab = await openCallLab()
    const callId = await lab.invite(['bob'], { mode: 1 })
    lab.advance(1_000)
    await lab.methods['call.accept'](session('bob'), { callId })
    lab.advance(1_000)
    const added = await lab.methods['call.add'](session('bob'), { callId, invitees: ['carol', 'nobody'], push })
    deepEqual(added, { failed: [{ id: 'nobody', code: 6_000_011 }] })
    deepEqual(
      (await lab.handovers(callId)).map(({ users, from }) => [users, from]),
      [
        [[bob], 'alice'],
        [[carol], 'bob'],
      ],
    )
    lab.advance(1_000)
    const joined = await lab.methods['call.join'](session('dave'), { callId, extendedData: 'me too' })
    deepEqual([joined.joinedAtMs, joined.call.users.map(({ state }) => state)], [lab.now(), [1, 1, 0, 1]])
    const quit = await lab.methods['call.quit'](session('bob'), { callId })
    deepEqual([quit.acceptedAtMs, quit.quitAtMs], [lab.now() - 2_000, lab.now()])
    const ended = await lab.methods['call.end'](session('alice'), { callId, push, extendedData: 'bye' })
    deepEqual([ended.acceptedAtMs, ended.call.state, ended.call.endedAtMs], [lab.now() - 3_000, 2, lab.now()])
    const ends = (await lab.handovers(callId)).filter(({ what }) => what === 'call-end')
    deepEqual(
      ends.map(({ users }) => users),
      [[carol], ['dave']],
    )
    for (const user of ['alice', 'carol', 'dave']) equal((await lab.told(user)).at(-1)?.event, 'ended')
    equal((await lab.told('bob')).at(-1)?.event, 'states')
    for (const user of ['alice', 'bob', 'carol', 'dave'])
      equal((await lab.methods['call.list'](session(user), { count: 9 })).calls[0]?.id, callId)
  })

  it('is found in the list page by page, the newest first', async () => {
    await using lab = await openCallLab()
    const ids: string[] = []
    for (let index = 0; index < 3; index += 1) {
      ids.unshift(await lab.invite(['bob']))
      lab.advance(10)
    }
    const first = await lab.methods['call.list'](session('bob'), { count: 2 })
    deepEqual(
      first.calls.map(({ id }) => id),
      ids.slice(0, 2),
    )
    const rest = await lab.methods['call.list'](session('bob'), { count: 2, before: ids[1] ?? '' })
    deepEqual(
      rest.calls.map(({ id }) => id),
      ids.slice(2),
    )
  })
})

describe('A device that comes back', () => {
  it('before the end hears the invitation once, with its instants, and then all changes in one', async () => {
    await using lab = await openCallLab()
    const callId = await lab.invite(['bob', 'carol'], { mode: 1 })
    const startMs = lab.now()
    lab.advance(20_000)
    await lab.methods['call.accept'](session('carol'), { callId })
    const heard = await lab.caughtUp('bob')
    deepEqual(heard.map(lineOf), ['invited alice:1 bob:0 carol:1'], 'with everybody’s state as it is now')
    deepEqual([heard[0]?.call.createdAtMs, heard[0]?.call.timeoutSeconds], [startMs, 60])
    lab.advance(1_000)
    await lab.methods['call.received'](session('bob'), { callId })
    deepEqual((await lab.caughtUp('bob', heard[0]?.position)).map(lineOf), ['states bob:5 carol:1'])
    deepEqual((await lab.told('alice')).map(lineOf).at(-1), 'states bob:5 @phone')
  })

  it('after the end hears nothing, and finds the call in the list', async () => {
    await using lab = await openCallLab()
    const cancelled = await lab.invite(['bob'])
    await lab.methods['call.cancel'](session('alice'), { callId: cancelled, invitees: ['bob'] })
    const late = await lab.invite(['bob'])
    lab.advance(60_000)
    equal(await lab.ripen(), 1)
    deepEqual(
      (await lab.told('bob')).map(({ event }) => event),
      ['invited', 'cancelled', 'invited', 'timed-out'],
    )
    deepEqual(await lab.caughtUp('bob'), [])
    deepEqual(await pendingCalls(lab.deps, app.id, bob), [])
    const { calls } = await lab.methods['call.list'](session('bob'), { count: 9 })
    deepEqual(
      calls.map(({ id, state }) => [id, state]),
      [
        [late, 2],
        [cancelled, 2],
      ],
    )
  })

  it('after a short loss of its connection hears the end of what it was told, and after a long one does not', async () => {
    await using lab = await openCallLab()
    const callId = await lab.invite(['bob'])
    const [invited] = await lab.told('bob')
    await lab.methods['call.received'](session('bob'), { callId })
    const heard = (await lab.told('bob')).at(-1)?.position
    await lab.methods['call.cancel'](session('alice'), { callId, invitees: ['bob'] })
    ok(invited)
    deepEqual((await lab.caughtUp('bob', heard)).map(lineOf), ['cancelled bob:10'])
    lab.advance(60_001)
    deepEqual(await lab.caughtUp('bob', heard), [])
  })

  it('in a call hears what happened in it within the hour', async () => {
    await using lab = await openCallLab()
    const callId = await lab.invite(['bob'], { mode: 1 })
    await lab.methods['call.accept'](session('bob'), { callId })
    const heard = (await lab.told('bob')).at(-1)?.position
    await lab.methods['call.end'](session('alice'), { callId })
    lab.advance(20 * 60_000)
    deepEqual((await lab.caughtUp('bob', heard)).map(lineOf), ['ended alice:1 bob:1 @phone'])
  })

  it('for the first time is told what rings, with its original instants', async () => {
    await using lab = await openCallLab()
    const startMs = lab.now()
    await lab.invite(['bob'])
    lab.advance(30_000)
    const second = await lab.invite(['bob'])
    const pending = await pendingCalls(lab.deps, app.id, bob)
    deepEqual(
      pending.map(({ event, atMs, call }) => [event, atMs, call.createdAtMs]),
      [
        ['invited', startMs, startMs],
        ['invited', startMs + 30_000, startMs + 30_000],
      ],
    )
    const end = (await lab.told('bob')).at(-1)?.position
    await ringNewDevice(lab.deps, session('bob', 'new'))
    const heard = await lab.caughtUp('bob', end)
    deepEqual(
      heard.map(({ event, atMs, device }) => [event, atMs, device]),
      pending.map(({ event, atMs }) => [event, atMs, 'new']),
    )
    lab.advance(30_000)
    deepEqual(
      (await pendingCalls(lab.deps, app.id, bob)).map(({ call }) => call.id),
      [second],
    )
    deepEqual(
      (await lab.caughtUp('bob', end)).map(({ call }) => call.id),
      [second],
    )
  })
})

describe('A deadline', () => {
  it('F18: fires once after a restart in the middle of ringing', async () => {
    await using lab = await openCallLab()
    const callId = await lab.invite(['bob', 'carol'], { checksReceipt: true })
    lab.advance(3_000)
    await lab.methods['call.received'](session('bob'), { callId })
    await lab.reopen()
    lab.advance(2_000)
    equal(await lab.ripen(), 1)
    deepEqual((await lab.told('alice')).map(lineOf).at(-1), 'states carol:9')
    await lab.reopen()
    lab.advance(54_999)
    equal(await lab.ripen(), 0, 'not a moment too early')
    lab.advance(1)
    equal(await lab.ripen(), 1)
    deepEqual((await lab.told('alice')).map(lineOf).at(-1), 'unanswered bob:6 carol:6')
    deepEqual((await lab.told('bob')).map(lineOf).at(-1), 'timed-out bob:6')
    lab.advance(3_600_000)
    equal(await lab.ripen(), 0)
    await rejects(lab.methods['call.accept'](session('bob'), { callId }), refusal(6_000_276))
  })

  it('F43: that a process claimed and died with is carried out by the next, once', async () => {
    await using lab = await openCallLab()
    await lab.invite(['bob'])
    lab.advance(60_000)
    const { store } = lab.deps
    const { calls } = store.tables
    const [[claimed]] = await store.commit([calls.claim(lab.now(), lab.now() + 10_000, 9)])
    equal(await lab.ripen(), 0)
    lab.advance(10_000)
    equal(await lab.ripen(), 1)
    ok(claimed)
    const { appId, call, revision } = claimed.item
    deepEqual(await store.commitFenced([{ fence: calls.replace(appId, call, revision), writes: [] }]), [false])
    deepEqual(
      (await lab.told('bob')).map(({ event }) => event),
      ['invited', 'timed-out'],
    )
  })

  it('of a caller without a connection withdraws the call unless the caller is back', async () => {
    await using lab = await openCallLab()
    await lab.invite(['bob'], { timeoutSeconds: 600 })
    await callersDisconnected(lab.deps, app.id, ['alice' as UserId])
    lab.connected.add('alice')
    lab.advance(30_000)
    equal(await lab.ripen(), 1)
    deepEqual(
      (await lab.told('bob')).map(({ event }) => event),
      ['invited'],
    )
    lab.connected.delete('alice')
    await callersDisconnected(lab.deps, app.id, ['alice' as UserId])
    lab.advance(30_000)
    equal(await lab.ripen(), 1)
    deepEqual((await lab.told('bob')).map(lineOf).at(-1), 'cancelled bob:10')
  })

  it('is not needed when the caller logs out', async () => {
    await using lab = await openCallLab()
    await lab.invite(['bob'])
    await callerLoggedOut(lab.deps, app.id, bob)
    equal((await lab.told('bob')).length, 1, 'an invitee who logs out ends nothing')
    await callerLoggedOut(lab.deps, app.id, 'alice' as UserId)
    deepEqual((await lab.told('bob')).map(lineOf).at(-1), 'cancelled bob:10')
  })
})

describe('A user who is deleted', () => {
  it('rings for nobody any more, and leaves no call to whoever has the name next', async () => {
    await using lab = await openCallLab()
    const { store } = lab
    const alice = aUser({ appId: app.id, username: 'alice' as UserId })
    const id = await lab.invite(['bob', 'carol'], { mode: 1 })
    await lab.methods['call.accept'](session('carol'), { callId: id, extendedData: '' })
    await lab.invite(['bob'])
    equal((await deleteUsers({ ...lab.deps, store, turns: createGroupTurns() }, app, [alice])).length, 1)
    deepEqual((await lab.told('bob')).map(lineOf).at(-1), 'cancelled bob:10')
    await lab.methods['call.reject'](session('bob'), { callId: id, extendedData: '' })
    deepEqual(await lab.methods['call.list'](session('alice'), { count: 9 }), { calls: [] })
    equal((await lab.methods['call.list'](session('bob'), { count: 9 })).calls.length, 2)
  })
})
