// What every engine keeps of calls: the call whole, one change at a time, deadlines under a lease, and the lists of its users.
import { deepEqual, equal } from 'node:assert/strict'
import type { DeviceId, UserId } from '@posthouse/protocol'
import { type Call, type CallId, userOf } from '../../domain/call/call.ts'
import { newCall } from '../../domain/call/invitation.ts'
import { step } from '../../domain/call/step.ts'
import { aUser, sampleApp } from '../../domain/testing/samples.ts'
import { bob, type Case, otherApp } from './case.ts'

const alice = 'alice' as UserId
const carol = 'carol' as UserId
const firstId = (2n ** 62n + 5n) as CallId

function aCall(id: CallId = firstId, atMs = 1_000, mode: 0 | 1 = 1): Call {
  const wanted = { caller: alice, device: 'phone' as DeviceId, invitees: [bob], unreachable: new Set<UserId>(), mode }
  const made = newCall({ id, ...wanted, extendedData: '“来电”', timeoutSeconds: 60, checksReceipt: false }, atMs)
  if (typeof made === 'string') throw new Error(made)
  return made.call
}

function after(call: Call, event: Parameters<typeof step>[1], nowMs: number): Call {
  const next = step(call, event, nowMs)
  if (typeof next === 'string') throw new Error(next)
  return next.call
}

