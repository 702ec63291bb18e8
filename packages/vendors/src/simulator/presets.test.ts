import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { vendors } from '../registry.ts'
import { parseFault } from './fault-input.ts'
import { presetsOf } from './presets.ts'

describe('presets', () => {
  it('of every vendor are faults that can be armed, under names of their own', () => {
    for (const { name } of vendors) {
      const presets = presetsOf(name, 1_000)
      assert.ok(presets.length >= 8, name)
      assert.equal(new Set(presets.map(one => one.name)).size, presets.length)
      for (const { fault } of presets) assert.deepEqual(parseFault(structuredClone(fault)), fault)
    }
  })

  it('of HTTP/2 are offered only where it is spoken, and none for a vendor that there is not', () => {
    const has = (vendor: string): boolean => presetsOf(vendor, 0).some(({ name }) => name === 'goaway')
    assert.deepEqual([has('apns'), has('xiaomi')], [true, false])
    assert.deepEqual(presetsOf('nokia', 0), [])
  })
})
