import { deepEqual, equal } from 'node:assert/strict'
import { describe, it } from 'node:test'
import { agoOf, badgeText, phoneStyleOf } from './phone-style.ts'

describe('the style of a phone', () => {
  it('differs between makers, and one that is not known is drawn plainly', () => {
    const names = ['apns', 'fcm', 'huawei', 'honor', 'harmony', 'xiaomi', 'oppo', 'vivo', 'meizu', 'webpush']
    equal(new Set(names.map(name => phoneStyleOf(name).name)).size, names.length)
    equal(phoneStyleOf('acme').name, '')
  })
})

describe('the icon’s number', () => {
  it('is set, added, or taken away', () => {
    deepEqual(
      [{ set: 3 }, { add: 1 }, { set: 0 }, { set: 2, add: 5 }, {}].map(badge => badgeText({ badge })),
      ['3', '+1', undefined, '2', undefined],
    )
    equal(badgeText({}), undefined)
  })
})

describe('how long ago', () => {
  it('is said in one unit', () => {
    const minute = 60_000
    deepEqual(
      [0, 59_999, minute, 59 * minute, 60 * minute, 47 * 60 * minute].map(ms => agoOf(0, ms)),
      [
        { unit: 'now', count: 0 },
        { unit: 'now', count: 0 },
        { unit: 'minutes', count: 1 },
        { unit: 'minutes', count: 59 },
        { unit: 'hours', count: 1 },
        { unit: 'days', count: 1 },
      ],
    )
    equal(agoOf(10, 0).unit, 'now')
  })
})
