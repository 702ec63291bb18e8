import { deepEqual, equal } from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeviceId, UserId } from '@posthouse/protocol'
import { zimCodes } from '@posthouse/protocol/frames'
import { type Call, type CallId, callMsMax, dueAtMs, isRinging, userOf, usersKeptMax } from './call.ts'
import type { CallStep } from './change.ts'
import { newCall } from './invitation.ts'
import { entryOf, wireCall } from './snapshot.ts'
import { type CallEvent, step } from './step.ts'

const user = (name: string): UserId => name as UserId
const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(user) as [UserId, UserId, UserId, UserId]
const phone = 'phone' as DeviceId
const pad = 'pad' as DeviceId
const nobody: ReadonlySet<UserId> = new Set()
const startMs = 1_000_000
const timeoutMs = 60_000

function invite(invitees: readonly UserId[], mode: 0 | 1 = 0, more: Partial<Parameters<typeof newCall>[0]> = {}) {
  const base = { id: 7n as CallId, caller: alice, device: phone, invitees, unreachable: nobody, mode }
  const texts = { extendedData: 'from alice', timeoutSeconds: timeoutMs / 1_000, checksReceipt: false }
  return newCall({ ...base, ...texts, ...more }, startMs)
}

function begun(invitees: readonly UserId[], mode: 0 | 1 = 0, more: Partial<Parameters<typeof newCall>[0]> = {}): Call {
  return done(invite(invitees, mode, more)).call
}

function done(next: ReturnType<typeof step>): CallStep {
  if (typeof next === 'string') throw new Error(next)
  return next
}

/** The calls and steps that events lead to, each a second after the one before. */
function after(call: Call, ...events: readonly CallEvent[]): CallStep {
  let last: CallStep = { call, notices: [], failed: [], invited: [], released: [] }
  events.forEach((event, index) => {
    last = done(step(last.call, event, startMs + 1_000 * (index + 1)))
  })
  return last
}

function refused(call: Call, event: CallEvent, nowMs: number = startMs + 1_000): number {
  const next = step(call, event, nowMs)
  if (typeof next !== 'string') throw new Error('was not refused')
  return zimCodes[next].code
}

const deed = (kind: 'accept' | 'reject' | 'join' | 'quit' | 'end', by: UserId, device: DeviceId = pad): CallEvent => ({
  ...{ kind, by, device },
  extendedData: `${kind} of ${by}`,
})
const cancel = (by: UserId, ...invitees: readonly UserId[]): CallEvent => ({
  ...{ kind: 'cancel', by, invitees },
  extendedData: 'never mind',
})
const add = (by: UserId, ...invitees: readonly UserId[]): CallEvent => ({
  ...{ kind: 'add', by, invitees },
  unreachable: nobody,
})
const receivedBy = (by: UserId): CallEvent => ({ kind: 'received', by })
const ripen: CallEvent = { kind: 'ripen', isCallerConnected: true }

/** Who is told what: event, whose states with their numbers as the receiver sees them, and the only device where it is one. */
function told({ call, notices }: CallStep): readonly string[] {
  return notices
    .map(one => {
      const entry = entryOf(call, one, 1)
      const { users = entry.call.users } = entry
      const states = users.map(({ id, state }) => `${id}:${state}`).join(' ')
      return `${one.to} ${one.event} ${states}${one.device ? ` @${one.device}` : ''}`
    })
    .toSorted()
}

