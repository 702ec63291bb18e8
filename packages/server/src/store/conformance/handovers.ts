// What every engine keeps of hand-overs: two passes under a lease, and what came of them.
import { deepEqual } from 'node:assert/strict'
import type { DeviceId, MsgId, UserId } from '@posthouse/protocol'
import { peerConversation, userAudience } from '../../domain/chat/conversation.ts'
import { aPush, sampleApp } from '../../domain/testing/samples.ts'
import type { Handover } from '../../ports/handovers.ts'
import { type Case, otherApp } from './case.ts'

const alice = 'alice' as UserId
const bob = 'bob' as UserId

function aHandover(change: Partial<Handover> = {}): Handover {
  return {
    id: 2n ** 62n + 7n,
    appId: sampleApp,
    position: 12,
    from: alice,
    users: [bob],
    conversation: peerConversation(alice, bob),
    what: 'message',
    subjectId: '901',
    push: { title: '你好', content: 'x', badgeIncrement: 3, enableBadge: true },
    mentioned: [bob],
    easemob: undefined,
    deadlineMs: 90_000,
    createdAtMs: 1_000,
    awaited: undefined,
    ...change,
  }
}

const waiting = { waiting: { count: 1, users: [bob] } }
const late = { 'pushed-late': { count: 1, users: [bob] } }

const noFilter = { acceptedDevices: [], ignoredDevices: [], acceptedNotifiers: [], ignoredNotifiers: [] }

