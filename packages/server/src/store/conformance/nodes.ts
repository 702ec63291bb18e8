// What every engine keeps of the processes that share it. Opening the record took a number already.
import { deepEqual, equal, ok } from 'node:assert/strict'
import type { NodeFacts } from '../../ports/nodes.ts'
import type { Case } from './case.ts'

const facts: NodeFacts = {
  name: 'one.example:8099',
  version: '1.2.3',
  roles: ['api', 'worker'],
  connections: 7,
  bus: 'connected',
}

/** See the head of the file. */
export const nodeCases: readonly Case[] = [
  {
    name: 'a process that opened the record has a number, says that it is there, and that it left',
    run: async store => {
      const { nodes } = store.tables
      const { number, epoch, takenAtMs } = store.held
      deepEqual([number, epoch, store.node], [0, 1, 0])
      deepEqual(await store.commit([nodes.seen(number, epoch, facts, takenAtMs + 5)]), [true])
      const record = { number, epoch, ...facts, startedAtMs: takenAtMs, seenAtMs: takenAtMs + 5, leftAtMs: undefined }
      deepEqual(await nodes.seenAfter(takenAtMs + 4), [record])
      deepEqual(await nodes.seenAfter(takenAtMs + 5), [])
      await store.commit([nodes.left(number, epoch, takenAtMs + 6)])
      deepEqual(await nodes.seenAfter(0), [{ ...record, leftAtMs: takenAtMs + 6 }])
    },
  },
  {
    name: 'F43: whose number was taken by another hears so, and changes nothing of the other',
    run: async store => {
      const { nodes } = store.tables
      const { number, epoch, takenAtMs } = store.held
      const laterMs = takenAtMs + 60_000
      const [taken] = await store.commit([nodes.take(facts, laterMs, laterMs)])
      ok(taken)
      // An embedded record's process has the number 0 again; another engine gives the next one.
      const other = { ...taken, takenAtMs: laterMs }
      deepEqual(other, number === taken.number ? { ...other, epoch: epoch + 1 } : { ...other, number: 1, epoch: 1 })
      deepEqual(await store.commit([nodes.seen(taken.number, taken.epoch - 1, facts, laterMs + 9)]), [false])
      await store.commit([nodes.left(taken.number, taken.epoch - 1, laterMs + 9)])
      const [found] = (await nodes.seenAfter(laterMs - 1)).filter(one => one.number === taken.number)
      deepEqual([found?.epoch, found?.seenAtMs, found?.leftAtMs], [taken.epoch, laterMs, undefined])
      equal(found?.name, facts.name)
    },
  },
]
