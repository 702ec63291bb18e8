// The simulator as a vendor: asked with plain requests, the way OPPO's own Java SDK asks, without our client.
import assert from 'node:assert/strict'
import { request } from 'node:https'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { hidden } from '../registry.ts'
import type { SimulatedCredential } from '../simulator/contract.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import { signatureOf } from './auth.ts'
import { oppo } from './index.ts'
import { type OppoSimulatorOptions, startOppoSimulator } from './simulator.ts'

const OTHER_APP = 'com.example.other'
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

interface Asked extends Stage {
  /** Posts a form; the fields that the SDK adds to each call are added. */
  post(path: string, form: Readonly<Record<string, string>>, headers?: Record<string, string>): Promise<JsonObject>
  signIn(app?: SimulatedCredential, atMs?: number): Promise<JsonObject>
  token(app?: SimulatedCredential): Promise<string>
}

async function stageOf(options: Partial<OppoSimulatorOptions> = {}): Promise<Asked> {
  const stage = await openStage({ vendor: hidden(oppo), start: given => startOppoSimulator({ ...given, ...options }) })
  const own = await stage.simulator.addApp({ packageName: stage.app })
  const post: Asked['post'] = (path, form, headers = {}) =>
    sent(stage, { path, headers, body: new URLSearchParams({ sdk_version: 'JAVA_SDK_V1.0.0', ...form }).toString() })
  const signIn: Asked['signIn'] = (app = own, atMs = stage.vendorsClock.now()) => {
    const timestamp = String(atMs)
    const credentials = { appKey: app.name, masterSecret: app.certificate ?? '', channelIds: { byCategory: {} } }
    return post('auth', { app_key: app.name, timestamp, sign: signatureOf(credentials, timestamp) })
  }
  const token: Asked['token'] = async app => {
    const { data } = await signIn(app)
    return String((data as JsonObject)['auth_token'])
  }
  return { ...stage, post, signIn, token, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() }
}

interface Ask {
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body: string
  readonly method?: string
}

function sent(stage: Stage, { path, headers = {}, body, method = 'POST' }: Ask): Promise<JsonObject> {
  const type = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }
  const { promise, resolve, reject } = Promise.withResolvers<JsonObject>()
  const options = { method, headers: { ...type, ...headers }, ca: [...(stage.io.ca ?? [])], agent: false }
  const asking = request(`${stage.simulator.url}/server/v1/${path}`, options, answer => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk))
    answer.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      resolve(text === '' ? { http: answer.statusCode } : { ...(JSON.parse(text) as JsonObject) })
    })
  })
  asking.on('error', reject)
  asking.end(body)
  return promise
}

const UNICAST = 'message/notification/unicast'
const BATCH = 'message/notification/unicast_batch'
const notification = { title: 'Li', content: 'hi', push_time_type: 0, click_action_type: 0 }
const messageTo = (target: string, change: JsonObject = {}): JsonObject => ({
  target_type: 2,
  target_value: target,
  notification: { ...notification, ...change },
  verify_registration_id: false,
})

test('a sign-in is checked as OPPO does: app key, time, signature', async () => {
  await using stage = await stageOf()
  const { name, certificate = '' } = await stage.simulator.addApp({ packageName: stage.app })
  const timestamp = String(stage.vendorsClock.now())
  const sign = signatureOf({ appKey: name, masterSecret: certificate, channelIds: { byCategory: {} } }, timestamp)
  const good = { app_key: name, timestamp, sign }
  const rows: readonly (readonly [Record<string, string>, number])[] = [
    [good, 0],
    [{ ...good, app_key: '' }, 15],
    [{ ...good, app_key: 'unknown' }, 14],
    [{ ...good, timestamp: '' }, 18],
    [{ ...good, timestamp: '1700000000' }, 19],
    [{ ...good, sign: '' }, 17],
    [{ ...good, sign: sign.toUpperCase() }, 16],
  ]
  for (const [form, code] of rows) assert.equal((await stage.post('auth', form))['code'], code)
  const granted = await stage.post('auth', good)
  assert.deepEqual(
    [granted['message'], (granted['data'] as JsonObject)['create_time']],
    ['success', stage.vendorsClock.now()],
  )
  for (const [offMs, code] of [
    [10 * MINUTE_MS, 0],
    [10 * MINUTE_MS + 1, 19],
    [-10 * MINUTE_MS, 0],
    [-10 * MINUTE_MS - 1, 19],
  ] as const) {
    assert.equal((await stage.signIn(undefined, stage.vendorsClock.now() + offMs))['code'], code)
  }
})

