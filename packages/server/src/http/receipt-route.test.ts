import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AppId } from '@posthouse/protocol'
import type { ReceiptRequest } from '@posthouse/vendors'
import { Agent, request } from 'undici'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import type { Notifier } from '../domain/notifier.ts'
import { aNotifier } from '../domain/testing/samples.ts'
import { createHttpServer, defaultHttpLimits, type HttpServer } from './server.ts'
import { alwaysWell } from './testing/always-well.ts'

const notifier = aNotifier()
const known: ReadonlyMap<string, Notifier> = new Map([
  ['known', notifier],
  ['other', { ...notifier, appId: 8 as AppId }],
  ['third', { ...notifier, appId: 9 as AppId }],
])
const taken: { readonly notifier: Notifier; readonly request: Omit<ReceiptRequest, 'nowMs'> }[] = []
let hold: Promise<void> | undefined
let server: HttpServer
let base: string
const dispatcher = new Agent({ connections: 200 })

before(async () => {
  server = createHttpServer({
    routes: [],
    authenticator: {
      adminKey: undefined,
      adminGuesses: { admit: async () => undefined, failed: () => undefined },
      appOf: () => undefined,
      credentialOf: () => ({ kind: 'unknown' }),
    },
    clock: systemClock,
    log: silentLog,
    health: alwaysWell,
    openapi: () => ({}),
    receipts: {
      addresses: { notifierOf: async token => known.get(token) },
      desk: {
        async take(found, given) {
          taken.push({ notifier: found, request: given })
          await hold
          return { contentType: 'text/plain', body: 'success' }
        },
      },
    },
    limits: defaultHttpLimits,
    trustedProxies: [],
  })
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${port}/receipts/`
})

after(async () => {
  await dispatcher.close()
  await server[Symbol.asyncDispose]()
})

async function post(token: string, body: string | null, headers: Readonly<Record<string, string>> = {}) {
  const answer = await request(`${base}${token}`, { method: 'POST', body, headers, dispatcher })
  const { statusCode: status, headers: given } = answer
  return { status, type: given['content-type'], retryAfter: given['retry-after'], text: await answer.body.text() }
}

test('the vendor is given what it sent, byte for byte and with its own content type, and answered in its own words', async () => {
  const body = 'data=%7B%22a%22%3A1%7D&b=é'
  const answer = await post('known', body, { 'content-type': 'application/x-www-form-urlencoded', 'X-Seal': 's' })
  assert.deepEqual(answer, { status: 200, type: 'text/plain', retryAfter: undefined, text: 'success' })
  const [{ notifier: found, request: given }] = taken.splice(0) as [(typeof taken)[0]]
  assert.equal(found, notifier)
  assert.deepEqual([given.method, given.body], ['POST', body])
  assert.deepEqual([given.headers['content-type'], given.headers['x-seal']], ['application/x-www-form-urlencoded', 's'])
})

test('a request without a body or a content type is read as empty', async () => {
  assert.equal((await post('known', null)).status, 200)
  assert.deepEqual(
    taken.splice(0).map(({ request: given }) => given.body),
    [''],
  )
})

test('S30 an address that nobody has is refused before its body is read, however large or odd it is', async () => {
  for (const headers of [{}, { 'content-encoding': 'gzip' }, { 'content-type': '///' }])
    assert.equal((await post('unknown', 'x', headers)).status, 404)
  // The answer may come while the client still writes, and end the connection under it.
  const large = await post('unknown', 'x'.repeat(2_000_000)).catch(() => undefined)
  assert.equal(large?.status ?? 404, 404)
  assert.equal((await post('x'.repeat(600), 'x')).status, 404)
  assert.equal(taken.length, 0)
})

test('I11 I13 only so many requests are open at once, and one app has half of them; the others are to come again, and then they may', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  hold = promise
  const fill = (token: string) => Array.from({ length: 64 }, () => post(token, '{}'))
  const held = async (count: number) => {
    while (taken.length < count) await new Promise(next => setImmediate(next))
  }
  const full = { status: 503, retryAfter: '1' }
  const next = async (token: string) => {
    const { status, retryAfter } = await post(token, '{}')
    return { status, retryAfter }
  }
  const open = fill('known')
  await held(64)
  assert.deepEqual(await next('known'), full)
  open.push(...fill('other'))
  await held(128)
  assert.deepEqual([await next('other'), await next('third')], [full, full])
  resolve()
  assert.deepEqual(new Set((await Promise.all(open)).map(answer => answer.status)), new Set([200]))
  hold = undefined
  for (const token of ['known', 'other', 'third']) assert.equal((await post(token, '{}')).status, 200)
})
