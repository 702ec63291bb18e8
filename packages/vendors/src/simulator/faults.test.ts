import assert from 'node:assert/strict'
import { type ClientHttp2Session, connect, constants } from 'node:http2'
import { test } from 'node:test'
import { createAuthority } from './authority.ts'
import type { Fault } from './contract.ts'
import type { Exchange } from './exchange.ts'
import { type After, applyFault, FAULTS_MAX, FaultList } from './faults.ts'
import { startTlsServer, type TlsServer } from './tls-server.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }

interface Outcome {
  readonly status: number | undefined
  readonly body: string
  readonly code: number
}

/** A simulator that takes every request, counts it and answers 200 `truth`. */
async function simulator(after: After = () => () => undefined) {
  const faults = new FaultList(after)
  const taken: string[] = []
  const server = await startTlsServer({
    port: 0,
    tls,
    alpn: ['h2', 'http/1.1'],
    handle: async exchange => {
      const proceed = (): void => take(exchange, taken)
      const fault = faults.take('push', exchange.path)
      if (!fault || (await applyFault(fault, exchange, proceed, after)) === 'proceed') proceed()
    },
  })
  return { faults, taken, server, [Symbol.asyncDispose]: server.close }
}

function take(exchange: Exchange, taken: string[]): void {
  taken.push(exchange.path)
  exchange.answer(200, {}, 'truth')
}

function open(server: TlsServer): ClientHttp2Session & Disposable {
  const session = connect(server.url, { ca: tls.caPem })
  session.on('error', () => undefined)
  return Object.assign(session, { [Symbol.dispose]: () => session.destroy() })
}

async function get(session: ClientHttp2Session, path: string): Promise<Outcome> {
  const stream = session.request({ ':path': path })
  let status: number | undefined
  let body = ''
  stream.on('response', headers => {
    status = headers[':status']
  })
  stream.on('error', () => undefined)
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    body += chunk
  })
  await new Promise(resolve => stream.once('close', resolve))
  return { status, body, code: stream.rstCode }
}

const truth: Outcome = { status: 200, body: 'truth', code: 0 }

test('faults are spent in order, by kind of request, by token and as often as told', () => {
  const list = new FaultList()
  const hang = { kind: 'hang' } as const
  const forAuth: Fault = { on: 'auth', action: hang }
  const forToken: Fault = { token: 'b', action: hang }
  const twice: Fault = { times: 2, action: hang }
  for (const fault of [forAuth, forToken, twice]) list.arm(fault)
  assert.equal(list.take('push', 'a'), twice)
  assert.equal(list.take('push', ['a', 'b']), forToken)
  assert.equal(list.take('push'), twice)
  assert.equal(list.take('push', 'b'), undefined)
  assert.equal(list.take('auth'), forAuth)
  assert.equal(list.take('auth'), undefined)
})

test('disarming forgets, and neither endless nor broken faults can be armed', () => {
  const list = new FaultList()
  const fault: Fault = { action: { kind: 'hang' } }
  for (let count = 0; count < FAULTS_MAX; count += 1) list.arm(fault)
  assert.throws(() => list.arm(fault), RangeError)
  list.disarm()
  assert.equal(list.take('push'), undefined)
  assert.throws(() => list.arm({ ...fault, times: 0 }), RangeError)
  assert.throws(() => list.arm({ ...fault, times: 1.5 }), RangeError)
  assert.throws(() => list.arm({ action: { kind: 'delay', ms: 1 } }), /without a timer/)
})

test('a fault with a time hits every request until then, and is listed only that long', () => {
  let nowMs = 1_000
  const list = new FaultList(undefined, () => nowMs)
  const down: Fault = { forMs: 500, action: { kind: 'reset', when: 'before' } }
  const id = list.arm(down)
  assert.deepEqual(list.armed(), [{ id, fault: down, left: undefined, endsAtMs: 1_500 }])
  for (nowMs = 1_000; nowMs < 1_500; nowMs += 100) assert.equal(list.take('push'), down)
  assert.equal(list.take('push'), undefined)
  assert.deepEqual(list.armed(), [])
  assert.throws(() => list.arm({ ...down, forMs: 0 }), /forMs/)
})

test('a fault with a time and a number ends with whichever comes first', () => {
  const list = new FaultList(undefined, () => 0)
  list.arm({ forMs: 500, times: 1, action: { kind: 'hang' } })
  assert.notEqual(list.take('push'), undefined)
  assert.equal(list.take('push'), undefined)
})