test('an auth token stands in the header or in the form, the header first; it is of one app and lives a day', async () => {
  await using stage = await stageOf()
  const auth = await stage.token()
  const [token = ''] = stage.tokens(1)
  const message = JSON.stringify(messageTo(token))
  const code = async (form: Record<string, string>, headers: Record<string, string> = {}) =>
    (await stage.post(UNICAST, { message, ...form }, headers))['code']
  assert.equal(await code({ auth_token: auth }), 0)
  assert.equal(await code({}, { auth_token: auth }), 0)
  assert.equal(await code({ auth_token: auth }, { auth_token: 'wrong' }), 11)
  assert.equal(await code({}), 29)
  const other = await stage.token(await stage.simulator.addApp({ packageName: OTHER_APP }))
  assert.equal(await code({ auth_token: other }), 10000)
  stage.vendorsClock.advance(DAY_MS - 1)
  assert.equal(await code({ auth_token: auth }), 0)
  stage.vendorsClock.advance(1)
  assert.equal(await code({ auth_token: auth }), 11)
})

test('a message is checked for what is missing, then for its limits', async () => {
  await using stage = await stageOf()
  const auth_token = await stage.token()
  const [token = ''] = stage.tokens(1)
  const code = async (change: JsonObject) =>
    (await stage.post(UNICAST, { auth_token, message: JSON.stringify(messageTo(token, change)) }))['code']
  const rows: readonly (readonly [JsonObject, number])[] = [
    [{}, 0],
    [{ title: '' }, 40],
    [{ content: '' }, 40],
    [{ title: 'x'.repeat(50), content: 'x'.repeat(50), sub_title: 'x'.repeat(10) }, 0],
    [{ title: 'x'.repeat(51) }, 41],
    [{ sub_title: 'x'.repeat(11) }, 41],
    [{ content: 'x'.repeat(51) }, 41],
    [{ content: 'x'.repeat(128), style: 2 }, 0],
    [{ content: 'x'.repeat(129), style: 2 }, 41],
    [{ style: 3 }, 41],
    [{ click_action_type: 1 }, 40],
    [{ click_action_type: 4, click_action_activity: 'a'.repeat(500) }, 0],
    [{ click_action_type: 4, click_action_activity: 'a'.repeat(501) }, 41],
    [{ click_action_type: 5 }, 40],
    [{ click_action_type: 2, click_action_url: 'u'.repeat(2000) }, 0],
    [{ click_action_type: 2, click_action_url: 'u'.repeat(2001) }, 41],
    [{ click_action_type: 3 }, 41],
    [{ action_parameters: '{"a":1}' }, 0],
    [{ action_parameters: { a: 1 } }, 41],
    [{ action_parameters: 'text' }, 41],
    [{ action_parameters: JSON.stringify({ a: 'x'.repeat(4000) }) }, 41],
    [{ call_back_url: 'u'.repeat(201) }, 41],
    [{ call_back_parameter: 'p'.repeat(101) }, 41],
    [{ off_line_ttl: 864_001 }, 41],
    [{ off_line_ttl: '60' }, 41],
    [{ show_ttl: 86_401 }, 41],
    [{ notify_level: 2, category: 'IM' }, 0],
    [{ notify_level: 2 }, 41],
    [{ notify_level: 3, category: 'IM' }, 41],
  ]
  for (const [change, expected] of rows) assert.equal(await code(change), expected, JSON.stringify(change).slice(0, 80))
  const raw = async (message: string) => (await stage.post(UNICAST, { auth_token, message }))['code']
  assert.equal(await raw('{'), 41)
  assert.equal(await raw('{}'), 40)
  assert.equal(await raw(JSON.stringify({ ...messageTo(token), target_type: 5 })), 41)
  assert.equal((await stage.post(UNICAST, { auth_token }))['code'], 40)
})

test('a batch says of each registration id what became of it', async () => {
  await using stage = await stageOf()
  const auth_token = await stage.token()
  const [alive = '', gone = ''] = stage.tokens(2)
  const foreign = stage.simulator.newToken(OTHER_APP, 0)
  stage.simulator.setToken(gone, stage.app, { kind: 'unregistered', atMs: 1 })
  const messages = JSON.stringify([alive, gone, foreign, 'no-id'].map(target => messageTo(target)))
  const { code, data } = await stage.post(BATCH, { auth_token, messages })
  const [first, ...rest] = data as JsonObject[]
  assert.equal(code, 0)
  assert.match(String(first?.['messageId']), /^3000001-1-1-[0-9a-f]+$/)
  assert.equal(first?.['registrationId'], alive)
  assert.deepEqual(
    rest.map(({ registrationId, errorCode }) => [registrationId, errorCode]),
    [
      [gone, 10001],
      [foreign, 10000],
      ['no-id', 10000],
    ],
  )
  assert.deepEqual(await stage.post(UNICAST, { auth_token, message: JSON.stringify(messageTo('no-id')) }), {
    code: 10000,
    message: 'registration_id格式不正确',
  })
})

