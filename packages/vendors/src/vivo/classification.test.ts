import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { categories } from '../category.ts'
import { type Classified, classified, classOf } from './classification.ts'

test('the block wins over the notification’s category, that over the settings, and nothing at all says nothing', () => {
  const settings: Classified = { classification: 1, category: 'ORDER' }
  assert.deepEqual(classified({}, undefined, {}), {})
  assert.deepEqual(classified({}, undefined, settings), settings)
  assert.deepEqual(classified({}, 'marketing', settings), { classification: 0, category: 'MARKETING' })
  assert.deepEqual(classified({}, 'call', settings), { classification: 1, category: 'IM' })
  const block: Classified = { classification: 1, category: 'TODO' }
  assert.deepEqual(classified(block, 'marketing', settings), block)
})

test('a category alone has its class, a class alone takes the next category that is of it', () => {
  assert.deepEqual(classified({ category: 'NEWS' }, 'im', {}), { classification: 0, category: 'NEWS' })
  assert.deepEqual(classified({ classification: 0 }, 'im', { category: 'SOCIAL' }), {
    classification: 0,
    category: 'SOCIAL',
  })
  assert.deepEqual(classified({ classification: 1 }, 'im', {}), { classification: 1, category: 'IM' })
  assert.deepEqual(classified({ classification: 1 }, 'marketing', {}), { classification: 1 })
  assert.deepEqual(classified({}, undefined, { category: 'IM' }), { classification: 1, category: 'IM' })
})

test('a class alone keeps the category that the settings pair with it, known here or not', () => {
  const settings: Classified = { category: 'NEW_KIND', classification: 1 }
  assert.deepEqual(classified({ classification: 1 }, undefined, settings), settings)
  assert.deepEqual(classified({ classification: 0 }, undefined, settings), { classification: 0 })
  assert.deepEqual(classified({ classification: 0 }, undefined, { category: 'IM', classification: 0 }), {
    classification: 0,
  })
})

test('a category that nobody knows here passes, with a class only where one is said for it', () => {
  assert.deepEqual(classified({ category: 'NEW_KIND' }, 'im', {}), { category: 'NEW_KIND' })
  const settings: Classified = { category: 'NEW_KIND', classification: 1 }
  assert.deepEqual(classified({ category: 'NEW_KIND' }, undefined, settings), settings)
})

test('whatever is said where, a known category never stands beside the other class unless one place says both (property)', () => {
  const classification = fc.constantFrom(undefined, 0 as const, 1 as const)
  const category = fc.constantFrom(undefined, 'IM', 'ORDER', 'NEWS', 'MARKETING', 'OTHER')
  const source = fc
    .record({ classification, category })
    .filter(
      ({ classification: one, category: other }) =>
        one === undefined || classOf(other) === undefined || classOf(other) === one,
    )
  const plain = ({
    classification: one,
    category: other,
  }: {
    classification: 0 | 1 | undefined
    category: string | undefined
  }) => ({
    ...(one === undefined ? {} : { classification: one }),
    ...(other === undefined ? {} : { category: other }),
  })
  fc.assert(
    fc.property(source, fc.constantFrom(undefined, ...categories), source, (block, named, settings) => {
      const pair = classified(plain(block), named, plain(settings))
      assert.ok(classOf(pair.category) === undefined || classOf(pair.category) === pair.classification)
    }),
  )
})