describe('A new call', () => {
  it('tells the caller of a created call, and rings every invitee', () => {
    const made = done(invite([bob, carol]))
    const states = 'alice:1 bob:0 carol:0'
    deepEqual(told(made), [`alice created ${states}`, `bob invited ${states}`, `carol invited ${states}`])
    deepEqual([made.invited, made.failed, dueAtMs(made.call)], [[bob, carol], [], startMs + timeoutMs])
    deepEqual([isRinging(made.call, bob), isRinging(made.call, alice)], [true, false])
  })

  it('takes nine invitees, each once, and refuses ten with 6000272', () => {
    const many = Array.from({ length: 10 }, (_, index) => user(`u${index}`))
    equal(done(invite([...many.slice(0, 9), user('u0')], 1)).invited.length, 9)
    equal(invite(many), 'call-too-many')
    equal(zimCodes['call-too-many'].code, 6_000_272)
  })

  it('leaves out whom nothing would reach, and is refused with 6000281 where nobody is left', () => {
    const made = done(invite([bob, carol, alice], 0, { unreachable: new Set([carol]) }))
    deepEqual(made.failed, [
      { id: carol, reason: 'user-unknown' },
      { id: alice, reason: 'call-in-it' },
    ])
    deepEqual(made.invited, [bob])
    equal(invite([bob], 0, { unreachable: new Set([bob]) }), 'call-nobody')
    equal(zimCodes['call-nobody'].code, 6_000_281)
  })

  it('is seen with ZIM’s numbers, the inviter, and the end only once it is over', () => {
    const call = begun([bob], 1)
    const { users, ...rest } = wireCall(call, bob)
    deepEqual(rest, {
      ...{ id: '7', caller: 'alice', inviter: 'alice', mode: 1, state: 1, extendedData: 'from alice' },
      ...{ timeoutSeconds: 60, createdAtMs: startMs, endedAtMs: 0 },
    })
    deepEqual(users, [
      { id: 'alice', state: 1, extendedData: 'from alice' },
      { id: 'bob', state: 0, extendedData: '' },
    ])
    const over = after(call, deed('end', alice)).call
    deepEqual([wireCall(over, bob).state, wireCall(over, bob).endedAtMs], [2, startMs + 1_000])
  })
})

describe('The confirmation of an invitee’s client', () => {
  it('is told to the caller, the others, and all of the invitee’s devices, once', () => {
    const next = after(begun([bob, carol]), receivedBy(bob))
    deepEqual(told(next), ['alice states bob:5', 'bob states bob:5', 'carol states bob:5'])
    deepEqual(after(next.call, receivedBy(bob)).notices, [])
    equal(after(next.call, receivedBy(bob)).call, next.call)
  })

  it('brings who was away everything that changed since, in one', () => {
    const next = after(begun([bob, carol]), deed('accept', carol), receivedBy(bob))
    deepEqual(
      told(next).find(line => line.startsWith('bob')),
      'bob states bob:5 carol:1',
    )
  })

  it('counts only while it rings: 6000274 of a stranger, 6000276 after the end', () => {
    const call = begun([bob])
    equal(refused(call, receivedBy(dave)), 6_000_274)
    equal(refused(after(call, deed('reject', bob)).call, receivedBy(bob)), 6_000_276)
  })

  it('is asked for after 5 s only where the caller wants it, told to everybody else, and may still come', () => {
    equal(dueAtMs(begun([bob])), startMs + timeoutMs)
    const call = begun([bob, carol], 0, { checksReceipt: true })
    equal(dueAtMs(call), startMs + 5_000)
    const checked = done(step(after(call, receivedBy(carol)).call, ripen, startMs + 5_000))
    deepEqual(told(checked), ['alice states bob:9', 'carol states bob:9'])
    equal(dueAtMs(checked.call), startMs + timeoutMs)
    equal(isRinging(checked.call, bob), true)
    deepEqual(told(done(step(checked.call, receivedBy(bob), startMs + 6_000)))[0], 'alice states bob:5')
  })
})

describe('An answer', () => {
  it('accepted: the inviter hears it with what was said, the others and the invitee’s other devices hear the state', () => {
    const next = after(begun([bob, carol]), deed('accept', bob))
    deepEqual(told(next), ['alice accepted bob:1', 'bob states bob:1', 'carol states bob:1'])
    deepEqual(next.notices.map(({ extendedData }) => extendedData).filter(Boolean), ['accept of bob'])
    equal(userOf(next.call, bob)?.extendedData, 'accept of bob')
  })

  it('rejected: the same with state 2', () => {
    const next = after(begun([bob, carol]), deed('reject', bob))
    deepEqual(told(next), ['alice rejected bob:2', 'bob states bob:2', 'carol states bob:2'])
  })

  it('is refused with 6000274 of the caller, a stranger and who answered, and with 6000276 after timeout and end', () => {
    const call = begun([bob, carol])
    for (const kind of ['accept', 'reject'] as const) {
      equal(refused(call, deed(kind, alice)), 6_000_274)
      equal(refused(call, deed(kind, dave)), 6_000_274)
      equal(refused(after(call, deed('reject', bob)).call, deed(kind, bob)), 6_000_274)
      equal(refused(after(call, deed('accept', bob)).call, deed(kind, bob)), 6_000_274)
      equal(refused(call, deed(kind, bob), startMs + timeoutMs), 6_000_276, 'before anybody noticed that it is late')
      equal(refused(after(begun([bob]), cancel(alice, bob)).call, deed(kind, bob)), 6_000_276)
    }
    deepEqual(typeof step(call, deed('accept', bob), startMs + timeoutMs - 1), 'object')
  })

  it('stops the ring of the invitee and of nobody else', () => {
    const { call } = after(begun([bob, carol]), deed('accept', bob))
    deepEqual([isRinging(call, bob), isRinging(call, carol)], [false, true])
  })
})

