// The simulator as a stranger meets it: bare requests, in the order of its checks (spec/vendors.md §3.12).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hidden } from '../registry.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import { openHttp1 } from '../transport/http1.ts'
import { parseHarmonyCredentials } from './credentials.ts'
import { harmony } from './index.ts'
import { signServiceJwt } from './service-jwt.ts'
import { startHarmonySimulator } from './simulator.ts'

const subject = { vendor: hidden(harmony), start: startHarmonySimulator }
const NOTIFICATION = { category: 'IM', title: 'T', body: 'B', clickAction: { actionType: 0 } }

interface Bare extends AsyncDisposable {
  readonly stage: Stage
  /** Sends with a good JWT unless `headers` say otherwise; status and body. */
  post(body: unknown, headers?: Record<string, string>, path?: string): Promise<string>
}

async function bare(): Promise<Bare> {
  const stage = await openStage(subject)
  const credentials = parseHarmonyCredentials(await stage.simulator.addApp({ packageName: stage.app }))
  const options = { origin: stage.simulator.url, ca: stage.io.ca ?? [], responseBytesMax: 99_999, inFlightMax: 1 }
  const transport = openHttp1({ ...options, connectTimeoutMs: 5_000 }, stage.clock)
  const jwt = await signServiceJwt(credentials, stage.clock.now())
  return {
    stage,
    async post(body, headers = {}, path = `/v3/${credentials.projectId}/messages:send`) {
      const all = { authorization: `Bearer ${jwt}`, 'push-type': '0', 'content-type': 'application/json', ...headers }
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const sent = await transport.request(
        { method: 'POST', path, headers: all, body: text },
        new AbortController().signal,
      )
      return sent.kind === 'answered' ? `${sent.status} ${sent.body}` : sent.kind
    },
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]()
      await stage[Symbol.asyncDispose]()
    },
  }
}

test('the checks come in their order: JWT, push type, structure, tokens, ttl, collapse key, payload, size', async () => {
  await using s = await bare()
  const [token = ''] = s.stage.tokens(1)
  const target = { token: [token] }
  const good = { payload: { notification: NOTIFICATION }, target }
  const code = async (body: unknown, headers: Record<string, string> = {}): Promise<string> =>
    (await s.post(body, headers)).replace(/^(\d+) .*"code":"(\d+)".*$/, '$1 $2')
  assert.equal(await code('', { authorization: '', 'push-type': '9' }), '401 80200001')
  assert.equal(await code('', { 'push-type': '9' }), '400 80100001')
  assert.equal(await code('<html>'), '400 80100003')
  assert.equal(await code({ target }), '400 80100003')
  assert.equal(await code({ payload: {} }), '400 80300010')
  assert.equal(await code({ payload: {}, target: { token: Array(1001).fill('t') } }), '400 80300010')
  assert.equal(await code({ payload: {}, target: { token: ['a', 'b'] } }, { 'push-type': '1' }), '400 80300010')
  const test11 = { payload: {}, target: { token: Array(11).fill('t') }, pushOptions: { testMessage: true } }
  assert.equal(await code(test11), '400 80300030')
  assert.equal(await code({ payload: {}, target, pushOptions: { ttl: 1_296_001 } }), '400 80100004')
  assert.equal(await code({ payload: {}, target, pushOptions: { ttl: '60s' } }), '400 80100004')
  assert.equal(await code({ payload: {}, target, pushOptions: { ttl: 61 } }, { 'push-type': '10' }), '400 80100004')
  assert.equal(await code({ payload: {}, target, pushOptions: { collapseKey: 101 } }), '400 80100013')
  assert.equal(await code({ payload: {}, target }), '400 80100001')
  const shown = (change: object): object => ({ payload: { notification: { ...NOTIFICATION, ...change } }, target })
  assert.equal(await code(shown({ category: '' })), '400 80100001')
  assert.equal(await code(shown({ body: 1 })), '400 80100003')
  assert.equal(await code(shown({ clickAction: { actionType: 1 } })), '400 80100001')
  assert.equal(await code(shown({ badge: { addNum: 100 } })), '400 80100001')
  assert.equal(await code({ payload: {}, target }, { 'push-type': '6' }), '400 80100003')
  assert.equal(await code(shown({ body: 'x'.repeat(4096) })), '400 80300008')
  assert.equal(s.stage.simulator.delivered.length, 0)
  assert.equal(await code(good), '200 80000000')
  assert.equal(await code({ payload: { extraData: '' }, target }, { 'push-type': '6' }), '200 80000000')
  assert.equal(await code({ payload: { formId: 1 }, target }, { 'push-type': '1' }), '200 80000000')
  assert.deepEqual(
    s.stage.simulator.delivered.map(({ shown: seen }) => seen?.title),
    ['T', undefined, undefined],
  )
})

test('token states are answered by reason, in the documented shape', async () => {
  await using s = await bare()
  const [a = '', b = ''] = s.stage.tokens(2)
  s.stage.simulator.setToken(b, s.stage.app, { kind: 'unregistered', atMs: 1 })
  const send = async (tokens: readonly string[]): Promise<string> => {
    const answer = await s.post({ payload: { notification: NOTIFICATION }, target: { token: tokens } })
    return answer.replace(/,"requestId":"\d+"/, '')
  }
  assert.equal(await send([a, a]), '200 {"code":"80000000","msg":"Success"}')
  const quoted = (value: object): string => JSON.stringify(JSON.stringify(value))
  const some = { illegalTokens: { noRight: [b], tokenFormatError: ['t'] }, success: 1, failure: 2 }
  assert.equal(await send([b, 't', a]), `200 {"code":"80100000","msg":${quoted(some)}}`)
  const all = { illegalTokens: { tokenFormatError: ['t'] }, failure: 1 }
  assert.equal(await send(['t']), `200 {"code":"80300007","msg":${quoted(all)}}`)
  assert.deepEqual(
    s.stage.simulator.delivered.map(push => push.token),
    [a, a],
  )
})

test('other paths and methods do not exist; records hold no secret', async () => {
  await using s = await bare()
  assert.equal(await s.post('', {}, '/v1/1/messages:send'), '404 ')
  assert.equal(await s.post('', {}, '/v3/x/messages:send'), '404 ')
  await s.post({ payload: { notification: NOTIFICATION }, target: { token: s.stage.tokens(1) } })
  const record = JSON.stringify([s.stage.simulator.received, s.stage.simulator.delivered])
  assert.equal(record.includes('Bearer'), false)
})

test('an app is registered once, with a key and a project of its own', async () => {
  await using stage = await openStage(subject)
  const form = await stage.simulator.addApp({ packageName: stage.app })
  assert.deepEqual(await stage.simulator.addApp({ packageName: stage.app }), form)
  const other = await stage.simulator.addApp({ packageName: 'com.example.other' })
  const [one, two] = [form, other].map(credential => parseHarmonyCredentials(credential))
  assert.ok(one && two)
  assert.notEqual(one.projectId, two.projectId)
  assert.notEqual(one.keyId, two.keyId)
  assert.equal(one.privateKey.equals(two.privateKey), false)
})
