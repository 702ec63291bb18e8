import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readNotification } from './notification.ts'
import { textWidth } from './text-width.ts'

const cut = { longTexts: 'cut' } as const

describe('texts that are too wide (spec/easemob.md §7.2)', () => {
  it('are cut where the app wants that, with an ellipsis, a Chinese character counting two', () => {
    const read = readNotification({ title: 'x'.repeat(33), subTitle: '中文字符很长', content: '中'.repeat(60) }, cut)
    assert.deepEqual([read.title, read.subTitle], [`${'x'.repeat(31)}…`, '中文字符…'])
    assert.deepEqual([read.content, textWidth(read.content)], [`${'中'.repeat(49)}…`, 99])
  })

  it('are left alone up to the limit', () => {
    const fitting = { title: '中'.repeat(16), subTitle: '0123456789', content: '中'.repeat(50) }
    assert.deepEqual(readNotification(fitting, cut), readNotification(fitting))
  })

  it('are refused where the app says so or nothing', () => {
    const long = { title: 'x'.repeat(33) }
    const refused = { code: 'message_bad', field: 'pushMessage.title' }
    for (const settings of [{}, { longTexts: 'refuse' }] as const)
      assert.throws(() => readNotification(long, settings), refused)
    assert.throws(() => readNotification(long), refused)
  })

  it('are refused as ever when they are no texts, and so is custom data that is too long', () => {
    for (const wrong of [7, 'a\u0000b', '\ud800'])
      assert.throws(() => readNotification({ title: wrong }, cut), { field: 'pushMessage.title' })
    assert.throws(() => readNotification({ ext: { k: 'x'.repeat(1_024) } }, cut), { field: 'pushMessage.ext' })
  })

  it('never come out wider than the limit, nor with half a letter', () => {
    const unit = fc.constantFrom('a', '中', '👨‍👩‍👧', 'é', '🇨🇳', ' ', '…')
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 90 }), content => {
        const shown = readNotification({ content }, cut).content
        assert.ok(textWidth(shown) <= 100)
        assert.ok(shown.isWellFormed())
        assert.ok(shown === content || (shown.endsWith('…') && content.startsWith(shown.slice(0, -1))))
      }),
    )
  })

  it('take the alias where the name itself is empty', () => {
    assert.equal(readNotification({ subTitle: '', sub_title: 'b' }).subTitle, 'b')
    assert.equal(readNotification({ subTitle: 'a', sub_title: 'b' }).subTitle, 'a')
  })
})