describe('A main device', () => {
  it('alone hears of changes once its user accepted; the caller’s others hear them until somebody did', () => {
    const accepted = after(begun([bob, carol], 1), deed('accept', bob, pad))
    deepEqual(told(accepted)[0], 'alice accepted bob:1')
    const rejected = after(accepted.call, deed('reject', carol))
    deepEqual(told(rejected), ['alice rejected carol:2 @phone', 'bob states carol:2 @pad', 'carol states carol:2'])
  })

  it('of who quits is the only one of its own to hear it', () => {
    const quit = after(begun([bob, carol], 1), deed('accept', bob, pad), deed('quit', bob, pad))
    deepEqual(told(quit), ['alice states bob:7 @phone', 'bob states bob:7 @pad', 'carol states bob:7'])
  })

  it('becomes the one that joins; it cannot join again: 6000283', () => {
    const { call } = after(begun([bob], 1), deed('accept', bob, pad))
    equal(refused(call, deed('join', bob, pad)), 6_000_283)
    const moved = after(call, deed('join', bob, phone))
    deepEqual(told(moved), ['bob states bob:1'])
    equal(userOf(moved.call, bob)?.acceptedAtMs, userOf(call, bob)?.acceptedAtMs)
    deepEqual(told(after(moved.call, deed('quit', alice, phone)))[1], 'bob states alice:7 @phone')
  })
})

describe('Withdrawing an invitation', () => {
  it('tells the invitee, who sees 10, and the others, who see 3; the inviter has its answer', () => {
    const next = after(begun([bob, carol]), cancel(alice, bob))
    deepEqual(told(next), ['bob cancelled bob:10', 'carol states bob:3'])
    deepEqual([next.released, isRinging(next.call, bob)], [[bob], false])
    deepEqual(next.notices.map(({ extendedData }) => extendedData).filter(Boolean), ['never mind'])
  })

  it('is judged for each: 6000271 accepted, 6000273 not the inviter, refused only where all fail', () => {
    const { call } = after(begun([bob, carol], 1), deed('accept', bob), add(bob, dave))
    equal(refused(call, cancel(alice, bob)), 6_000_271)
    equal(refused(call, cancel(alice, dave)), 6_000_273)
    equal(refused(call, cancel(bob, carol)), 6_000_273)
    equal(refused(call, cancel(carol, bob)), 6_000_273)
    const next = after(call, cancel(alice, bob, carol, dave))
    deepEqual(next.failed, [
      { id: bob, reason: 'call-accepted' },
      { id: dave, reason: 'call-not-inviter' },
    ])
    deepEqual(next.released, [carol])
  })

  it('of nobody in particular is of all that are open; after an acceptance alone it is 6000271, after the end 6000276', () => {
    const next = after(begun([bob, carol, dave]), deed('reject', carol), cancel(alice))
    deepEqual(next.released, [bob, dave])
    equal(refused(after(begun([bob]), deed('accept', bob)).call, cancel(alice, bob)), 6_000_271)
    equal(refused(after(begun([bob]), deed('accept', bob)).call, cancel(alice)), 6_000_271)
    equal(refused(after(begun([bob]), deed('reject', bob)).call, cancel(alice, bob)), 6_000_276)
  })
})

