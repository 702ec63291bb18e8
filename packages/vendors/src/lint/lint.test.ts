// The linter, sentence by sentence: what it says of one wish to ten vendors, and what it must never say.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Notification } from '../notification.ts'
import { type AnyVendor, vendors } from '../registry.ts'
import type { LintFinding } from './finding.ts'
import { inspect } from './inspect.ts'

const nowMs = 1_700_000_000_000
const hourMs = 3_600_000
const plain: Notification = { title: 'Li', content: 'See you at eight?', blocks: {} }

function vendorOf(name: string): AnyVendor {
  return vendors.find(vendor => vendor.name === name) ?? assert.fail(name)
}

function findings(name: string, wish: Partial<Notification>, lifeMs = hourMs): readonly LintFinding[] {
  const vendor = vendorOf(name)
  return inspect(vendor, { ...plain, ...wish }, { credentials: vendor.sample, nowMs, expiresAtMs: nowMs + lifeMs })
    .findings
}

function about(name: string, wish: Partial<Notification>, code: LintFinding['code'], lifeMs?: number): LintFinding {
  const all = findings(name, wish, lifeMs)
  return all.find(finding => finding.code === code) ?? assert.fail(JSON.stringify(all))
}

test('vivo ignores a subtitle, OPPO shows it', () => {
  const { severity, field, text } = about('vivo', { subTitle: 'Team' }, 'subtitle-ignored')
  assert.deepEqual(
    { severity, field, text },
    { severity: 'warning', field: 'subTitle', text: { en: 'vivo shows no subtitle.', zh: 'vivo 不显示副标题。' } },
  )
  assert.ok(findings('oppo', { subTitle: 'Team' }).every(({ code }) => code !== 'subtitle-ignored'))
})

test('a text beyond a limit is cut, one just within it is near, a shorter one is nothing', () => {
  const title = (length: number) => ({ title: 'x'.repeat(length), category: 'im' as const })
  const codes = (length: number) => findings('meizu', title(length)).map(({ code }) => code)
  assert.deepEqual(
    [codes(33), codes(32), codes(29), codes(28)],
    [['title-cut'], ['title-near-limit'], ['title-near-limit'], []],
  )
  assert.equal(
    about('meizu', title(40), 'title-cut').text.en,
    'Meizu shows the first 32 of 40 characters of the title; at most 32 fit.',
  )
})

test('an ellipsis of the caller’s own is no cut, and a block’s text is named by its place', () => {
  assert.ok(findings('meizu', { content: 'Wait…' }).every(({ code }) => code !== 'body-cut'))
  const cut = about('oppo', { blocks: { oppo: { content: 'c'.repeat(150) } } }, 'body-cut')
  assert.equal(cut.field, 'oppo.content')
  assert.equal(about('oppo', { blocks: { oppo: { title: 't'.repeat(31) } } }, 'title-near-limit').field, 'oppo.title')
  assert.equal(about('oppo', { title: 't'.repeat(31) }, 'title-near-limit').field, 'title')
})

test('a text that gives way to the whole is said by bytes', () => {
  const { text } = about('apns', { content: '驿'.repeat(3_000) }, 'body-cut')
  assert.match(text.en, /the whole may have 4096 bytes/)
  assert.equal(about('apns', { ext: { data: 'x'.repeat(3_900) } }, 'payload-near-limit').severity, 'hint')
})

test('a member that no renderer reads is named with its path; empty ones and those handed through whole are not', () => {
  const blocks = {
    xiaomi: { bigTitle: 'x', channelId: 'c', sound: '' },
    huawei: { message: { android: { colour: 1, notification: { tag: 't', shade: 2 } } } },
    webpush: { data: { any: { thing: 1 } } },
  }
  const ignored = (name: string) =>
    findings(name, { blocks })
      .filter(({ code }) => code === 'field-ignored')
      .map(({ field }) => field)
  assert.deepEqual(ignored('xiaomi'), ['xiaomi.bigTitle'])
  assert.deepEqual(ignored('huawei'), ['huawei.message.android.colour', 'huawei.message.android.notification.shade'])
  assert.deepEqual(ignored('webpush'), [])
  assert.deepEqual(ignored('oppo'), [])
})

