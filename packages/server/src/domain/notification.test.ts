import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { categories } from '@posthouse/vendors'
import fc from 'fast-check'
import { PosthouseError } from '../base/failure.ts'
import { readNotification, withCategory } from './notification.ts'
import { textWidth } from './text-width.ts'

function fieldOf(message: Record<string, unknown>): string | undefined {
  try {
    readNotification(message)
  } catch (error) {
    assert.ok(error instanceof PosthouseError)
    assert.equal(error.code, 'message_bad')
    return error.field
  }
  return undefined
}

describe('Reading pushMessage', () => {
  it('seed 002 reads the sync sample, `sub_title` included', () => {
    assert.deepEqual(
      readNotification({ title: '环信推送', content: '你好，欢迎使用环信推送服务', sub_title: '环信' }),
      { title: '环信推送', content: '你好，欢迎使用环信推送服务', subTitle: '环信', blocks: {} },
    )
  })

  it('seed 002 reads the single sample with an empty vendor block', () => {
    assert.deepEqual(readNotification({ title: 'Hello', subTitle: 'Hello', content: 'Hello', vivo: {} }), {
      title: 'Hello',
      subTitle: 'Hello',
      content: 'Hello',
      blocks: { vivo: {} },
    })
  })

  it('takes the documented default texts where none are given', () => {
    const { title, content } = readNotification({ title: '', content: null })
    assert.deepEqual([title, content], ['您有一条新消息', '请及时查看'])
  })

  it('reads click, badge and life time, and ignores unknown members', () => {
    const read = readNotification({
      config: {
        clickAction: { url: 'https://example.test', action: 'a', activity: 'b', other: 1 },
        badge: { addNum: 1, setNum: '2', activity: 'c' },
        TimeToLive: 60,
      },
      nonsense: 3,
    })
    assert.deepEqual(read.clickAction, { url: 'https://example.test', action: 'a', activity: 'b' })
    assert.deepEqual(read.badge, { addNum: 1, setNum: 2, activity: 'c' })
    assert.equal(read.ttlSeconds, 60)
    assert.equal('nonsense' in read, false)
  })

  for (const [message, field] of [
    [{ title: 1 }, 'title'],
    [{ title: 'a'.repeat(33) }, 'title'],
    [{ title: '字'.repeat(17) }, 'title'],
    [{ subTitle: 'a'.repeat(11) }, 'subTitle'],
    [{ content: 'a'.repeat(101) }, 'content'],
    [{ content: '\ud800' }, 'content'],
    [{ content: 'a\u0000b' }, 'content'],
    [{ ext: [] }, 'ext'],
    [{ ext: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, 1])) }, 'ext'],
    [{ ext: { k: 'a'.repeat(1_024) } }, 'ext'],
    [{ apns: 'x' }, 'apns'],
    [{ config: { badge: { addNum: 1.5 } } }, 'config.badge.addNum'],
    [{ config: { badge: { setNum: -1 } } }, 'config.badge.setNum'],
    [{ config: { clickAction: { url: 3 } } }, 'config.clickAction.url'],
    [{ category: 'IM' }, 'category'],
    [{ category: 'toString' }, 'category'],
    [{ category: ['im'] }, 'category'],
  ] as const) {
    it(`refuses ${JSON.stringify(message).slice(0, 60)} and names ${field}`, () => {
      assert.equal(fieldOf(message), `pushMessage.${field}`)
    })
  }

  it('reads each category, and takes an empty one for none', () => {
    for (const category of categories) assert.equal(readNotification({ category }).category, category)
    for (const category of ['', null, undefined]) assert.equal('category' in readNotification({ category }), false)
  })

  it('gives the app’s category to a notification that names none, and only to such a one', () => {
    const none = readNotification({})
    assert.equal(withCategory(none, 'im').category, 'im')
    assert.equal(withCategory(none, undefined), none)
    const named = readNotification({ category: 'call' })
    assert.equal(withCategory(named, 'im'), named)
  })

  it('accepts each text at its limit', () => {
    assert.equal(fieldOf({ title: 'a'.repeat(32), subTitle: 'b'.repeat(10), content: '字'.repeat(50) }), undefined)
  })

  it('S33 never throws anything but the documented error, whatever the object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), message => {
        fieldOf(message as Record<string, unknown>)
      }),
    )
  })

  it('counts full-width characters twice and emoji as one wide character', () => {
    assert.deepEqual(['abc', '环信', 'a字', '😀', 'é'].map(textWidth), [3, 4, 3, 2, 1])
  })
})
