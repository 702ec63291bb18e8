import assert from 'node:assert/strict'
import { request as httpsRequest } from 'node:https'
import { test } from 'node:test'
import { createAuthority } from './authority.ts'
import { type Delivered, RECORD_MAX, type Received } from './contract.ts'
import { SimulatorRecord } from './record.ts'
import { startTlsServer } from './tls-server.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }

function aPush(token: string): Delivered {
  return { atMs: 1, token, vendorId: 'v', payload: {}, headers: { authorization: 'bearer secret', 'apns-topic': 't' } }
}

/** Sends one request to a server that records it and answers 202 or, for `/silent`, breaks the connection. */
async function recorded(on: 'push' | 'auth', path: string, body: string): Promise<Received | undefined> {
  const record = new SimulatorRecord()
  await using server = await startTlsServer({
    port: 0,
    tls,
    alpn: ['http/1.1'],
    handle: exchange => {
      record.receive(on, exchange, 5).refuse('Because')
      if (exchange.path === '/silent') exchange.destroy()
      else exchange.answer(202, {})
    },
  })
  const headers = { authorization: 'bearer s3cret', 'x-kept': 'yes' }
  await new Promise<void>(resolve => {
    const request = httpsRequest(`${server.url}${path}`, { method: 'POST', ca: tls.caPem, agent: false, headers })
    request.on('response', response => response.resume().once('end', resolve))
    request.on('error', () => resolve())
    request.end(body)
  })
  return record.received[0]
}

test('a request is noted with what was answered and why, without its authorization', async () => {
  const entry = await recorded('push', '/3/device/x?auth_token=s3cret&a=1', '{"sign": 12345678901234567890}')
  const { headers, ...rest } = entry ?? assert.fail('nothing was recorded')
  assert.deepEqual(rest, {
    atMs: 5,
    on: 'push',
    method: 'POST',
    path: '/3/device/x?auth_token=[redacted]&a=1',
    body: '{"sign": 12345678901234567890}',
    status: 202,
    reason: 'Because',
  })
  assert.equal(headers['x-kept'], 'yes')
  assert.equal('authorization' in headers, false)
})

test('a request without an answer keeps the status none', async () => {
  assert.equal((await recorded('push', '/silent', ''))?.status, 'none')
})

test('credentials of authentication bodies never enter the record (I14)', async () => {
  const bodies = [
    'grant_type=client_credentials&client_id=10&client_secret=s3cret',
    'grant_type=urn%3Aietf&assertion=s3cret',
    '{"appId":1,"deep":[{"sign":"s3cret"}]}',
    '{"client_secret":"s3cret"',
    's3cret',
  ]
  for (const body of bodies) {
    const entry = await recorded('auth', '/token', body)
    assert.equal(JSON.stringify(entry).includes('s3cret'), false, body)
  }
  assert.equal((await recorded('auth', '/token', 'client_id=10&sign=s'))?.body, 'client_id=10&sign=[redacted]')
})

test('deliveries reach listeners until they stop, without credentials', () => {
  const record = new SimulatorRecord()
  const heard: Delivered[] = []
  const stop = record.onDelivered(push => heard.push(push))
  record.deliver(aPush('a'))
  stop()
  record.deliver(aPush('b'))
  assert.deepEqual(
    record.delivered.map(push => push.token),
    ['a', 'b'],
  )
  assert.deepEqual(heard, [{ ...aPush('a'), headers: { 'apns-topic': 't' } }])
})

test('the record keeps the newest and never more than its maximum (I11)', () => {
  const record = new SimulatorRecord()
  for (let index = 0; index < RECORD_MAX + 3; index += 1) record.deliver(aPush(String(index)))
  assert.equal(record.delivered.length, RECORD_MAX)
  assert.equal(record.delivered[0]?.token, '3')
})
