import { deepEqual, equal } from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { callbackStorageEndpoints } from '@posthouse/protocol'
import {
  appNumbered,
  oneGroupNowMs as nowMs,
  type OneGroupServer,
  openOneGroup,
  refusalOf,
} from '../../app/testing/one-group.ts'
import { createLocalBus } from '../../bus/local.ts'
import type { Callback } from '../../domain/callback-rule.ts'
import { aCallback, aRule, aTry } from '../../domain/testing/samples.ts'
import { callbackStorageHandlers } from './callback-storage.ts'

const bus = createLocalBus()
const egress = { objection: (url: string) => (url.startsWith('https://') ? undefined : 'it is not https') }
const app = appNumbered(101)

describe('the exception storage over HTTP (spec/easemob.md §9.3)', () => {
  let server: OneGroupServer

  before(async () => {
    server = await openOneGroup(callbackStorageEndpoints, deps =>
      callbackStorageHandlers({ ...deps, bus, egress, timeZone: 'UTC' }),
    )
    const { rules } = server.store.tables
    const secrets = { secret: Uint8Array.of(1), previous: undefined, previousUntilMs: undefined }
    await server.store.commit([rules.insert(aRule({ id: 7n, appId: app.id }), secrets)])
    for (let id = 1n; id <= 15n; id += 1n) await store(aCallback({ id, ruleId: 7n, appId: app.id }))
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await bus[Symbol.asyncDispose]()
  })

  async function store(callback: Callback): Promise<void> {
    const { commit, tables } = server.store
    await commit([tables.callbacks.insert(callback, 1)])
    await commit([tables.callbacks.claim(7n, 1, 2, 1)])
    const made = aTry({ callbackId: callback.id, atMs: nowMs })
    await commit([tables.callbacks.tried(callback, 1, made, { state: 'dead', dueAtMs: undefined })])
  }
  const call = (method: string, path: string, body?: unknown) => server.call(app.id, method, path, body)
  const golden = (text: string) =>
    JSON.parse(
      text.replace(/"duration":\d+/, '"duration":15').replace(/127\.0\.0\.1:\d+|localhost:\d+/, 'api.example.test'),
    )

  it('lists windows in the envelope of the sample, under both spellings of the path', async () => {
    for (const path of ['/callbacks/storage/info', '/callback/storage/info']) {
      const answer = await call('GET', path)
      equal(answer.status, 200)
      deepEqual(golden(answer.text), {
        path: '/callbacks',
        uri: 'http://api.example.test/acme/demo101/callbacks',
        timestamp: nowMs,
        organization: 'acme',
        application: '0f0e0d0c-0000-4000-8000-00000000a001',
        action: 'post',
        data: [{ date: '202311142210', size: 15, retry: 0 }],
        duration: 15,
        applicationName: 'demo101',
      })
    }
  })

  it('another app sees and sends none of it', async () => {
    deepEqual((await server.call(102, 'GET', '/callbacks/storage/info')).body['data'], [])
    const sent = await server.call(102, 'POST', '/callbacks/storage/retry', { date: '202311142210' })
    equal(sent.body['data'], 'failure')
  })

  it('refuses wrong dates and URLs, a user’s token, and members of a wrong type', async () => {
    const refusals = [
      [{}, '400 illegal_argument IllegalArgumentException: parameters is invalid : date'],
      [{ date: '202311142213' }, '400 illegal_argument IllegalArgumentException: parameters is invalid : date'],
      [
        { date: '202311142210', targetUrl: 'http://10.0.0.1/' },
        '400 illegal_argument IllegalArgumentException: parameters is invalid : targetUrl: it is not https',
      ],
    ] as const
    for (const [body, text] of refusals) equal(refusalOf(await call('POST', '/callbacks/storage/retry', body)), text)
    equal((await call('POST', '/callbacks/storage/retry', { date: '202311142210', retry: 'x' })).status, 400)
    equal((await server.call(app.id, 'GET', '/callbacks/storage/info', undefined, 'alice')).status, 401)
    deepEqual((await call('GET', '/callbacks/storage/info')).body['data'], [
      { date: '202311142210', size: 15, retry: 0 },
    ])
  })

  it('sends a window again and says so in a word; an empty URL stands for the rule’s own', async () => {
    const retry = (body: object, path = '/callbacks/storage/retry') => call('POST', path, body)
    const sent = await retry({ date: '202311142210', retry: 0, targetUrl: '' })
    deepEqual(
      [sent.status, sent.body['data'], sent.body['action'], sent.body['path']],
      [200, 'success', 'post', '/callbacks'],
    )
    equal((await retry({ date: '202311142210', retry: 1 }, '/callback/storage/retry')).body['data'], 'failure')
    deepEqual((await call('GET', '/callbacks/storage/info')).body['data'], [])
  })
})
