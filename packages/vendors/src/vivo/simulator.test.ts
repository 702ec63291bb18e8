import assert from 'node:assert/strict'
import { request } from 'node:https'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { hidden } from '../registry.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import { signOf } from './auth.ts'
import { parseVivoCredentials, type VivoCredentials } from './credentials.ts'
import { vivo } from './index.ts'
import { startVivoSimulator, type VivoSimulatorOptions } from './simulator.ts'

const stage = (options: Partial<VivoSimulatorOptions> = {}): Promise<Stage> =>
  openStage({ vendor: hidden(vivo), start: given => startVivoSimulator({ ...given, ...options }) })

/** A client that shares nothing with ours. */
function post(
  on: Stage,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonObject> {
  return new Promise((resolve, reject) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const ca = [...(on.io.ca ?? [])]
    const call = request(`${on.simulator.url}${path}`, { method: 'POST', ca, headers, agent: false }, response => {
      let answer = ''
      response.on('data', (chunk: Buffer) => {
        answer += chunk.toString()
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, ...(answer && (JSON.parse(answer) as object)) }),
      )
    })
    call.on('error', reject)
    call.end(text)
  })
}

async function signedIn(
  on: Stage,
  appId: (id: string) => unknown = id => id,
): Promise<{ app: VivoCredentials; authToken: string }> {
  const app = parseVivoCredentials(await on.simulator.addApp({ packageName: on.app }))
  const timestamp = on.vendorsClock.now()
  const { appKey } = app
  const { authToken } = await post(on, '/message/auth', {
    appId: appId(app.appId),
    appKey,
    timestamp,
    sign: signOf(app, timestamp),
  })
  return { app, authToken: String(authToken) }
}

const message = { notifyType: 4, title: 'Li', content: 'hi', skipType: 1, requestId: 'm1' }

test('an app signs in with its id as a text or as a number, within ten minutes, with the right sign', async () => {
  await using s = await stage()
  assert.match((await signedIn(s)).authToken, /^[0-9a-f]{32}$/)
  const { app, authToken } = await signedIn(s, Number)
  assert.match(authToken, /^[0-9a-f]{32}$/)
  const nowMs = s.vendorsClock.now()
  for (const [timestamp, result] of [
    [nowMs - 600_000, 0],
    [nowMs + 600_001, 10000],
  ] as const) {
    const { appId, appKey } = app
    const answer = await post(s, '/message/auth', { appId, appKey, timestamp, sign: signOf(app, timestamp) })
    assert.equal(answer['result'], result)
  }
  const wrong = await post(s, '/message/auth', { appId: app.appId, appKey: app.appKey, timestamp: nowMs, sign: 'x' })
  assert.deepEqual([wrong['result'], wrong['authToken']], [10000, undefined])
})

test('a send is checked in vivo’s order: token, app, dedupe id, lengths, fields, category, target', async () => {
  await using s = await stage()
  const { app, authToken } = await signedIn(s)
  const [regId = ''] = s.tokens(1)
  const good = { ...message, appId: Number(app.appId), regId }
  const result = async (change: JsonObject, token = authToken) =>
    (await post(s, '/message/send', { ...good, ...change }, { authToken: token }))['result']
  const bad = { appId: 1, requestId: '', title: '驿'.repeat(21), notifyType: 9, category: 'im', regId: '' }
  const { appId: _1, ...fromId } = bad
  const { requestId: _2, ...fromTitle } = fromId
  const { title: _3, ...fromField } = fromTitle
  const { notifyType: _4, ...fromCategory } = fromField
  const codes = [
    await result(bad, 'unknown'),
    await result(bad),
    await result(fromId),
    await result(fromTitle),
    await result(fromField),
    await result(fromCategory),
    await result({ category: 'IM', regId: '' }),
    await result({ regId: '' }),
    await result({ regId: 'nobody' }),
    await result({ requestId: 7 }),
    await result({}),
  ]
  assert.deepEqual(codes, [10000, 10094, 10303, 10085, 10200, 10096, 10097, 10050, 10302, 10303, 0])
  assert.equal(s.simulator.delivered.length, 1)
})

