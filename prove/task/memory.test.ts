import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peakOf, rssOf, thirdsOf } from './memory.ts'

const samples = Array.from({ length: 30 }, (_, index) => ({ walked: index * 10, rssBytes: 1_000 + index }))

test('growth is the difference of the medians of the first and the last third of a stretch', () => {
  assert.deepEqual(thirdsOf(samples, 0, 300), { first: 1_005, last: 1_025, growth: 20 })
  assert.equal(peakOf(samples), 1_029)
})

test('too few looks say nothing', () => {
  assert.equal(thirdsOf(samples.slice(0, 20), 0, 300), undefined)
  assert.equal(thirdsOf([], 0, 0), undefined)
})

test('the size of a process is that of its memory now, and of a process that is gone there is none', async () => {
  const bytes = await rssOf(process.pid)
  assert.ok(bytes !== undefined && bytes > 10_000_000 && bytes < 10_000_000_000, String(bytes))
  assert.equal(await rssOf(2 ** 22 + 1), undefined)
})
