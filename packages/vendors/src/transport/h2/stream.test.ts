import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Exchange } from './exchange.ts'
import { STREAM_ID_MAX } from './frame.ts'
import { type Stream, StreamTable } from './stream.ts'

const exchange = new Exchange({ method: 'GET', path: '/', headers: {} }, Number.POSITIVE_INFINITY, () => undefined)
const openIn = (table: StreamTable): Stream => table.open(exchange, 65_535)

test('ids are odd and rise; after the last one nothing is left (RFC 9113 §5.1.1)', () => {
  const table = new StreamTable()
  assert.deepEqual([openIn(table).id, openIn(table).id, openIn(table).id], [1, 3, 5])
  const late = new StreamTable(STREAM_ID_MAX - 2)
  assert.equal(openIn(late).id, STREAM_ID_MAX - 2)
  assert.equal(late.isExhausted, false)
  const last = openIn(late)
  assert.deepEqual([last.id, late.isExhausted], [STREAM_ID_MAX, true])
  assert.equal(late.find(STREAM_ID_MAX), last)
  assert.deepEqual([...late], [late.find(STREAM_ID_MAX - 2), last])
})

test('a stream that ended may hear of itself, but has no second answer (F72); one that never was may do neither', () => {
  const table = new StreamTable()
  const [ended, reset] = [openIn(table), openIn(table)]
  table.delete(ended)
  table.deleteReset(reset)
  assert.equal(table.findOpened(ended.id), undefined)
  assert.throws(() => table.findAnswering(ended.id), /stream 1, which has ended/)
  assert.equal(table.findAnswering(reset.id), undefined)
  assert.throws(() => table.findOpened(5), /stream 5, which was never opened/)
  assert.throws(() => table.findAnswering(5), /stream 5, which was never opened/)
})

test('of streams that were reset, the last thousand are remembered', () => {
  const table = new StreamTable()
  for (let index = 0; index < 1_001; index += 1) table.deleteReset(openIn(table))
  assert.throws(() => table.findAnswering(1), /has ended/)
  assert.equal(table.findAnswering(3), undefined)
  assert.equal(table.findAnswering(2_001), undefined)
})

test('streams that stay open while thousands of later ones come and go are found, listed first and end', () => {
  const table = new StreamTable()
  const slow = [openIn(table), openIn(table), openIn(table)]
  const [first = assert.fail(), second = assert.fail(), third = assert.fail()] = slow
  for (let index = 0; index < 10_000; index += 1) table.delete(openIn(table))
  const late = openIn(table)
  assert.deepEqual([...table], [...slow, late])
  assert.equal(table.find(third.id), third)
  table.delete(second)
  assert.deepEqual([table.size, table.find(second.id)], [3, undefined])
  table.deleteReset(first)
  assert.equal(table.findAnswering(first.id), undefined)
  assert.deepEqual([...table], [third, late])
})

test('while all are gone through, those that end meanwhile are left out', () => {
  const table = new StreamTable()
  const streams = Array.from({ length: 4 }, () => openIn(table))
  const seen: number[] = []
  for (const stream of table) {
    seen.push(stream.id)
    const next = streams[streams.indexOf(stream) + 1]
    if (next !== undefined) table.delete(next)
  }
  assert.deepEqual(seen, [1, 5])
})

test('whatever opens and ends, the table knows exactly what is open, in the order of ids', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('open' as const), count: fc.integer({ min: 1, max: 3_000 }) }),
    fc.record({
      kind: fc.constantFrom('delete' as const, 'reset' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.nat({ max: 1_000 }), (steps, skip) => {
      const table = new StreamTable(1 + 2 * skip)
      const open = new Map<number, Stream>()
      for (const each of steps) {
        if (each.kind === 'open') {
          for (let left = each.count; left > 0; left -= 1) {
            const stream = openIn(table)
            open.set(stream.id, stream)
          }
          continue
        }
        // Every so many, so that old ones stay among those that end.
        const stride = 1 + Math.floor(each.share * 10)
        for (const [index, stream] of [...open.values()].entries()) {
          if (index % stride !== 0) continue
          if (each.kind === 'delete') table.delete(stream)
          else table.deleteReset(stream)
          open.delete(stream.id)
          assert.equal(table.find(stream.id), undefined)
        }
      }
      assert.equal(table.size, open.size)
      assert.deepEqual(
        [...table].map(({ id }) => id),
        [...open.keys()],
      )
      for (const stream of open.values()) if (table.find(stream.id) !== stream) assert.fail(`${stream.id} is lost`)
    }),
    { numRuns: 40 },
  )
})