/** See the head of the file. */
export const callCases: readonly Case[] = [
  {
    name: 'a call comes back whole, in its own app only',
    run: async store => {
      const { calls } = store.tables
      const call = aCall()
      await store.commit([calls.insert(sampleApp, call)])
      deepEqual(await calls.find(sampleApp, firstId), { appId: sampleApp, call, revision: 1 })
      deepEqual(await calls.findMany(sampleApp, [firstId, 9n as CallId]), [{ appId: sampleApp, call, revision: 1 }])
      deepEqual([await calls.find(otherApp, firstId), await calls.findMany(otherApp, [firstId])], [undefined, []])
      deepEqual(await calls.findMany(sampleApp, []), [])
    },
  },
  {
    name: 'of two changes that began from the same call one is refused with all that goes with it',
    run: async store => {
      const { calls } = store.tables
      const call = aCall()
      await store.commit([calls.insert(sampleApp, call)])
      const deed = { by: bob, device: 'pad' as DeviceId, extendedData: 'yes' }
      const accepted = after(call, { kind: 'accept', ...deed }, 2_000)
      const rejected = after(call, { kind: 'reject', ...deed }, 2_000)
      const held = await store.commitFenced([
        { fence: calls.replace(sampleApp, accepted, 1), writes: [] },
        { fence: calls.replace(sampleApp, rejected, 1), writes: [calls.addUsers(sampleApp, call.id, [carol])] },
      ])
      deepEqual(held, [true, false])
      deepEqual(await calls.find(sampleApp, firstId), { appId: sampleApp, call: accepted, revision: 2 })
      deepEqual(await calls.list(sampleApp, carol, undefined, 9), [])
      deepEqual(await store.commit([calls.replace(otherApp, rejected, 2)]), [false])
    },
  },
  {
    name: 'F43: a call is due at the nearest of its deadlines, under a lease, and never again once it is over',
    run: async store => {
      const { calls, leases } = store.tables
      const call = aCall(firstId, 1_000, 0)
      await store.commit([calls.insert(sampleApp, call)])
      deepEqual(await store.commit([calls.claim(60_999, 70_000, 9)]), [[]])
      const [[claimed]] = await store.commit([calls.claim(61_000, 70_000, 9)])
      deepEqual(claimed, { item: { appId: sampleApp, call, revision: 1 }, epoch: 1 })
      deepEqual(await store.commit([calls.claim(61_000, 70_000, 9)]), [[]])
      // Whoever held it is gone, and the next start finds it due.
      deepEqual(await store.commit([leases.releaseAll(62_000)]), [1])
      deepEqual((await store.commit([calls.claim(62_000, 70_000, 9)]))[0].length, 1)
      const over = after(call, { kind: 'ripen', isCallerConnected: true }, 62_000)
      deepEqual([over.endedAtMs, userOf(over, bob)?.state], [62_000, 'timed-out'])
      deepEqual(await store.commit([calls.replace(sampleApp, over, 1)]), [true])
      deepEqual(await store.commit([calls.claim(9_000_000, 9_900_000, 9)]), [[]])
      deepEqual(await calls.find(sampleApp, firstId), { appId: sampleApp, call: over, revision: 2 })
    },
  },
  {
    name: 'each user of a call has it in a list, the newest first, and those that go on apart',
    run: async store => {
      const { calls } = store.tables
      const ids = [3n, 1n, 2n].map(id => id as CallId)
      await store.commit(ids.map(id => calls.insert(sampleApp, aCall(id, 1_000))))
      await store.commit([calls.insert(otherApp, aCall(4n as CallId))])
      await store.commit([
        calls.addUsers(sampleApp, 2n as CallId, [carol, bob]),
        calls.addUsers(sampleApp, 2n as CallId, [carol]),
      ])
      const listed = async (user: UserId, before: bigint | undefined, limit: number): Promise<readonly bigint[]> =>
        (await calls.list(sampleApp, user, before as CallId | undefined, limit)).map(({ call }) => call.id)
      deepEqual(await listed(alice, undefined, 9), [3n, 2n, 1n])
      deepEqual(await listed(bob, undefined, 2), [3n, 2n])
      deepEqual(await listed(bob, 2n, 2), [1n])
      deepEqual(await listed(carol, undefined, 9), [2n])
      const deed = { kind: 'end', by: alice, device: 'phone' as DeviceId, extendedData: '' } as const
      await store.commit([calls.replace(sampleApp, after(aCall(3n as CallId, 1_000), deed, 5_000), 1)])
      const open = async (from: bigint): Promise<readonly bigint[]> =>
        (await calls.open(sampleApp, [alice], from, 9)).map(({ call }) => call.id)
      deepEqual([await open(0n), await open(2n)], [[2n, 1n], [2n]])
      const ofAll = await calls.open(sampleApp, [carol, 'nobody' as UserId, alice], 0n, 9)
      deepEqual(new Set(ofAll.map(({ call }) => call.id)), new Set([1n, 2n]))
      deepEqual(await calls.open(sampleApp, [], 0n, 9), [])
    },
  },
  {
    name: 'of a user who is deleted nobody of the same name finds a call',
    run: async store => {
      const { calls, users } = store.tables
      await store.commit([users.insert(aUser({ username: bob }), 'h'), calls.insert(sampleApp, aCall())])
      await store.commit([users.delete(sampleApp, bob)])
      await store.commit([users.insert(aUser({ username: bob }), 'h')])
      deepEqual(await calls.list(sampleApp, bob, undefined, 9), [])
      deepEqual((await calls.list(sampleApp, alice, undefined, 9)).length, 1)
    },
  },
  {
    name: 'calls that are over are deleted by age, out of the lists too',
    run: async store => {
      const { calls } = store.tables
      const end = { kind: 'end', by: alice, device: 'phone' as DeviceId, extendedData: '' } as const
      const ended = [1n, 2n].map((id, index) => after(aCall(id as CallId, 1_000 * (index + 1)), end, 9_000))
      await store.commit([...ended, aCall(3n as CallId, 500)].map(call => calls.insert(sampleApp, call)))
      deepEqual(await store.commit([calls.deleteBefore(2_000, 9)]), [3], 'two places and a call')
      deepEqual(
        (await calls.list(sampleApp, alice, undefined, 9)).map(({ call }) => call.id),
        [3n, 2n],
      )
      equal(await calls.find(sampleApp, 1n as CallId), undefined)
    },
  },
]
