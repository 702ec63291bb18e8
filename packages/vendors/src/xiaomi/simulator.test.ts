import assert from 'node:assert/strict'
import { request as httpsRequest } from 'node:https'
import { test } from 'node:test'
import { createAuthority } from '../simulator/authority.ts'
import type { SimulatedCredential, Simulator } from '../simulator/contract.ts'
import { startXiaomiSimulator, type XiaomiSimulatorOptions } from './simulator.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const APP = 'com.example.chat'
const NOW_MS = 1_700_000_000_000
const FORM = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }

interface Answer {
  readonly status: number
  readonly type: string | undefined
  readonly body: { readonly code?: number; readonly result?: string; readonly reason?: string; readonly data?: unknown }
}

interface Stage extends AsyncDisposable {
  readonly simulator: Simulator
  readonly app: SimulatedCredential
  readonly token: string
  ask(path: string, fields: Record<string, string>, headers?: Record<string, string>, method?: string): Promise<Answer>
  /** A push of a good form with some fields replaced; undefined leaves one out. */
  push(fields?: Record<string, string | undefined>): Promise<Answer>
}

async function open(more: Partial<XiaomiSimulatorOptions> = {}): Promise<Stage> {
  let seed = 1
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const simulator = await startXiaomiSimulator({ port: 0, tls, now: () => NOW_MS, random, ...more })
  const app = await simulator.addApp({ packageName: APP })
  const token = simulator.newToken(APP, 1)
  const authorization = `key=${app.certificate}`
  const ask: Stage['ask'] = (path, fields, headers = { ...FORM, authorization }, method = 'POST') =>
    new Promise((resolve, reject) => {
      const options = { method, ca: tls.caPem, agent: false, headers } as const
      const request = httpsRequest(`${simulator.url}${path}`, options, async response => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Answer['body']
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], body })
      })
      request.on('error', reject)
      request.end(method === 'GET' ? '' : new URLSearchParams(fields).toString())
    })
  return {
    simulator,
    app,
    token,
    ask,
    push: (fields = {}) => {
      const good = {
        registration_id: token,
        restricted_package_name: APP,
        pass_through: '0',
        title: 'Li',
        description: 'hi',
      }
      const entries = Object.entries({ ...good, ...fields }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      )
      return ask('/v3/message/regid', Object.fromEntries(entries))
    },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  }
}

test('a push is answered in the form of spec/vendors.md §5.6, on both paths', async () => {
  await using stage = await open()
  const { status, type, body } = await stage.push()
  const pushed = stage.simulator.delivered[0]
  assert.deepEqual([status, type], [200, 'application/json;charset=UTF-8'])
  assert.match(
    JSON.stringify(body),
    /^\{"result":"ok","trace_id":"Xcm\w+","code":0,"data":\{"id":"scm\w+"\},"description":"成功","info":"Received push messages for 1 regid"\}$/,
  )
  assert.deepEqual(body.data, { id: pushed?.vendorId })
  assert.deepEqual([pushed?.token, pushed?.shown?.title, pushed?.payload['title']], [stage.token, 'Li', 'Li'])
  const fields = { registration_id: stage.token, restricted_package_name: APP, title: 'Li', description: 'hi' }
  assert.equal((await stage.ask('/v2/message/regid', fields)).body.code, 0)
})

test('the secret is wanted as `key=`, in lower case and without a blank', async () => {
  await using stage = await open()
  const { certificate = '' } = stage.app
  const fields = { registration_id: stage.token, restricted_package_name: APP, title: 'Li', description: 'hi' }
  const wrong = [
    `Key=${certificate}`,
    `key= ${certificate}`,
    `Bearer ${certificate}`,
    certificate,
    'key=',
    `key=${certificate}x`,
  ]
  for (const authorization of wrong) {
    const { status, body } = await stage.ask('/v3/message/regid', fields, { ...FORM, authorization })
    assert.deepEqual([status, body.code], [200, 21301], authorization)
  }
  assert.equal((await stage.ask('/v3/message/regid', fields, FORM)).body.code, 21301)
  assert.equal(stage.simulator.delivered.length, 0)
})

test('the HTTP status of a refused secret is a switch', async () => {
  await using stage = await open({ authRefusalStatus: 401 })
  assert.equal((await stage.ask('/v3/message/regid', {}, FORM)).status, 401)
})

test('paths, methods and body types that are not Xiaomi’s are refused', async () => {
  await using stage = await open()
  const headers = { ...FORM, authorization: `key=${stage.app.certificate}` }
  const code = async (path: string, more: Record<string, string> = {}, method = 'POST'): Promise<unknown> =>
    (await stage.ask(path, {}, { ...headers, ...more }, method)).body.code
  assert.equal(await code('/v3/message/alias'), 10020)
  assert.equal(await code('/v3/message/regid', {}, 'GET'), 10021)
  assert.equal(await code('/v1/trace/message/status'), 10021)
  assert.equal(await code('/v3/message/regid', { 'content-type': 'application/json' }), 10007)
})

test('the checks come in the order of spec/vendors.md §5.12', async () => {
  await using stage = await open({ channels: ['chat'], dailyQuota: 0 })
  const wrong: Record<string, string | undefined> = {
    restricted_package_name: 'com.example.other',
    title: undefined,
    description: 'x'.repeat(128),
    'extra.channel_id': 'unknown',
    registration_id: 'dead',
  }
  const codes: (number | undefined)[] = []
  const mended: Record<string, string | undefined>[] = [
    {},
    { restricted_package_name: APP },
    { title: 'Li' },
    { description: 'hi' },
    { 'extra.channel_id': undefined, registration_id: stage.token },
    { 'extra.channel_id': 'chat', registration_id: 'dead' },
    { registration_id: stage.token },
  ]
  let fields = wrong
  for (const mend of mended) {
    fields = { ...fields, ...mend }
    codes.push((await stage.push(fields)).body.code)
  }
  assert.deepEqual(codes, [22022, 10016, 10018, 27001, 200001, 20301, 0])
})

