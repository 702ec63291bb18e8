import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { countText, durationText, exactText, instantText, namedText, shareText, shortened } from './formats.ts'

describe('durations', () => {
  for (const [ms, en, zh] of [
    [0, '0 ms', '0 毫秒'],
    [340, '340 ms', '340 毫秒'],
    [2_430, '2.4 s', '2.4 秒'],
    [59_400, '59 s', '59 秒'],
    [185_000, '3 min 05 s', '3 分 05 秒'],
    [7_800_000, '2 h 10 min', '2 小时 10 分'],
    [1_036_800_000, '12 d', '12 天'],
  ] as const) {
    it(`${ms} ms are "${en}"`, () => {
      assert.equal(durationText(ms, 'en'), en)
      assert.equal(durationText(ms, 'zh'), zh)
    })
  }
})

describe('instants', () => {
  const now = new Date(2026, 10, 21, 14, 3, 7, 112).getTime()
  it('of today are a time, of this year a day and a time, older ones a date', () => {
    assert.equal(instantText(now, now, 'en'), '14:03')
    assert.equal(instantText(new Date(2026, 0, 2, 9, 5).getTime(), now, 'en'), '2 Jan 09:05')
    assert.equal(instantText(new Date(2026, 0, 2, 9, 5).getTime(), now, 'zh'), '1月2日 09:05')
    assert.equal(instantText(new Date(2025, 0, 2, 9, 5).getTime(), now, 'zh'), '2025-01-02')
  })

  it('are exact to the millisecond and say their offset', () => {
    assert.match(exactText(now), /^2026-11-21 14:03:07\.112 [+-]\d\d:\d\d$/)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), at => {
        assert.equal(new Date(exactText(at).replace(' ', 'T').replace(' ', '')).getTime(), at)
      }),
    )
  })
})

describe('figures', () => {
  it('are grouped, and a share of nothing is no share', () => {
    assert.equal(countText(12_345_678, 'en'), '12,345,678')
    assert.equal(shareText(997, 1_000, 'en'), '99.7%')
    assert.equal(shareText(0, 0, 'zh'), '–')
  })
})

describe('names and values', () => {
  it('stand apart as each language writes it', () => {
    assert.equal(namedText('State', 'fine', 'en'), 'State: fine')
    assert.equal(namedText('状态', '正常', 'zh'), '状态：正常')
  })
})

describe('ids', () => {
  it('keep both ends when they are shortened, and never grow', () => {
    assert.equal(shortened('968120369184112182'), '968120369184112182')
    assert.equal(shortened('0123456789abcdef0123456789abcdef'), '012345678…89abcdef')
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 3, max: 40 }), (id, charsMax) => {
        const short = shortened(id, charsMax)
        assert.ok(short.length <= charsMax)
        assert.ok(id.startsWith(short.split('…')[0] ?? '') || id === short)
      }),
    )
  })
})