describe('A timeout', () => {
  it('is told to the invitee as its end, to the inviter with all names, and to the others as state 6', () => {
    const answered = after(begun([bob, carol, dave], 1), deed('accept', dave, pad)).call
    const next = done(step(answered, ripen, startMs + timeoutMs))
    deepEqual(told(next), [
      'alice unanswered bob:6 carol:6 @phone',
      'bob timed-out bob:6',
      'carol timed-out carol:6',
      'dave states bob:6 carol:6 @pad',
    ])
    deepEqual([next.call.endedAtMs, dueAtMs(next.call)], [undefined, startMs + callMsMax])
    deepEqual(done(step(next.call, ripen, startMs + timeoutMs + 1)).notices, [], 'once')
  })

  it('is of each invitation its own, and told to who made it', () => {
    const { call } = after(begun([bob], 1), deed('accept', bob), add(bob, carol))
    const next = done(step(call, ripen, startMs + 2_000 + timeoutMs))
    deepEqual(told(next), ['alice states carol:6 @phone', 'bob unanswered carol:6 @pad', 'carol timed-out carol:6'])
  })

  it('happens before whatever comes too late, and is told with it', () => {
    const { call } = after(begun([bob], 1), deed('accept', bob), add(alice, carol))
    const next = done(step(call, deed('quit', bob), startMs + 2_000 + timeoutMs))
    deepEqual(
      told(next).filter(line => line.startsWith('alice')),
      ['alice states bob:7 @phone', 'alice unanswered carol:6 @phone'],
    )
    equal(userOf(next.call, carol)?.state, 'timed-out')
  })
})

describe('The end', () => {
  it('of a general call comes when everybody accepted, rejected, was cancelled or timed out, without a word', () => {
    const { call } = after(begun([bob, carol, dave]), deed('accept', bob), deed('reject', carol))
    equal(call.endedAtMs, undefined)
    const over = done(step(call, ripen, startMs + timeoutMs))
    equal(over.call.endedAtMs, startMs + timeoutMs)
    equal(
      over.notices.some(({ event }) => event === 'ended'),
      false,
    )
    for (const last of [deed('accept', dave), deed('reject', dave), cancel(alice, dave)])
      equal(after(call, last).call.endedAtMs, startMs + 1_000)
  })

  it('of an advanced call does not come by answers', () => {
    const { call } = after(begun([bob], 1), deed('reject', bob))
    deepEqual([call.endedAtMs, dueAtMs(call)], [undefined, startMs + callMsMax])
  })

  it('by callEnd is told to everybody who is in it or called, and leaves the states as they are', () => {
    const { call } = after(begun([bob, carol, dave], 1), deed('accept', bob), deed('reject', carol))
    const next = after(call, deed('end', bob))
    const states = 'alice:1 bob:1 carol:2 dave:0'
    deepEqual(told(next), [`alice ended ${states} @phone`, `bob ended ${states} @pad`, `dave ended ${states}`])
    deepEqual([next.released, next.call.endedAtMs, isRinging(next.call, dave)], [[alice, dave], startMs + 1_000, false])
    equal(next.notices[0]?.extendedData, 'end of bob')
  })

  it('comes when the last one in it quits, for those who still ring', () => {
    const next = after(begun([bob], 1), deed('quit', alice, phone))
    deepEqual(told(next), ['alice states alice:7 @phone', 'bob ended alice:7 bob:0', 'bob states alice:7'])
    deepEqual([next.released, next.call.endedAtMs], [[bob], startMs + 1_000])
  })

  it('comes after a day for a call that nobody ends', () => {
    const { call } = after(begun([bob], 1), deed('accept', bob))
    const next = done(step(call, ripen, startMs + callMsMax))
    deepEqual(told(next), ['alice ended alice:1 bob:1 @phone', 'bob ended alice:1 bob:1 @pad'])
  })

  it('is the end of every operation: 6000276', () => {
    const { call } = after(begun([bob, carol], 1), deed('accept', bob), deed('end', alice, phone))
    const events = [add(alice, dave), deed('accept', carol), deed('join', dave), deed('quit', bob), deed('end', alice)]
    for (const event of [...events, receivedBy(carol), cancel(alice, carol)]) equal(refused(call, event), 6_000_276)
  })
})