test('what is wrong with any field is refused', async () => {
  await using s = await stage()
  const { app, authToken } = await signedIn(s)
  const [regId = ''] = s.tokens(1)
  const map = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, 'v']))
  const cases: readonly JsonObject[] = [
    { timeToLive: 59 },
    { timeToLive: 86_401 },
    { skipType: 2, skipContent: 'chat://c' },
    { skipType: 4 },
    { skipType: 3, skipContent: 'x'.repeat(1025) },
    { networkType: 0 },
    { classification: 2 },
    { pushMode: 2 },
    { notifyId: 0 },
    { profileId: 'x'.repeat(65) },
    { clientCustomMap: map },
    { clientCustomMap: { a: 1 } },
    { clientCustomMap: { a: 'x'.repeat(1017) } },
    { extra: { callback: 'x'.repeat(129) } },
    { extra: { 'callback.param': 'x'.repeat(65) } },
    { extra: 'x' },
  ]
  for (const change of cases) {
    const answer = await post(
      s,
      '/message/send',
      { ...message, appId: Number(app.appId), regId, ...change },
      { authToken },
    )
    assert.equal(answer['result'], 10200, JSON.stringify(change).slice(0, 60))
  }
})

test('what vivo’s own SDK was seen to send is taken', async () => {
  await using s = await stage()
  const { app, authToken } = await signedIn(s, Number)
  const headers = { authToken, 'content-type': 'application/json', 'content-encoding': 'UTF-8' }
  const tagExpression = { orTags: [], andTags: [], notTags: [] }
  const extra = { callback: 'https://cb.example', 'callback.param': 'p' }
  const tokens = s.tokens(3)
  const own = { ...message, appId: Number(app.appId), tagExpression, extra }
  assert.equal((await post(s, '/message/send', { ...own, regId: tokens[0] }, headers))['result'], 0)
  const { taskId } = await post(s, '/message/saveListPayload', own, headers)
  const list = await post(s, '/message/pushToList', { taskId, requestId: 'l1', regIds: tokens }, headers)
  assert.deepEqual(list, { status: 200, result: 0, desc: '请求成功', requestId: 'l1', invalidUsers: [] })
  assert.equal(s.simulator.delivered.length, 4)
})

test('a list has two to a thousand targets of a task of the same app', async () => {
  await using s = await stage()
  const { app, authToken } = await signedIn(s)
  const tokens = s.tokens(2)
  const save = await post(s, '/message/saveListPayload', { ...message, appId: Number(app.appId) }, { authToken })
  const result = async (taskId: unknown, regIds: readonly unknown[]) =>
    (await post(s, '/message/pushToList', { taskId, requestId: 'l', regIds }, { authToken }))['result']
  const many = Array.from({ length: 1001 }, (_, index) => `t${index}`)
  assert.deepEqual(
    [
      await result(save['taskId'], tokens.slice(1)),
      await result(save['taskId'], many),
      await result(save['taskId'], ['', 7]),
      await result('1', tokens),
      await result(save['taskId'], many.slice(1)),
      await result(save['taskId'], tokens),
    ],
    [10200, 10200, 10200, 10200, 0, 0],
  )
  const other = parseVivoCredentials(await s.simulator.addApp({ packageName: 'com.example.other' }))
  const timestamp = s.vendorsClock.now()
  const sign = signOf(other, timestamp)
  const { appId, appKey } = other
  const access = await post(s, '/message/auth', { appId, appKey, timestamp, sign })
  const foreign = { taskId: save['taskId'], requestId: 'l', regIds: tokens }
  const answer = await post(s, '/message/pushToList', foreign, { authToken: String(access['authToken']) })
  assert.equal(answer['result'], 10200)
})

test('only a lenient vivo takes a message without an app id or with a number as its dedupe id', async () => {
  for (const [lenient, expected] of [
    [false, [10094, 10303]],
    [true, [0, 0]],
  ] as const) {
    await using s = await stage({ lenient })
    const { app, authToken } = await signedIn(s)
    const [regId = ''] = s.tokens(1)
    const without = await post(s, '/message/send', { ...message, regId }, { authToken })
    const numbered = await post(
      s,
      '/message/send',
      { ...message, appId: Number(app.appId), regId, requestId: 7 },
      { authToken },
    )
    assert.deepEqual([without['result'], numbered['result']], expected)
  }
})

test('a dead target is named with its status, a path that is not vivo’s is not found', async () => {
  await using s = await stage()
  const { app, authToken } = await signedIn(s)
  const [regId = ''] = s.tokens(1)
  s.simulator.setToken(regId, s.app, { kind: 'unregistered', atMs: 1 })
  const send = async (to: string) =>
    await post(s, '/message/send', { ...message, appId: Number(app.appId), regId: to }, { authToken })
  assert.deepEqual((await send(regId))['invalidUser'], { userid: regId, status: 2 })
  assert.deepEqual((await send('1'))['invalidUser'], { userid: '1', status: 1 })
  assert.equal((await post(s, '/message/all', {}, { authToken }))['status'], 404)
  assert.equal((await post(s, '/message/send', 'no json', { authToken }))['result'], 10094)
  assert.match(s.tokens(1)[0] ?? '', /^\d{23}$/)
})
