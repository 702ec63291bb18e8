import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { test } from 'node:test'
import type { Delivered, Simulator } from './contract.ts'
import { startControl } from './control.ts'
import { FOLLOW_BYTES_MAX, FOLLOWERS_MAX } from './follow.ts'
import { SimulatorRecord } from './record.ts'

const push = (token: string, more = ''): Delivered => ({
  atMs: 1,
  token,
  shown: { title: 'Li', body: `hi${more}`, click: { kind: 'app' } },
  vendorId: 'v',
  payload: {},
  headers: {},
})

async function stage() {
  const record = new SimulatorRecord()
  const simulator = { vendor: 'apns', onDelivered: run => record.onDelivered(run) } as Partial<Simulator> as Simulator
  const simulators = new Map([['apns', simulator]])
  const control = await startControl({ port: 0, token: 'pass', simulators, now: () => 7 })
  const listen = async (token = 'pass'): Promise<IncomingMessage> => {
    const request = get(`${control.url}/apns/follow`, { headers: { authorization: `Bearer ${token}` } })
    request.on('error', () => undefined)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return response
  }
  return { record, listen, [Symbol.asyncDispose]: () => control[Symbol.asyncDispose]() }
}

test('a listener is told of each push as it is taken, one line of JSON each', async () => {
  await using s = await stage()
  const response = await s.listen()
  assert.deepEqual([response.statusCode, response.headers['content-type']], [200, 'application/x-ndjson'])
  s.record.deliver(push('a'))
  s.record.deliver(push('b'))
  let text = ''
  for await (const chunk of response) {
    text += String(chunk)
    if (text.split('\n').length > 2) break
  }
  const told = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Delivered)
  assert.deepEqual(told, [push('a'), push('b')])
})

test('nobody follows without the token, and no more than a hundred at a time', async () => {
  await using s = await stage()
  const stranger = await s.listen('other')
  assert.equal(stranger.statusCode, 401)
  stranger.resume()
  const listeners = await Promise.all(Array.from({ length: FOLLOWERS_MAX }, () => s.listen()))
  assert.ok(listeners.every(({ statusCode }) => statusCode === 200))
  const late = await s.listen()
  assert.equal(late.statusCode, 503)
  late.resume()
  const [first] = listeners
  assert.ok(first)
  const left = once(first, 'close')
  first.destroy()
  await left
  let next = await s.listen()
  // The server hears of the farewell a moment later.
  while (next.statusCode === 503) {
    next.resume()
    next = await s.listen()
  }
  assert.equal(next.statusCode, 200)
  for (const listener of [...listeners, next]) listener.destroy()
})

test('a listener that does not read is cut off and holds nobody up', async () => {
  await using s = await stage()
  const idle = await s.listen()
  idle.pause()
  // `once` would take the broken connection for a failure of its own.
  const closed = new Promise<void>(resolve => idle.once('close', () => resolve()))
  idle.on('error', () => undefined)
  for (let sent = 0; sent < 40 * FOLLOW_BYTES_MAX; sent += FOLLOW_BYTES_MAX) {
    s.record.deliver(push('a', 'x'.repeat(FOLLOW_BYTES_MAX)))
  }
  idle.resume()
  await closed
  assert.equal(idle.complete, false)
})
