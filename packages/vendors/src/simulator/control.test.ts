import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { Fault, Simulator, TokenState } from './contract.ts'
import { CONTROL_BODY_MAX, startControl } from './control.ts'
import { FaultList } from './faults.ts'

/** A simulator without a server: what the control reads and calls, nothing else. */
function aSimulator() {
  const faults = new FaultList((_delayMs, run) => {
    run()
    return () => undefined
  })
  const tokens: [string, string, TokenState][] = []
  const simulator: Simulator = {
    vendor: 'apns',
    url: 'https://127.0.0.1:1',
    endpoints: { push: 'https://127.0.0.1:1' },
    addApp: () => Promise.reject(new Error('not by remote control')),
    setToken: (token, app, state) => tokens.push([token, app, state]),
    newToken: (app, index) => `${app}-${index}`,
    arm: fault => faults.arm(fault),
    armed: () => faults.armed(),
    disarm: id => faults.disarm(id),
    receivedCount: () => 1,
    received: [{ atMs: 1, on: 'push', method: 'POST', path: '/x', headers: {}, body: '', status: 200 }],
    delivered: [{ atMs: 2, token: 't', vendorId: 'v', payload: {}, headers: {} }],
    onDelivered: () => () => undefined,
    receiptCall: ({ token, vendorId }, fate) =>
      fate === 'clicked' ? undefined : { headers: { 'x-signed': 'yes' }, body: `${fate} ${token} ${vendorId}` },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  return { simulator, faults, tokens }
}

async function aControl() {
  const { simulator, faults, tokens } = aSimulator()
  const control = await startControl({
    port: 0,
    token: 'pass',
    simulators: new Map([['apns', simulator]]),
    now: () => 7,
  })
  const call = async (method: string, path: string, body?: unknown, token = 'pass') => {
    const init = { method, headers: { authorization: `Bearer ${token}` } }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(`${control.url}${path}`, body === undefined ? init : { ...init, body: text })
    const answer = await response.text()
    return {
      status: response.status,
      body: answer === '' ? undefined : (JSON.parse(answer) as Record<string, unknown>),
    }
  }
  return { call, simulator, faults, tokens, [Symbol.asyncDispose]: () => control[Symbol.asyncDispose]() }
}

test('the simulators are listed and tell what they received and delivered', async () => {
  await using control = await aControl()
  const { vendor, url, endpoints, received, delivered } = control.simulator
  assert.deepEqual(await control.call('GET', '/'), { status: 200, body: { simulators: [{ vendor, url, endpoints }] } })
  assert.deepEqual(await control.call('GET', '/apns/received'), { status: 200, body: { received } })
  assert.deepEqual(await control.call('GET', '/apns/delivered'), { status: 200, body: { delivered } })
})

test('nothing is told or done without the token', async () => {
  await using control = await aControl()
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/apns/received'],
    ['DELETE', '/apns/faults'],
    ['GET', '/nothing'],
  ] as const) {
    assert.equal((await control.call(method, path, undefined, 'wrong')).status, 401)
  }
})

test('a new token of an app is made for an index', async () => {
  await using control = await aControl()
  const make = (body: unknown) => control.call('POST', '/apns/tokens', body)
  assert.deepEqual(await make({ app: 'com.example', index: 7 }), { status: 200, body: { token: 'com.example-7' } })
  for (const body of [{ app: 'com.example' }, { app: 'com.example', index: '7' }, { index: 7 }])
    assert.equal((await make(body)).status, 400)
})

test('a token gets its state, with the present time when none is given', async () => {
  await using control = await aControl()
  const set = (state: unknown) => control.call('POST', '/apns/tokens', { token: 't', app: 'a', state })
  for (const state of ['active', { kind: 'foreign-app' }, 'unregistered', { kind: 'unregistered', atMs: 5 }]) {
    assert.equal((await set(state)).status, 204)
  }
  assert.deepEqual(
    control.tokens.map(([, , state]) => state),
    [{ kind: 'active' }, { kind: 'foreign-app' }, { kind: 'unregistered', atMs: 7 }, { kind: 'unregistered', atMs: 5 }],
  )
  for (const state of ['dead', {}, null, { kind: 'unregistered', atMs: '5' }])
    assert.equal((await set(state)).status, 400)
  assert.equal((await control.call('POST', '/apns/tokens', { token: 't' })).status, 400)
})

