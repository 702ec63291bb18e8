import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STATIC_INDEX_MAX, staticEntries, staticNames } from './static-table.ts'

test('indices 1 to 61 hold the fields of RFC 7541 appendix A, and 0 holds none', () => {
  assert.equal(staticEntries.length, STATIC_INDEX_MAX + 1)
  assert.equal(staticEntries[0], undefined)
  const samples: readonly (readonly [index: number, name: string, value: string, sizeBytes: number])[] = [
    [1, ':authority', '', 42],
    [3, ':method', 'POST', 43],
    [7, ':scheme', 'https', 44],
    [8, ':status', '200', 42],
    [14, ':status', '500', 42],
    [16, 'accept-encoding', 'gzip, deflate', 60],
    [23, 'authorization', '', 45],
    [31, 'content-type', '', 44],
    [32, 'cookie', '', 38],
    [61, 'www-authenticate', '', 48],
  ]
  for (const [index, name, value, sizeBytes] of samples)
    assert.deepEqual(staticEntries[index], { name, value, sizeBytes })
})

test('a name leads to its lowest index and to all of its values', () => {
  assert.deepEqual(staticNames.get(':method'), {
    index: 2,
    values: new Map([
      ['GET', 2],
      ['POST', 3],
    ]),
  })
  assert.equal(staticNames.get(':status')?.index, 8)
  assert.equal(staticNames.get(':status')?.values.get('500'), 14)
  assert.equal(staticNames.get('apns-id'), undefined)
  for (const [name, { values }] of staticNames) {
    for (const [value, index] of values) {
      const entry = staticEntries[index]
      assert.deepEqual([entry?.name, entry?.value], [name, value])
    }
  }
  assert.equal(
    [...staticNames.values()].reduce((sum, { values }) => sum + values.size, 0),
    STATIC_INDEX_MAX,
  )
})
