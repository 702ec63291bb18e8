import assert from 'node:assert/strict'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { createAuthority } from '../simulator/authority.ts'
import type { SimulatedCredential, Simulator } from '../simulator/contract.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { signatureOf } from './sign.ts'
import { type MeizuSimulatorOptions, startMeizuSimulator } from './simulator.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const APP = 'com.example.chat'
const PATH = '/garcia/api/server/push/varnished/pushByPushId'
const MESSAGE = { noticeBarInfo: { title: 'Li', content: 'hi' } }

interface Stage extends AsyncDisposable {
  readonly simulator: Simulator
  readonly clock: ManualClock
  readonly app: SimulatedCredential
  /** A form as anybody would send it, without the client under test. */
  post(form: Readonly<Record<string, string>>, path?: string, type?: string): Promise<{ status: number; body: string }>
  /** Signs and posts. */
  push(pushIds: readonly string[], message?: unknown, more?: Readonly<Record<string, string>>): Promise<JsonObject>
}

async function stage(options: Partial<MeizuSimulatorOptions> = {}): Promise<Stage> {
  const clock = new ManualClock()
  const simulator = await startMeizuSimulator({ port: 0, tls, now: clock.now, random: () => 0.5, ...options })
  const app = await simulator.addApp({ packageName: APP })
  const post: Stage['post'] = async (form, path = PATH, type = 'application/x-www-form-urlencoded;charset=UTF-8') => {
    const headers = { 'content-type': type, connection: 'close' }
    const sent = request(`${simulator.url}${path}`, { method: 'POST', ca: tls.caPem, headers, agent: false })
    sent.end(new URLSearchParams(form).toString())
    const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      sent.on('response', resolve).on('error', reject)
    })
    return { status: response.statusCode ?? 0, body: await text(response) }
  }
  return {
    simulator,
    clock,
    app,
    post,
    async push(pushIds, message = MESSAGE, more = {}) {
      const messageJson = typeof message === 'string' ? message : JSON.stringify(message)
      const form = { appId: app.name, pushIds: pushIds.join(','), messageJson, ...more }
      const { body } = await post({ ...form, sign: signatureOf(form, app.certificate ?? '') })
      return JSON.parse(body) as JsonObject
    },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  }
}

const codeOf = async (answer: Promise<JsonObject>): Promise<unknown> => (await answer)['code']

test('a signed form is taken, delivered and answered in the vendor’s shape; the record keeps no signature', async () => {
  await using s = await stage()
  const token = s.simulator.newToken(APP, 0)
  const { msgId, ...answer } = await s.push([token])
  assert.match(String(msgId), /^NS\d+$/)
  assert.deepEqual(answer, { code: '200', message: '', value: {}, redirect: '' })
  assert.equal(s.simulator.delivered[0]?.vendorId, msgId)
  assert.match(s.simulator.received[0]?.body ?? '', /&sign=\[redacted\]$/)
})

test('push ids have the vendor’s shape and are the same for the same index', async () => {
  await using s = await stage()
  const tokens = [0, 1, 0].map(index => s.simulator.newToken(APP, index))
  assert.ok(tokens.every(token => /^[A-Z0-9a-f]{45}$/.test(token)))
  assert.equal(tokens[0], tokens[2])
  assert.notEqual(tokens[0], tokens[1])
})

test('the signature is checked over exactly what arrived, with any further parameter', async () => {
  await using s = await stage()
  const token = s.simulator.newToken(APP, 0)
  assert.equal(await codeOf(s.push([token], MESSAGE, { restrictedPackageNames: APP })), '200')
  const form = { appId: s.app.name, pushIds: token, messageJson: JSON.stringify(MESSAGE) }
  const sign = signatureOf(form, s.app.certificate ?? '')
  const wrong: readonly Record<string, string>[] = [
    { ...form, sign: sign.toUpperCase() },
    { ...form, sign, pushIds: `${token},x` },
    { ...form, sign, more: '' },
    { ...form, sign: '' },
    form,
  ]
  for (const each of wrong) assert.match((await s.post(each)).body, /^{"code":"1006",.*"value":"","redirect":""}$/)
  assert.equal(s.simulator.delivered.length, 1)
})

