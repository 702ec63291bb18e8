import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTracePrinter, hasSucceeded, type TraceReply, traceLines } from './trace-text.ts'

/** 2023-11-15 06:13:20 in Shanghai. */
const start = 1_700_000_000_000
const style = { lang: 'en', timeZone: 'Asia/Shanghai', details: false } as const

const accepted = {
  at: start,
  kind: 'accepted',
  text: { en: 'Accepted by push/async.', zh: '已由 push/async 受理。' },
  detail: { title: 'Hi' },
}
const sent = {
  at: start + 11,
  kind: 'sent',
  deviceId: 'iphone',
  text: { en: 'Attempt 1 through APNS.', zh: '第 1 次尝试，通道 APNS。' },
}
const answer = {
  at: start + 178,
  kind: 'answered',
  deviceId: 'iphone',
  text: { en: 'Refused: Unregistered.', zh: '厂商拒绝：Unregistered。' },
  detail: { reason: 'Unregistered' },
}
const outcome = {
  at: start + 178,
  kind: 'outcome',
  deviceId: 'iphone',
  status: 'fail' as const,
  text: { en: 'fail: The vendor refused it.', zh: 'fail：厂商拒绝推送。' },
  fix: { en: 'Bind again.', zh: '请重新绑定。' },
}
const skipped = {
  at: start + 2,
  kind: 'skipped',
  deviceId: 'mate',
  status: 'fail' as const,
  text: { en: 'fail: quiet hours.', zh: 'fail：免打扰。' },
}

function aTrace(events: TraceReply['events']): TraceReply {
  const msgId = '1016382742184890368'
  return { msgId, appkey: 'a#b', target: 'bob', source: 'async', strategy: 2, title: 'Hi', settled: true, events }
}

const whole = aTrace([accepted, skipped, sent, answer, outcome])

test('a trace is one line per hop with its local time, one lane per device, and what to do', () => {
  assert.deepEqual(traceLines(whole, style), [
    'Message 1016382742184890368  a#b → bob  async, strategy 2  "Hi"  (times: Asia/Shanghai)',
    '06:13:20.000  accepted        Accepted by push/async.',
    `── mate ${'─'.repeat(74)}`,
    '06:13:20.002  skipped         fail: quiet hours.',
    `── iphone ${'─'.repeat(72)}`,
    '06:13:20.011  sent            Attempt 1 through APNS.',
    '06:13:20.178  answered        Refused: Unregistered.',
    '              detail          {"reason":"Unregistered"}',
    '06:13:20.178  outcome         fail: The vendor refused it.',
    '              what to do      Bind again.',
  ])
})

test('a final word says why, an answer of the vendor leaves that to it', () => {
  const cause = { en: 'The app was removed.', zh: '应用已卸载。' }
  const fix = { en: 'Bind again.', zh: '请重新绑定。' }
  const explained = aTrace([
    { ...answer, cause, fix },
    { ...outcome, reason: 'vendor-refused', cause },
    { ...outcome, deviceId: 'mate', status: 'success', reason: 'delivered', cause, fix: undefined } as never,
  ])
  const below = traceLines(explained, style).filter(line => /^ +(because|what to do)/.test(line))
  assert.deepEqual(
    below.map(line => line.trim().replace(/ {2,}/, ': ')),
    ['because: The app was removed.', 'what to do: Bind again.'],
  )
})

test('the same in Chinese lines up, although its characters are wider', () => {
  assert.deepEqual(traceLines(whole, { ...style, lang: 'zh' }), [
    '消息 1016382742184890368  a#b → bob  async，策略 2  “Hi”  （时区：Asia/Shanghai）',
    '06:13:20.000  已受理          已由 push/async 受理。',
    `── mate ${'─'.repeat(74)}`,
    '06:13:20.002  已跳过          fail：免打扰。',
    `── iphone ${'─'.repeat(72)}`,
    '06:13:20.011  已发送          第 1 次尝试，通道 APNS。',
    '06:13:20.178  已响应          厂商拒绝：Unregistered。',
    '              详情            {"reason":"Unregistered"}',
    '06:13:20.178  结果            fail：厂商拒绝推送。',
    '              处理建议        请重新绑定。',
  ])
})

test('a growing trace gives each hop once, under the lane it belongs to', () => {
  const printer = createTracePrinter(style)
  const words = (lines: readonly string[]) => lines.map(line => line.slice(14, 30).trim())
  assert.deepEqual(words(printer.more(aTrace([accepted]))), ['accepted'])
  assert.deepEqual(printer.more(aTrace([accepted])), [])
  assert.deepEqual(words(printer.more(aTrace([accepted, sent]))).slice(1), ['sent'])
  assert.deepEqual(words(printer.more(whole)), [
    '─'.repeat(16),
    'skipped',
    '─'.repeat(16),
    'answered',
    'detail',
    'outcome',
    'what to do',
  ])
  assert.deepEqual(printer.more(whole), [])
})

test('a callback that changes its state is not told twice, a new time of waiting is', () => {
  const printer = createTracePrinter(style)
  const made = (state: string) => ({ at: start, kind: 'callback', text: { en: state, zh: state } })
  const waiting = (at: string) => ({ at: start, kind: 'waiting', text: { en: at, zh: at } })
  assert.equal(printer.more(aTrace([made('waiting'), waiting('1')])).length, 2)
  assert.deepEqual(printer.more(aTrace([made('delivered'), waiting('2')])), ['06:13:20.000  waiting         2'])
})

test('an answer that led to a success is shown only when details are asked for', () => {
  const fine = aTrace([answer, { ...outcome, status: 'success', fix: undefined } as never])
  assert.equal(
    traceLines(fine, style).some(line => line.includes('detail')),
    false,
  )
  assert.equal(
    traceLines(fine, { ...style, details: true }).some(line => line.includes('{"reason"')),
    true,
  )
})

test('nothing in a trace steers the terminal', () => {
  const text = { en: 'a\x1b[31mb\x07\u009b', zh: '' }
  const lines = traceLines({ ...aTrace([{ ...accepted, text }]), title: '\x1b]0;x' }, style)
  assert.equal(/\p{Cc}/u.test(lines.join('')), false)
  assert.ok(lines[1]?.endsWith('a\\x1b[31mb\\x07\\x9b'))
})

test('a message has succeeded when one device has', () => {
  assert.equal(hasSucceeded(whole), false)
  assert.equal(hasSucceeded(aTrace([outcome, { ...outcome, status: 'success' }])), true)
})

test('a message of a task names the task', () => {
  const [head] = traceLines({ ...whole, source: 'task', taskId: '1016382742184890000' }, { ...style, lang: 'zh' })
  assert.equal(
    head,
    '消息 1016382742184890368  a#b → bob  task 1016382742184890000，策略 2  “Hi”  （时区：Asia/Shanghai）',
  )
})