test('each rule of a field has its code, and its near side passes', async () => {
  const cases: readonly (readonly [name: string, near: string, far: string, code: number])[] = [
    ['title', 'x'.repeat(49), 'x'.repeat(50), 10018],
    ['description', '驿'.repeat(127), '驿'.repeat(128), 10018],
    ['payload', 'x'.repeat(4096), 'x'.repeat(4097), 65009],
    ['pass_through', '0', '2', 10017],
    ['notify_type', '-1', '8', 10017],
    ['notify_id', '2147483647', '2147483648', 22103],
    ['time_to_live', '1', 'long', 10017],
    ['time_to_send', String(NOW_MS + 604_800_000), String(NOW_MS + 604_800_001), 10017],
    ['extra.notify_effect', '1', '2', 10017],
    ['extra.web_uri', 'https://a', 'chat://a', 10017],
    ['extra.jobkey', 'a'.repeat(20), 'a'.repeat(21), 10017],
    ['extra.callback', 'https://a', 'a', 10025],
    ['extra.callback.param', 'p'.repeat(256), 'p'.repeat(257), 65036],
    ['extra.callback.type', '1267', 'all', 65037],
    ['extra.mine', 'x'.repeat(1020), 'x'.repeat(1021), 10018],
    ['extra.ticker', 'x', '', 10017],
    ['restricted_package_name', `${APP},${APP}`, `${APP},com.example.other`, 22022],
    ['registration_id', 'TOKEN', '', 10016],
  ]
  await using stage = await open()
  for (const [name, near, far, code] of cases) {
    assert.equal((await stage.push({ [name]: near.replace('TOKEN', stage.token) })).body.code, 0, name)
    assert.equal((await stage.push({ [name]: far })).body.code, code, name)
  }
  const extras = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`extra.k${index}`, 'v']))
  assert.equal((await stage.push(extras(10))).body.code, 0)
  assert.equal((await stage.push(extras(11))).body.code, 10018)
  assert.equal((await stage.push({ registration_id: Array(1000).fill(stage.token).join() })).body.code, 0)
  assert.equal((await stage.push({ registration_id: Array(1001).fill(stage.token).join() })).body.code, 10018)
})

test('a transparent message needs data and no text, and is not shown', async () => {
  await using stage = await open()
  const silent = { pass_through: '1', title: undefined, description: undefined }
  assert.equal((await stage.push(silent)).body.code, 10016)
  assert.equal((await stage.push({ ...silent, payload: '{}' })).body.code, 0)
  assert.equal(stage.simulator.delivered.at(-1)?.shown, undefined)
})

test('lenient takes what public clients send: a time as notification id, and empty extras', async () => {
  const odd = { notify_id: '1700000000000', 'extra.callback': '', 'extra.intent_uri': '', 'extra.notify_effect': '' }
  await using strict = await open()
  await using lenient = await open({ lenient: true })
  assert.equal((await strict.push(odd)).body.code, 22103)
  assert.equal((await lenient.push(odd)).body.code, 0)
  assert.equal((await lenient.push({ ...odd, notify_id: 'x' })).body.code, 22103)
})

test('tokens that are dead, foreign or unknown are listed as bad; the headers of the SDK change nothing', async () => {
  await using stage = await open()
  const { simulator, app } = stage
  const dead = simulator.newToken(APP, 2)
  simulator.setToken(dead, APP, { kind: 'unregistered', atMs: 1 })
  const foreign = simulator.newToken('com.example.other', 3)
  const fields = {
    registration_id: [dead, stage.token, foreign, 'unknown'].join(),
    restricted_package_name: APP,
    title: 'a',
    description: 'b',
  }
  const headers = { ...FORM, authorization: `key=${app.certificate}`, accept: 'text/html', 'x-push-host-list': 'true' }
  const { body } = await stage.ask('/v3/message/regid', fields, headers)
  assert.deepEqual(body.data, { id: simulator.delivered[0]?.vendorId, bad_regids: [dead, foreign, 'unknown'].join() })
  assert.equal(simulator.delivered.length, 1)
  assert.equal(simulator.received[0]?.reason, 'bad_regids')
})

test('a used-up quota is told with its numbers', async () => {
  await using stage = await open({ dailyQuota: 1 })
  assert.deepEqual((await stage.push()).body.data, {
    id: stage.simulator.delivered[0]?.vendorId,
    day_quota: '1',
    day_acked: '1',
  })
  assert.equal((await stage.push()).body.reason, 'exceed quota, quota: 1, have acked: 1')
})

test('tokens are 64 characters of Base64, the same at each call; an app keeps its credential', async () => {
  await using stage = await open()
  assert.match(stage.token, /^[\w+/]{64}$/)
  assert.equal(stage.simulator.newToken(APP, 1), stage.token)
  assert.deepEqual(await stage.simulator.addApp({ packageName: APP }), stage.app)
  assert.notEqual(
    (await stage.simulator.addApp({ packageName: 'com.example.other' })).certificate,
    stage.app.certificate,
  )
})