test('the checks come in the vendor’s order: app, signature, message, count', async () => {
  await using s = await stage()
  const many = Array.from({ length: 101 }, (_, index) => s.simulator.newToken(APP, index))
  assert.equal(await codeOf(s.push(many, '{', { appId: '1' })), '110000')
  assert.match((await s.post({ appId: s.app.name, messageJson: '{' })).body, /"1006"/)
  assert.equal(await codeOf(s.push(many, '{')), '1005')
  assert.equal(await codeOf(s.push(many)), '110051')
  assert.equal(await codeOf(s.push(many.slice(1))), '200')
  assert.equal(await codeOf(s.push([])), '110004')
  assert.equal(s.simulator.delivered.length, 100)
})

test('another path is 404, and a body that is no form has no parameters', async () => {
  await using s = await stage()
  assert.equal((await s.post({}, '/garcia/api/server/push/unvarnished/pushByPushId')).status, 404)
  assert.match((await s.post({ appId: s.app.name }, PATH, 'application/json')).body, /"110000"/)
})

test('F70 the registry decides who is in value, whatever the push id looks like', async () => {
  await using s = await stage()
  const [good, gone, foreign] = [0, 1, 2].map(index => s.simulator.newToken(APP, index)) as [string, string, string]
  s.simulator.setToken(gone, APP, { kind: 'unregistered', atMs: 1 })
  s.simulator.setToken(foreign, 'com.example.other', { kind: 'active' })
  const other = s.simulator.newToken(APP, 3)
  s.simulator.setToken(other, APP, { kind: 'foreign-app' })
  const answer = await s.push([good, gone, foreign, 'made-up', good, other])
  assert.deepEqual(answer['value'], { 110002: [gone], 110003: [foreign, 'made-up', other] })
  assert.deepEqual(
    s.simulator.delivered.map(({ token }) => token),
    [good],
  )
})

test('each rule of the message is broken by something and kept by its limit', async () => {
  await using s = await stage()
  const token = s.simulator.newToken(APP, 0)
  const bar = MESSAGE.noticeBarInfo
  const bad: readonly unknown[] = [
    '[]',
    {},
    { noticeBarInfo: { ...bar, title: '' } },
    { noticeBarInfo: { ...bar, title: '👋'.repeat(17) } },
    { noticeBarInfo: { ...bar, content: 'x'.repeat(101) } },
    { noticeBarInfo: { ...bar, noticeMsgType: 2 } },
    { noticeBarInfo: { ...bar, noticeBarType: 1 } },
    { ...MESSAGE, noticeExpandInfo: { noticeExpandType: 1 } },
    { ...MESSAGE, noticeExpandInfo: { noticeExpandType: 3 } },
    { ...MESSAGE, clickTypeInfo: { clickType: 1 } },
    { ...MESSAGE, clickTypeInfo: { clickType: 2, url: '' } },
    { ...MESSAGE, clickTypeInfo: { clickType: 3 } },
    { ...MESSAGE, clickTypeInfo: { clickType: 4 } },
    { ...MESSAGE, clickTypeInfo: { clickType: {} } },
    { ...MESSAGE, clickTypeInfo: { clickType: 3, customAttribute: '驿'.repeat(334) } },
    { ...MESSAGE, clickTypeInfo: { parameters: 'x' } },
    { ...MESSAGE, pushTimeInfo: { offLine: 2 } },
    { ...MESSAGE, pushTimeInfo: { validTime: 0 } },
    { ...MESSAGE, pushTimeInfo: { validTime: 73 } },
    { ...MESSAGE, pushTimeInfo: { validTime: 1.5 } },
    { ...MESSAGE, advanceInfo: { suspend: 'x' } },
    { ...MESSAGE, advanceInfo: { notificationType: { sound: 2 } } },
    { ...MESSAGE, advanceInfo: { fixStartDisplayTime: 'now' } },
    { ...MESSAGE, advanceInfo: { notifyKey: '123456789' } },
    { ...MESSAGE, vipInfo: { subtitle: 'x'.repeat(17) } },
    { ...MESSAGE, extra: { callback: 'x'.repeat(129) } },
    { ...MESSAGE, extra: { 'callback.param': 'x'.repeat(65) } },
    { ...MESSAGE, extra: { 'callback.type': 4 } },
  ]
  for (const message of bad) assert.equal(await codeOf(s.push([token], message)), '1005', JSON.stringify(message))
  const most = {
    noticeBarInfo: { title: '👋'.repeat(16), content: 'x'.repeat(100), noticeMsgType: 1, noticeBarType: 2 },
    clickTypeInfo: { clickType: 3, customAttribute: 'x'.repeat(1000), parameters: { k: 'v' } },
    pushTimeInfo: { offLine: 1, validTime: 72 },
    advanceInfo: { notifyKey: '12345678', fixStartDisplayTime: '2026-11-21 00:00:00' },
    vipInfo: { subtitle: 'x'.repeat(16) },
    extra: { callback: 'x'.repeat(128), 'callback.param': 'x'.repeat(64), 'callback.type': '3' },
  }
  assert.equal(await codeOf(s.push([token], most)), '200')
})

