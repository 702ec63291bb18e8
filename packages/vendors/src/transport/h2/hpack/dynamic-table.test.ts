import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DynamicTable, type Entry, entryOf } from './dynamic-table.ts'

/** An entry of just `sizeBytes`. */
const sized = (sizeBytes: number): Entry => entryOf('n', 'v'.repeat(sizeBytes - 33))

function contents(table: DynamicTable): readonly Entry[] {
  return Array.from({ length: table.count }, (_, position) => table.at(position) as Entry)
}

test('the newest entry is at position 0 and the oldest leaves first', () => {
  const table = new DynamicTable(120)
  const entries = [sized(40), sized(50), sized(60)] as const
  const sequences = entries.map(entry => table.insert(entry))
  assert.deepEqual(contents(table), [entries[2], entries[1]])
  assert.equal(table.sizeBytes, 110)
  assert.deepEqual(
    sequences.map(sequence => table.positionOf(sequence)),
    [-1, 1, 0],
  )
  assert.equal(table.at(2), undefined)
  assert.equal(table.positionOf(-1), -1)
})

test('an entry as large as the table takes all of it, one byte more empties it and is not kept', () => {
  const table = new DynamicTable(100)
  table.insert(sized(40))
  table.insert(sized(100))
  assert.deepEqual([table.count, table.sizeBytes], [1, 100])
  assert.equal(table.insert(sized(101)), -1)
  assert.deepEqual([table.count, table.sizeBytes], [0, 0])
})

test('nothing is found beyond the oldest entry, also when each slot of the ring is taken', () => {
  const table = new DynamicTable(4096)
  for (let count = 1; count <= 40; count++) {
    table.insert(sized(40))
    assert.equal(table.at(count), undefined)
    assert.equal(table.at(count - 1)?.sizeBytes, 40)
  }
})

test('resizing evicts down to the new size, 0 evicts all, and growing brings nothing back', () => {
  const table = new DynamicTable(4096)
  for (const sizeBytes of [40, 50, 60]) table.insert(sized(sizeBytes))
  table.resize(110)
  assert.deepEqual([table.count, table.sizeBytes, table.sizeBytesMax], [2, 110, 110])
  table.resize(109)
  assert.deepEqual([table.count, table.sizeBytes], [1, 60])
  table.resize(0)
  assert.deepEqual([table.count, table.sizeBytes], [0, 0])
  table.resize(4096)
  assert.equal(table.count, 0)
})

test('the ring behaves as a plain list of unlimited length does', () => {
  const anyStep = fc.oneof(
    { weight: 9, arbitrary: fc.record({ insert: fc.integer({ min: 33, max: 140 }) }) },
    { weight: 1, arbitrary: fc.record({ resize: fc.nat(4000) }) },
  )
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 200, size: 'max' }), steps => {
      const table = new DynamicTable(3000)
      let model: Entry[] = []
      let modelMax = 3000
      const fit = (restBytes: number): void => {
        while (model.length > 0 && sum(model) > restBytes) model = model.slice(0, -1)
      }
      for (const step of steps) {
        if ('insert' in step) {
          const entry = sized(step.insert)
          fit(modelMax - entry.sizeBytes)
          if (entry.sizeBytes <= modelMax) model = [entry, ...model]
          table.insert(entry)
        } else {
          modelMax = step.resize
          fit(modelMax)
          table.resize(modelMax)
        }
        assert.deepEqual(contents(table), model)
        assert.equal(table.sizeBytes, sum(model))
      }
    }),
    { numRuns: 50 },
  )
})

function sum(entries: readonly Entry[]): number {
  return entries.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0)
}