describe('Only an advanced call', () => {
  it('is added to, joined, left and ended: else 6000286', () => {
    const { call } = after(begun([bob, carol]), deed('accept', bob))
    for (const event of [add(alice, dave), deed('join', dave), deed('quit', bob), deed('end', alice)])
      equal(refused(call, event), 6_000_286)
  })

  it('is added to, left and ended by who is in it: else 6000270', () => {
    const call = begun([bob], 1)
    for (const by of [bob, dave])
      for (const event of [add(by, carol), deed('quit', by), deed('end', by)]) equal(refused(call, event), 6_000_270)
  })

  it('rings who is added, tells everybody else, and reports who is in it already', () => {
    const { call } = after(begun([bob], 1), deed('accept', bob))
    const next = after(call, add(bob, carol, alice))
    const states = 'alice:1 bob:1 carol:0'
    deepEqual(told(next), ['alice states carol:0 @phone', 'bob states carol:0 @pad', `carol invited ${states}`])
    deepEqual(next.failed, [{ id: alice, reason: 'call-in-it' }])
    equal(wireCall(next.call, carol).inviter, 'bob')
    equal(refused(call, add(bob, alice)), 6_000_283)
  })

  it('takes in who knows it, tells the others, and has ten at most', () => {
    const joined = after(begun([bob], 1), deed('join', dave, phone))
    deepEqual(told(joined), ['alice states dave:1', 'bob states dave:1', 'dave states dave:1'])
    const full = begun(
      Array.from({ length: 9 }, (_, index) => user(`u${index}`)),
      1,
    )
    equal(refused(full, deed('join', dave)), 6_000_272)
    equal(refused(full, add(alice, dave)), 6_000_272)
    const { call } = after(full, deed('reject', user('u0')))
    equal(after(call, deed('join', dave)).call.users.length, 11)
  })

  it('lets in again who rejected, was timed out or quit', () => {
    const { call } = after(begun([bob, carol], 1), deed('reject', bob), deed('join', bob))
    equal(userOf(call, bob)?.state, 'accepted')
    const again = after(call, deed('quit', bob), add(alice, bob))
    deepEqual([userOf(again.call, bob)?.state, isRinging(again.call, bob)], ['inviting', true])
    equal(userOf(again.call, bob)?.receivedAtMs, undefined)
  })

  it('forgets those who are out of it the longest, and never the caller', () => {
    let call = begun([bob], 1)
    call = after(call, deed('accept', bob), deed('quit', alice)).call
    for (let index = 0; index < 40; index += 1) {
      const guest = user(`guest${index}`)
      call = done(step(call, deed('join', guest), startMs + 9_000 + index)).call
      call = done(step(call, deed('quit', guest), startMs + 9_000 + index)).call
    }
    equal(call.users.length, usersKeptMax)
    deepEqual(
      [call.users[0]?.id, userOf(call, user('guest0')), userOf(call, user('guest39'))?.state],
      [alice, undefined, 'quit'],
    )
  })
})

describe('A caller who is gone', () => {
  it('by logging out before anybody accepted withdraws the call', () => {
    const next = after(begun([bob, carol], 1), deed('reject', carol), { kind: 'caller-lost' })
    deepEqual(told(next), ['bob cancelled bob:10'])
    deepEqual([next.call.endedAtMs, userOf(next.call, bob)?.state], [startMs + 2_000, 'cancelled'])
  })

  it('without a connection gets as long as a heartbeat to be back', () => {
    const gone = after(begun([bob]), { kind: 'caller-gone' }).call
    equal(dueAtMs(gone), startMs + 31_000)
    equal(after(gone, { kind: 'caller-gone' }).call, gone, 'the first loss counts')
    const back = done(step(gone, ripen, startMs + 31_000))
    deepEqual([back.notices, dueAtMs(back.call), isRinging(back.call, bob)], [[], startMs + timeoutMs, true])
    const lost = done(step(gone, { kind: 'ripen', isCallerConnected: false }, startMs + 31_000))
    deepEqual(told(lost), ['bob cancelled bob:10'])
    equal(done(step(gone, { kind: 'ripen', isCallerConnected: false }, startMs + 30_999)).call.endedAtMs, undefined)
  })

  it('changes nothing once somebody accepted', () => {
    const { call } = after(begun([bob, carol]), deed('accept', bob))
    equal(after(call, { kind: 'caller-lost' }).call, call)
    equal(after(call, { kind: 'caller-gone' }).call, call)
    const waiting = after(begun([bob, carol]), { kind: 'caller-gone' }, deed('accept', bob)).call
    equal(waiting.callerCheckAtMs, undefined)
  })
})