/** See the head of the file. */
export const handoverCases: readonly Case[] = [
  {
    name: 'F91: a hand-over comes back whole, twice: at once, and when its wait is over',
    run: async store => {
      const { handovers } = store.tables
      const first = aHandover()
      await store.commit([handovers.insert(first, 1_000)])
      deepEqual(await store.commit([handovers.claim(999, 9_000, 9)]), [[]])
      const [claimed] = await store.commit([handovers.claim(1_000, 9_000, 9)])
      deepEqual(claimed, [{ item: { handover: first, ends: undefined, dueAtMs: 9_000 }, epoch: 1 }])
      const awaited = { [bob]: ['phone'] }
      deepEqual(await store.commit([handovers.awaiting({ ...first, awaited }, 1, 6_000, waiting)]), [true])
      deepEqual(await store.commit([handovers.claim(5_999, 9_000, 9)]), [[]])
      const [again] = await store.commit([handovers.claim(6_000, 9_500, 9)])
      deepEqual(again, [{ item: { handover: { ...first, awaited }, ends: waiting, dueAtMs: 9_500 }, epoch: 2 }])
      deepEqual(await store.commit([handovers.done(first.id, 2, late)]), [true])
      deepEqual(await store.commit([handovers.claim(99_000, 99_500, 9)]), [[]])
    },
  },
  {
    name: 'a hand-over in the commit of its entry has the entry’s position',
    run: async store => {
      const { handovers, timeline } = store.tables
      const append = (appId = sampleApp) =>
        timeline.append(appId, userAudience(bob), { kind: 'conversation' }, 1, 90_000)
      await store.commit([
        append(otherApp),
        append(),
        append(),
        handovers.insert(aHandover({ position: 0 }), 1_000),
        append(),
      ])
      const [found] = await handovers.ofSubject(sampleApp, '901', 9)
      deepEqual(found?.handover.position, 2)
    },
  },
  {
    name: 'F43: whoever is late with a hand-over is refused, and one that is over stays so',
    run: async store => {
      const { handovers } = store.tables
      const { id } = aHandover()
      await store.commit([handovers.insert(aHandover(), 1_000)])
      await store.commit([handovers.claim(1_000, 2_000, 9)])
      await store.commit([handovers.claim(2_000, 3_000, 9)])
      const stale = [
        handovers.awaiting(aHandover(), 1, 9_000, {}),
        handovers.done(id, 1, {}),
        handovers.release(id, 1, 5_000),
      ]
      deepEqual(await store.commit(stale), [false, false, false])
      deepEqual(await store.commit([handovers.release(id, 2, 5_000)]), [true])
      deepEqual(await store.commit([handovers.claim(4_999, 9_000, 9)]), [[]])
      const [[claimed]] = await store.commit([handovers.claim(5_000, 9_000, 9)])
      deepEqual(claimed?.epoch, 3)
      const ends = [handovers.done(id, 3, late), handovers.done(id, 3, {}), handovers.release(id, 3, 0)]
      deepEqual(await store.commit(ends), [true, false, false])
    },
  },
  {
    name: 'F18: a hand-over whose process is gone is due at once',
    run: async store => {
      const { handovers, leases } = store.tables
      await store.commit([handovers.insert(aHandover(), 1_000), handovers.insert(aHandover({ id: 5n }), 70_000)])
      await store.commit([handovers.claim(1_000, 60_000, 9)])
      deepEqual(await store.commit([leases.releaseAll(2_000)]), [1])
      const [[claimed]] = await store.commit([handovers.claim(2_000, 60_000, 9)])
      deepEqual([claimed?.item.handover.id, claimed?.epoch], [aHandover().id, 3])
    },
  },
  {
    name: 'the hand-overs of a message are found in its own app, and deleted by age once they are over',
    run: async store => {
      const { handovers } = store.tables
      await store.commit([
        handovers.insert(aHandover({ id: 3n, what: 'recall' }), 70_000),
        handovers.insert(aHandover({ id: 2n, users: undefined, mentioned: 'all', push: undefined }), 1_000),
        handovers.insert(aHandover({ id: 4n, appId: otherApp }), 70_000),
        handovers.insert(aHandover({ id: 5n, subjectId: '902', easemob: { ext: { a: [1] } } }), 70_000),
      ])
      const [[claimed]] = await store.commit([handovers.claim(1_000, 60_000, 1)])
      await store.commit([handovers.done(2n, claimed?.epoch ?? 0, late)])
      const found = await handovers.ofSubject(sampleApp, '901', 9)
      deepEqual(
        found.map(({ handover, ends, dueAtMs }) => [handover.id, handover.what, handover.mentioned, ends, dueAtMs]),
        [
          [2n, 'message', 'all', late, undefined],
          [3n, 'recall', [bob], undefined, 70_000],
        ],
      )
      deepEqual((await handovers.ofSubject(sampleApp, '902', 9))[0]?.handover.easemob, { ext: { a: [1] } })
      deepEqual(await store.commit([handovers.deleteBefore(1_000, 9), handovers.deleteBefore(1_001, 9)]), [0, 1])
      deepEqual((await handovers.ofSubject(sampleApp, '901', 9)).length, 1)
    },
  },
  {
    name: 'a push of a message comes back with its devices, and is found by the message, in its own app',
    run: async store => {
      const { pushes } = store.tables
      const devices = { only: ['phone'] as DeviceId[], filter: noFilter, end: 'user-ignores' } as const
      const ofBob = aPush({ id: 7n as MsgId, target: bob, source: 'message', devices, subject: '901' })
      const ofAlice = aPush({ id: 8n as MsgId, target: alice, source: 'call', subject: '901' })
      await store.commit([
        pushes.insert(ofBob),
        pushes.insert(ofAlice),
        pushes.insert(aPush({ id: 9n as MsgId, subject: '902' })),
        pushes.insert(aPush({ id: 10n as MsgId, appId: otherApp, subject: '901' })),
        pushes.insert(aPush({ id: 11n as MsgId })),
      ])
      deepEqual(await pushes.find(sampleApp, ofBob.id), ofBob)
      deepEqual(await pushes.findMany([ofAlice.id]), [ofAlice])
      deepEqual(await pushes.ofSubject(sampleApp, '901', undefined, 9), [ofAlice, ofBob])
      deepEqual(await pushes.ofSubject(sampleApp, '901', undefined, 1), [ofAlice])
      deepEqual(await pushes.ofSubject(sampleApp, '901', bob, 9), [ofBob])
    },
  },
]
