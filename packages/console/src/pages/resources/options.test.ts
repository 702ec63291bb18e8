import { deepEqual, equal } from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isResourceName, optionsOf, summaryOf, valuesOf } from './options.ts'

describe('the options of a push resource', () => {
  const options = {
    apns: { kind: 'voip', sound: 'ring.caf', mutableContent: false },
    oppo: { category: 'IM', notifyLevel: 16 },
  } as const

  it('come back from their fields as they were', () => {
    deepEqual(optionsOf(valuesOf(options)), options)
  })

  it('leave out what is empty, and vendors without any', () => {
    deepEqual(optionsOf({ 'apns.sound': ' ', 'xiaomi.channelId': 'c1', 'vivo.isTest': '' }), {
      xiaomi: { channelId: 'c1' },
    })
  })

  it('are told in one line', () => {
    equal(summaryOf(options, 'apns'), 'kind voip, sound ring.caf, mutableContent false')
    equal(summaryOf(options, 'vivo'), '')
  })
})

it('a name has visible signs and no slash', () => {
  deepEqual(['call', 'a/b', '', 'x'.repeat(33), '铃'].map(isResourceName), [true, false, false, false, false])
})
