// What every engine keeps about leases (lease.ts), seen on pushes.
import { deepEqual } from 'node:assert/strict'
import type { MsgId } from '@posthouse/protocol'
import { aPush, sampleId } from '../testing/samples.ts'
import type { Case } from './case.ts'

/** See the head of the file. */
export const leaseCases: readonly Case[] = [
  {
    name: 'a claimed push comes whole, with its epoch, and is not claimed twice while its lease lasts',
    run: async store => {
      const { pushes } = store.tables
      await store.commit([pushes.insert(aPush())])
      const [early] = await store.commit([pushes.claim(999, 60_000, 10)])
      const [first] = await store.commit([pushes.claim(1_000, 60_000, 10)])
      const [second] = await store.commit([pushes.claim(59_999, 90_000, 10)])
      deepEqual([early, first, second], [[], [{ item: aPush(), epoch: 1 }], []])
    },
  },
  {
    name: 'F43: a lease that ran out is given anew, and the late holder is refused',
    run: async store => {
      const { pushes } = store.tables
      await store.commit([pushes.insert(aPush())])
      await store.commit([pushes.claim(1_000, 2_000, 10)])
      const [again] = await store.commit([pushes.claim(2_000, 9_000, 10)])
      deepEqual(again, [{ item: aPush(), epoch: 2 }])
      deepEqual(await store.commit([pushes.planned(sampleId, 1), pushes.release(sampleId, 1, 5)]), [false, false])
      deepEqual(await store.commit([pushes.planned(sampleId, 2), pushes.planned(sampleId, 2)]), [true, false])
      deepEqual(await store.commit([pushes.claim(99_000, 100_000, 10)]), [[]])
    },
  },
  {
    name: 'a released push is due at its instant, under another epoch',
    run: async store => {
      const { pushes } = store.tables
      await store.commit([pushes.insert(aPush())])
      await store.commit([pushes.claim(1_000, 60_000, 10)])
      deepEqual(await store.commit([pushes.release(sampleId, 1, 5_000)]), [true])
      deepEqual(await store.commit([pushes.claim(4_999, 60_000, 10)]), [[]])
      deepEqual((await store.commit([pushes.claim(5_000, 60_000, 10)]))[0][0]?.epoch, 2)
    },
  },
  {
    name: 'the longest due are claimed first, and no more than asked for',
    run: async store => {
      const { pushes } = store.tables
      const due = [3_000, 1_000, 2_000]
      await store.commit(
        due.map(acceptedAtMs => pushes.insert(aPush({ id: BigInt(acceptedAtMs) as MsgId, acceptedAtMs }))),
      )
      const [claimed] = await store.commit([pushes.claim(9_000, 60_000, 2)])
      deepEqual(claimed.map(({ item }) => item.id).sort(), [1_000n, 2_000n])
    },
  },
]
