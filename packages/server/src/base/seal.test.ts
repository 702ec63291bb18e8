import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { systemRandom } from './random.ts'
import { createSealer, masterKeyOf, SealBroken, type SealPlace } from './seal.ts'

const oldKey = masterKeyOf(new Uint8Array(32).fill(1))
const newKey = masterKeyOf(new Uint8Array(32).fill(2))
const place: SealPlace = { tenant: 7, table: 'notifier', row: 'r', column: 'credential' }

it('S46 opens what it sealed, and nothing that was changed in one byte', () => {
  const sealer = createSealer([oldKey], systemRandom)
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.nat(), (secret, at) => {
      const sealed = sealer.seal(secret, place)
      assert.equal(Buffer.from(sealer.open(sealed, place)).toString(), Buffer.from(secret).toString())
      const changed = Uint8Array.from(sealed)
      const index = at % changed.length
      changed[index] = (changed[index] ?? 0) ^ 1
      assert.throws(() => sealer.open(changed, place), SealBroken)
    }),
    { numRuns: 200 },
  )
})

it('S46 refuses a value that was moved to another tenant, table, row or column', () => {
  const sealer = createSealer([oldKey], systemRandom)
  const sealed = sealer.seal('secret', place)
  for (const change of [{ tenant: 8 }, { table: 'app' }, { row: 'q' }, { column: 'x' }])
    assert.throws(() => sealer.open(sealed, { ...place, ...change }), SealBroken)
})

it('S46 never seals twice to the same bytes', () => {
  const sealer = createSealer([oldKey], systemRandom)
  const nonces = new Set<string>()
  for (let count = 0; count < 2_000; count += 1)
    nonces.add(Buffer.from(sealer.seal('', place)).subarray(9, 21).toString('hex'))
  assert.equal(nonces.size, 2_000)
})

it('S47 wraps a value anew under the first key, and both keys open until the old one leaves', () => {
  const sealed = createSealer([oldKey], systemRandom).seal('secret', place)
  const ring = createSealer([newKey, oldKey], systemRandom)
  const rewrapped = ring.rewrap(sealed, place)
  assert.ok(rewrapped)
  assert.equal(ring.rewrap(rewrapped, place), undefined)
  assert.equal(Buffer.from(ring.open(sealed, place)).toString(), 'secret')
  ring.useKeys([newKey])
  assert.equal(Buffer.from(ring.open(rewrapped, place)).toString(), 'secret')
  assert.throws(() => ring.open(sealed, place), /which is not here/)
})

it('refuses short and empty values', () => {
  const sealer = createSealer([oldKey], systemRandom)
  for (const length of [0, 1, 68, 96]) assert.throws(() => sealer.open(new Uint8Array(length), place), SealBroken)
})