test('each kind of fault can be armed and all are forgotten at once', async () => {
  await using control = await aControl()
  const faults: Fault[] = [
    { action: { kind: 'answer', status: 503, headers: { 'retry-after': '2' }, body: { a: 1 } } },
    { on: 'auth', times: 2, action: { kind: 'delay', ms: 10 } },
    { token: 't', action: { kind: 'hang' } },
    { action: { kind: 'reset', when: 'after' } },
    { action: { kind: 'refuse-stream' } },
    { action: { kind: 'goaway', finish: true, reason: 'r' } },
  ]
  for (const fault of faults) {
    assert.equal((await control.call('POST', '/apns/faults', fault)).status, 204)
    assert.deepEqual(control.faults.take(fault.on ?? 'push', 't'), fault)
    assert.equal((await control.call('DELETE', '/apns/faults')).status, 204)
    assert.equal(control.faults.take(fault.on ?? 'push', 't'), undefined)
  }
})

test('a wrong fault is refused with the member at fault and nothing is armed', async () => {
  await using control = await aControl()
  const cases: [unknown, RegExp][] = [
    ['{', /not JSON/],
    ['[]', /body must be an object/],
    [{}, /action must be an object/],
    [{ action: { kind: 'explode' } }, /action\.kind/],
    [{ on: 'pull', action: { kind: 'hang' } }, /^on /],
    [{ token: 1, action: { kind: 'hang' } }, /^token /],
    [{ times: 0, action: { kind: 'hang' } }, /^times /],
    [{ action: { kind: 'answer', status: 100 } }, /action\.status/],
    [{ action: { kind: 'answer', status: 200, headers: { 'x-a': 1 } } }, /action\.headers\.x-a/],
    [{ action: { kind: 'answer', status: 200, headers: { connection: 'close' } } }, /action\.headers/],
    [{ action: { kind: 'delay', ms: 600_001 } }, /action\.ms/],
    [{ action: { kind: 'reset', when: 'now' } }, /action\.when/],
    [{ action: { kind: 'goaway' } }, /action\.finish/],
    ['x'.repeat(CONTROL_BODY_MAX + 1), /longer than/],
  ]
  for (const [body, message] of cases) {
    const answer = await control.call('POST', '/apns/faults', body)
    assert.equal(answer.status, 400)
    assert.match(String(answer.body?.['error']), message)
  }
  assert.equal(control.faults.take('push', 't'), undefined)
})

test('unknown vendors, resources and methods are told apart in words', async () => {
  await using control = await aControl()
  const unknown = await control.call('GET', '/nokia/received')
  assert.deepEqual(unknown, { status: 404, body: { error: 'no simulator named nokia; there are: apns' } })
  assert.equal((await control.call('GET', '/apns/faults')).status, 404)
  assert.equal((await control.call('GET', '/apns/received/1')).status, 404)
  assert.equal((await control.call('POST', '/', {})).status, 405)
})

test('a report of a delivered push is sent to its receiver, and what that answers is told', async () => {
  await using control = await aControl()
  const heard: string[] = []
  const receiver = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
    heard.push(`${request.method} ${request.url} ${String(request.headers['x-signed'])} ${text}`)
    response.writeHead(heard.length === 1 ? 200 : 401).end('heard')
  })
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/receipts/x`
  const report = (body: object) => control.call('POST', '/apns/receipts', body)
  const arrived = { fate: 'arrived', token: 't', url }
  assert.deepEqual(await report(arrived), { status: 200, body: { status: 200, body: 'heard' } })
  const byId = { fate: 'dropped', vendorId: 'v', url }
  assert.deepEqual(await report(byId), { status: 200, body: { status: 401, body: 'heard' } })
  assert.deepEqual(heard, ['POST /receipts/x yes arrived t v', 'POST /receipts/x yes dropped t v'])
  await new Promise(resolve => receiver.close(resolve))
  assert.equal((await report(arrived)).status, 500)
})

test('a report that cannot be made is refused with the member at fault', async () => {
  await using control = await aControl()
  const cases: [object, RegExp][] = [
    [{ token: 't' }, /^fate must be one of/],
    [{ fate: 'eaten', token: 't' }, /^fate/],
    [{ fate: 'arrived' }, /token or a vendorId/],
    [{ fate: 'arrived', token: 'other' }, /no push/],
    [{ fate: 'arrived', token: 't', vendorId: 'w' }, /no push/],
    [{ fate: 'clicked', token: 't', url: 'http://127.0.0.1:1/' }, /apns does not report clicked/],
    [{ fate: 'arrived', token: 't' }, /^url is missing/],
    [{ fate: 'arrived', token: 't', url: 'ftp://127.0.0.1/' }, /^url must be/],
  ]
  for (const [body, message] of cases) {
    const answer = await control.call('POST', '/apns/receipts', body)
    assert.equal(answer.status, 400)
    assert.match(String(answer.body?.['error']), message)
  }
})
