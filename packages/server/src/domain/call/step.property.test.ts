import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, UserId } from '@posthouse/protocol'
import fc from 'fast-check'
import { type Call, type CallId, dueAtMs, listens, participantsMax, rings, userOf, usersKeptMax } from './call.ts'
import { newCall } from './invitation.ts'
import { type CallEvent, step } from './step.ts'

const names = ['alice', 'bob', 'carol', 'dave', 'erin'] as const
const user = fc.constantFrom(...names).map(name => name as UserId)
const device = fc.constantFrom('phone', 'pad').map(name => name as DeviceId)
const users = fc.uniqueArray(user, { maxLength: 4 })
const text = fc.constantFrom('', 'x')

const event: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    by: user,
    invitees: users,
    unreachable: fc.constant(new Set<UserId>()),
  }),
  fc.record({ kind: fc.constant('cancel' as const), by: user, invitees: users, extendedData: text }),
  fc.record({
    kind: fc.constantFrom('accept' as const, 'reject' as const, 'join' as const, 'quit' as const, 'end' as const),
    by: user,
    device,
    extendedData: text,
  }),
  fc.record({ kind: fc.constant('received' as const), by: user }),
  fc.constantFrom<CallEvent>({ kind: 'caller-lost' }, { kind: 'caller-gone' }),
  fc.boolean().map((isCallerConnected): CallEvent => ({ kind: 'ripen', isCallerConnected })),
)
const history = fc.array(fc.record({ event, waitMs: fc.nat(20_000) }), { maxLength: 40 })
const wanted = fc.record({
  mode: fc.constantFrom<(0 | 1)[]>(0, 1),
  invitees: fc.uniqueArray(
    user.filter(name => name !== 'alice'),
    { minLength: 1, maxLength: 4 },
  ),
  checksReceipt: fc.boolean(),
})

function aCall(with_: { mode: 0 | 1; invitees: readonly UserId[]; checksReceipt: boolean }): Call {
  const caller = { caller: 'alice' as UserId, device: 'phone' as DeviceId, unreachable: new Set<UserId>() }
  const made = newCall({ ...with_, ...caller, id: 1n as CallId, extendedData: '', timeoutSeconds: 30 }, 0)
  if (typeof made === 'string') throw new Error(made)
  return made.call
}

function holds(call: Call, nowMs: number): void {
  const isOver = call.endedAtMs !== undefined
  ok(call.users.length <= usersKeptMax)
  ok(call.users.filter(listens).length <= participantsMax)
  equal(new Set(call.users.map(({ id }) => id)).size, call.users.length)
  for (const one of call.users) {
    equal(one.deadlineMs !== undefined, rings(one) && !isOver, `${one.id} is waited for exactly while it rings`)
    ok(one.checkAtMs === undefined || one.state === 'inviting')
    ok(one.state !== 'accepted' || (one.device !== undefined && one.acceptedAtMs !== undefined))
  }
  equal(dueAtMs(call) === undefined, isOver)
  if (!isOver) ok((dueAtMs(call) ?? 0) > nowMs || call.callerCheckAtMs !== undefined, 'what was due is done')
  if (call.mode === 0) equal(isOver, !call.users.some(rings), 'a general call lasts exactly while somebody rings')
}

test('whatever happens in whatever order: one end, one final state per invitation, and no deadline fires twice', () => {
  fc.assert(
    fc.property(wanted, history, (first, events) => {
      let call = aCall(first)
      let nowMs = 0
      let endings = 0
      holds(call, nowMs)
      for (const { event: next, waitMs } of events) {
        nowMs += waitMs
        const before = call
        const outcome = step(call, next, nowMs)
        if (typeof outcome === 'string') continue
        call = outcome.call
        if (before.endedAtMs !== undefined) {
          equal(call, before, 'a call that is over never changes')
          deepEqual(outcome.notices, [])
        } else if (call.endedAtMs !== undefined) endings += 1
        if (next.kind === 'ripen')
          deepEqual(step(call, { ...next, isCallerConnected: true }, nowMs), { ...outcome, notices: [], released: [] })
        for (const one of outcome.notices) ok(userOf(call, one.to) !== undefined, 'who is told knows the call')
        holds(call, nowMs)
      }
      equal(endings, call.endedAtMs === undefined ? 0 : 1)
    }),
    { numRuns: 1_500 },
  )
})

test('left alone, every invitee of every call comes to an end', () => {
  fc.assert(
    fc.property(wanted, history, (first, events) => {
      let call = aCall(first)
      let nowMs = 0
      for (const { event: next, waitMs } of events) {
        nowMs += waitMs
        const outcome = step(call, next, nowMs)
        if (typeof outcome !== 'string') call = outcome.call
      }
      for (let due = dueAtMs(call), rounds = 0; due !== undefined; due = dueAtMs(call), rounds += 1) {
        ok(rounds < 40, 'deadlines end')
        nowMs = Math.max(nowMs, due)
        const outcome = step(call, { kind: 'ripen', isCallerConnected: false }, nowMs)
        ok(typeof outcome !== 'string')
        call = outcome.call
      }
      ok(call.endedAtMs !== undefined)
    }),
    { numRuns: 500 },
  )
})