test('one fault is disarmed by its id, and the others stay', () => {
  const list = new FaultList()
  const [first, second] = [1, 2].map(times => list.arm({ times, action: { kind: 'hang' } }))
  assert.equal(list.disarm(first), 1)
  assert.equal(list.disarm(first), 0)
  assert.deepEqual(
    list.armed().map(({ id, left }) => [id, left]),
    [[second, 2]],
  )
})

test('an armed answer replaces the truth once, as JSON or as the text it is', async () => {
  await using vendor = await simulator()
  using session = open(vendor.server)
  vendor.faults.arm({
    action: { kind: 'answer', status: 503, headers: { 'retry-after': '2' }, body: { reason: 'Down' } },
  })
  vendor.faults.arm({ action: { kind: 'answer', status: 200, body: '<html>' } })
  assert.deepEqual(await get(session, '/a'), { status: 503, body: '{"reason":"Down"}', code: 0 })
  assert.deepEqual(await get(session, '/b'), { status: 200, body: '<html>', code: 0 })
  assert.deepEqual(await get(session, '/c'), truth)
  assert.deepEqual(vendor.taken, ['/c'])
})

test('a delayed request is taken and answered truthfully when its timer fires', async () => {
  const timers: { delayMs: number; run: () => void }[] = []
  const armed = Promise.withResolvers<void>()
  await using vendor = await simulator((delayMs, run) => {
    timers.push({ delayMs, run })
    armed.resolve()
    return () => undefined
  })
  using session = open(vendor.server)
  vendor.faults.arm({ action: { kind: 'delay', ms: 5_000 } })
  const answer = get(session, '/a')
  await armed.promise
  assert.deepEqual(vendor.taken, [])
  assert.equal(timers[0]?.delayMs, 5_000)
  timers[0]?.run()
  assert.deepEqual(await answer, truth)
  assert.deepEqual(vendor.taken, ['/a'])
})

test('a request that hangs is taken and gets no answer while others on its connection do', async () => {
  await using vendor = await simulator()
  using session = open(vendor.server)
  vendor.faults.arm({ token: '/a', action: { kind: 'hang' } })
  const hanging = get(session, '/a')
  assert.deepEqual(await get(session, '/b'), truth)
  assert.deepEqual(vendor.taken, ['/a', '/b'])
  session.destroy()
  assert.equal((await hanging).status, undefined)
})

test('a reset breaks the connection before or after the request is taken', async () => {
  await using vendor = await simulator()
  for (const when of ['before', 'after'] as const) {
    using session = open(vendor.server)
    vendor.faults.arm({ action: { kind: 'reset', when } })
    assert.equal((await get(session, `/${when}`)).status, undefined)
    assert.equal(session.destroyed, true)
  }
  assert.deepEqual(vendor.taken, ['/after'])
})

test('a refused stream is not taken and the connection stays', async () => {
  await using vendor = await simulator()
  using session = open(vendor.server)
  vendor.faults.arm({ action: { kind: 'refuse-stream' } })
  assert.equal((await get(session, '/a')).code, constants.NGHTTP2_REFUSED_STREAM)
  assert.deepEqual(await get(session, '/b'), truth)
  assert.deepEqual(vendor.taken, ['/b'])
})

for (const earlier of [0, 1]) {
  test(`GOAWAY without finishing leaves stream ${earlier * 2 + 1} unprocessed (F61)`, async () => {
    await using vendor = await simulator()
    using session = open(vendor.server)
    for (let count = 0; count < earlier; count += 1) await get(session, '/earlier')
    let lastStreamId = -1
    session.on('goaway', (_code, last) => {
      lastStreamId = last
    })
    const ended = new Promise(resolve => session.once('close', resolve))
    vendor.faults.arm({ action: { kind: 'goaway', finish: false, reason: 'Shutdown' } })
    assert.equal((await get(session, '/a')).code, constants.NGHTTP2_REFUSED_STREAM)
    await ended
    assert.equal(lastStreamId, 1)
    assert.equal(vendor.taken.includes('/a'), false)
  })
}

test('GOAWAY with finishing answers this stream and refuses later ones', async () => {
  await using vendor = await simulator()
  using session = open(vendor.server)
  vendor.faults.arm({ action: { kind: 'goaway', finish: true } })
  const [first, second] = await Promise.all([get(session, '/a'), get(session, '/b')])
  assert.deepEqual(first, truth)
  assert.equal(second.status, undefined)
  assert.deepEqual(vendor.taken, ['/a'])
})