test('the forms of the vendor’s own SDK pass: flags as booleans, empty texts as absent, empty objects', async () => {
  await using s = await stage()
  const token = s.simulator.newToken(APP, 0)
  const message = {
    noticeBarInfo: { noticeBarType: 0, title: 'Li', content: 'hi' },
    noticeExpandInfo: { noticeExpandType: 0, noticeExpandContent: '', noticeExpandImgUrl: '' },
    clickTypeInfo: { clickType: 0, url: '', activity: '', parameters: {}, customAttribute: '' },
    pushTimeInfo: { offLine: true, validTime: 24, pushTimeType: 0, startTime: '' },
    advanceInfo: {
      suspend: true,
      clearNoticeBar: true,
      fixDisplay: false,
      fixStartDisplayTime: '',
      notificationType: { vibrate: true, lights: true, sound: true },
      notifyKey: '',
    },
    vipInfo: { subtitle: '', timeTop: 0 },
    extra: {},
  }
  assert.equal(await codeOf(s.push([token], message)), '200')
  assert.deepEqual(s.simulator.delivered[0]?.shown, { title: 'Li', body: 'hi', click: { kind: 'app' } })
})

test('what else a phone shows: subtitle, picture, kind, page and the app’s own text', async () => {
  await using s = await stage()
  const token = s.simulator.newToken(APP, 0)
  const message = {
    noticeBarInfo: { ...MESSAGE.noticeBarInfo, noticeMsgType: '0' },
    noticeExpandInfo: { noticeExpandType: 2, noticeExpandImgUrl: 'https://example.com/a.png' },
    clickTypeInfo: { clickType: '3', customAttribute: 'own', parameters: { k: 1 } },
    vipInfo: { subtitle: 'sub' },
  }
  await s.push([token], message)
  await s.push([token], { ...MESSAGE, clickTypeInfo: { clickType: 1, activity: 'a.B' } })
  const [first, second] = s.simulator.delivered.map(({ shown }) => shown)
  assert.deepEqual(first, {
    title: 'Li',
    subtitle: 'sub',
    body: 'hi',
    image: 'https://example.com/a.png',
    channel: 'public',
    click: { kind: 'action', target: 'own' },
    data: { k: 1 },
  })
  assert.deepEqual(second?.click, { kind: 'activity', target: 'a.B' })
})

test('F55 the day’s share ends with 110019 and comes back at midnight in Beijing', async () => {
  await using s = await stage({ dailyQuota: 3 })
  const tokens = [0, 1].map(index => s.simulator.newToken(APP, index))
  assert.equal(await codeOf(s.push([...tokens, 'made-up'])), '200')
  assert.equal(await codeOf(s.push(tokens.slice(1))), '200')
  assert.equal(await codeOf(s.push(tokens)), '110019')
  // 06:13:20 in Beijing: 17 h 46 min 40 s are left of the day.
  s.clock.advance(64_000_000 - 1)
  assert.equal(await codeOf(s.push(tokens)), '110019')
  s.clock.advance(1)
  assert.equal(await codeOf(s.push(tokens)), '200')
})

test('more pushes a minute to one device than allowed are folded, and arrive', async () => {
  await using s = await stage({ foldsAbove: 5 })
  const token = s.simulator.newToken(APP, 0)
  for (let count = 0; count < 5; count += 1) assert.deepEqual((await s.push([token]))['value'], {})
  assert.deepEqual((await s.push([token]))['value'], { 520: [token] })
  assert.equal(s.simulator.delivered.length, 6)
  s.clock.advance(60_000)
  assert.deepEqual((await s.push([token]))['value'], {})
})

test('an app that is registered again keeps its credential, and another has its own', async () => {
  await using s = await stage()
  assert.deepEqual(await s.simulator.addApp({ packageName: APP }), s.app)
  const other = await s.simulator.addApp({ packageName: 'com.example.other', environment: 'DEVELOPMENT' })
  assert.notEqual(other.name, s.app.name)
  assert.notEqual(other.certificate, s.app.certificate)
})