test('the icon’s number: left out, changed, said twice', () => {
  assert.equal(about('xiaomi', { badge: { setNum: 3 } }, 'badge-ignored').field, 'config.badge')
  assert.equal(
    about('huawei', { badge: { setNum: 300 } }, 'badge-changed').text.en,
    'Huawei shows 99 on the icon, not 300.',
  )
  assert.equal(about('huawei', { badge: { setNum: 3, addNum: 1 } }, 'badge-both').severity, 'hint')
  assert.equal(about('apns', { badge: { addNum: 1 } }, 'badge-ignored').severity, 'warning')
  assert.deepEqual(findings('huawei', { badge: { addNum: 0 }, category: 'im' }), [])
})

test('a tap: in the data where the app has to follow it, of no use where nobody carries it', () => {
  const url = { clickAction: { url: 'https://chat.example/c/42' } }
  assert.equal(about('apns', url, 'click-in-data').severity, 'hint')
  assert.equal(about('fcm', url, 'click-ignored').field, 'config.clickAction.url')
  assert.equal(about('webpush', { clickAction: { activity: '.Main' } }, 'click-ignored').severity, 'warning')
  assert.ok(findings('xiaomi', url).every(({ code }) => !code.startsWith('click')))
})

test('a life: beyond what is possible, raised to what a vendor counts, or as a block says', () => {
  const day = 24 * hourMs
  assert.equal(
    about('fcm', { ttlSeconds: 2 * 86_400 }, 'ttl-cut', day).text.en,
    'FCM keeps it for an absent phone for 1 day, not 2 days.',
  )
  assert.equal(
    about('meizu', { ttlSeconds: 600 }, 'ttl-raised', 600_000).text.zh,
    '魅族为离线手机保留 1 小时，而不是 10 分钟。',
  )
  const own = { ttlSeconds: 600, blocks: { meizu: { validTime: 3 } } }
  assert.ok(findings('meizu', own, 600_000).every(({ code }) => !code.startsWith('ttl')))
})

test('without a category: what it counts as and what a day allows; with one, what the notifier lacks', () => {
  assert.match(about('huawei', {}, 'counts-as-public').text.en, /2 or 5 a day/)
  assert.equal(about('vivo', { category: 'marketing' }, 'counts-as-public').severity, 'hint')
  assert.equal(about('xiaomi', { category: 'im' }, 'lacks-category-im-no-channel').field, 'category')
  assert.ok(findings('vivo', { category: 'im' }).every(({ code }) => code !== 'counts-as-public'))
})

test('a refusal names the field in both languages and is the only finding', () => {
  const [refused, ...others] = findings('oppo', { subTitle: 'x', blocks: { oppo: { title: 't'.repeat(33) } } })
  assert.deepEqual(others, [])
  assert.deepEqual([refused?.code, refused?.severity, refused?.field], ['field-too-long', 'error', 'oppo.title'])
  assert.match(refused?.text.zh ?? '', /oppo\.title 最多 32 个字符/)
  assert.equal(findings('xiaomi', { blocks: { xiaomi: { notifyType: 'x' } } })[0]?.code, 'field-invalid')
  assert.equal(findings('meizu', { blocks: { meizu: { noticeExpandType: 1 } } })[0]?.code, 'field-missing')
  assert.equal(findings('apns', { ext: { data: 'x'.repeat(5_000) } })[0]?.code, 'payload-too-large')
})

test('what only the app gets is said, and so is a VoIP push', () => {
  assert.equal(about('apns', { blocks: { apns: { pushType: 'background' } } }, 'not-shown').severity, 'warning')
  assert.equal(about('apns', { blocks: { apns: { pushType: 'voip' } } }, 'voip-alone').severity, 'hint')
  const sound = { fcmV1: { androidConfig: { androidNotification: { sound: 'ping' } } } }
  assert.equal(about('fcm', { blocks: sound }, 'sound-by-channel').severity, 'hint')
})