test('a batch is a list of one to a thousand', async () => {
  await using stage = await stageOf()
  const auth_token = await stage.token()
  const code = async (messages: unknown) =>
    (await stage.post(BATCH, { auth_token, messages: JSON.stringify(messages) }))['code']
  assert.equal(await code([]), 40)
  assert.equal(await code({}), 41)
  assert.equal(await code([7]), 41)
  assert.equal(await code(Array(1001).fill({})), 41)
  assert.equal((await stage.post(BATCH, { auth_token }))['code'], 40)
})

test('the day’s share is counted per app, ends with code 33 and begins anew at midnight in Beijing', async () => {
  await using stage = await stageOf({ dailyQuota: 2 })
  const [a = '', b = '', c = ''] = stage.tokens(3)
  const send = async (targets: readonly string[]) => {
    const messages = JSON.stringify(targets.map(target => messageTo(target)))
    return (await stage.post(BATCH, { auth_token: await stage.token(), messages }))['code']
  }
  assert.equal(await send([a, b, c]), 33)
  assert.equal(await send([a, 'no-id']), 0)
  assert.equal(await send([b]), 0)
  assert.equal(await send([c]), 33)
  stage.vendorsClock.advance(64_000_000 - 1)
  assert.equal(await send([c]), 33)
  stage.vendorsClock.advance(1)
  assert.equal(await send([c]), 0)
})

test('where message ids are told apart, the second is answered like the first and reaches nobody', async () => {
  await using stage = await stageOf({ isDeduping: true })
  const auth_token = await stage.token()
  const [a = '', b = ''] = stage.tokens(2)
  const send = async (target: string, id: string) => {
    const message = JSON.stringify(messageTo(target, { app_message_id: id }))
    return ((await stage.post(UNICAST, { auth_token, message }))['data'] as JsonObject)['messageId']
  }
  const first = await send(a, '1')
  assert.equal(await send(a, '1'), first)
  assert.notEqual(await send(a, '2'), first)
  assert.notEqual(await send(b, '1'), first)
  assert.equal(stage.simulator.delivered.length, 3)
})

test('only POST is taken, other paths do not exist, a body of another type has no fields', async () => {
  await using stage = await stageOf()
  assert.equal((await sent(stage, { path: 'auth', body: '', method: 'PUT' }))['code'], 12)
  assert.equal((await stage.post('message/notification/broadcast', {}))['http'], 404)
  const json = { 'content-type': 'application/json' }
  assert.equal((await stage.post('auth', { app_key: 'k' }, json))['code'], 15)
})

test('requests are recorded with their codes and without secrets', async () => {
  await using stage = await stageOf()
  const auth_token = await stage.token()
  await stage.post(UNICAST, { auth_token, message: JSON.stringify(messageTo('no-id')) }, { auth_token })
  assert.deepEqual(
    stage.simulator.received.map(({ on, status, reason }) => [on, status, reason]),
    [
      ['auth', 200, undefined],
      ['push', 200, '10000'],
    ],
  )
  assert.equal(JSON.stringify(stage.simulator.received).includes(auth_token), false)
})

test('an app is registered once, and its registration ids have OPPO’s shape', async () => {
  await using stage = await stageOf()
  const app = await stage.simulator.addApp({ packageName: stage.app })
  assert.deepEqual(await stage.simulator.addApp({ packageName: stage.app }), app)
  assert.match(app.name, /^[0-9a-f]{32}$/)
  assert.notEqual((await stage.simulator.addApp({ packageName: OTHER_APP })).name, app.name)
  const [token = ''] = stage.tokens(1)
  assert.match(token, /^CN_[0-9a-f]{32}$/)
  assert.notEqual(stage.simulator.newToken(OTHER_APP, 0), token)
})

test('the phone shows title, subtitle, text, channel, tap and data', async () => {
  await using stage = await stageOf()
  const auth_token = await stage.token()
  const [token = ''] = stage.tokens(1)
  const shownFor = async (change: JsonObject) => {
    await stage.post(UNICAST, { auth_token, message: JSON.stringify(messageTo(token, change)) })
    return stage.simulator.delivered.at(-1)?.shown
  }
  const full = { sub_title: 'Sub', channel_id: 'chat', category: 'IM', action_parameters: '{"conv":42}' }
  assert.deepEqual(await shownFor(full), {
    title: 'Li',
    subtitle: 'Sub',
    body: 'hi',
    channel: 'chat',
    click: { kind: 'app' },
    data: { conv: 42 },
  })
  const click = async (type: number, member: string) =>
    (await shownFor({ click_action_type: type, [member]: 'x' }))?.click
  assert.deepEqual(await click(1, 'click_action_activity'), { kind: 'action', target: 'x' })
  assert.deepEqual(await click(2, 'click_action_url'), { kind: 'url', target: 'x' })
  assert.deepEqual(await click(4, 'click_action_activity'), { kind: 'activity', target: 'x' })
  assert.deepEqual(await click(5, 'click_action_url'), { kind: 'activity', target: 'x' })
})
