import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Notification } from '../notification.ts'
import { hidden } from '../registry.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import { openXiaomi } from './client.ts'
import { parseXiaomiCredentials } from './credentials.ts'
import { xiaomi } from './index.ts'
import { renderXiaomi } from './payload.ts'
import { startXiaomiSimulator, type XiaomiSimulatorOptions } from './simulator.ts'

function open(more: Partial<XiaomiSimulatorOptions> = {}): Promise<Stage> {
  return openStage({ vendor: hidden(xiaomi), start: options => startXiaomiSimulator({ ...options, ...more }) })
}

function lastForm({ simulator }: Stage): URLSearchParams {
  return new URLSearchParams(simulator.received.at(-1)?.body)
}

const pushes = ({ simulator }: Stage): number => simulator.received.length

test('a request for one phone carries the end of the shipment’s id against duplicates, one for several carries none', async () => {
  await using stage = await open()
  await stage.send(stage.tokens(1))
  assert.equal(lastForm(stage).get('extra.jobkey'), '01-b42d-000000000000')
  await stage.send(stage.tokens(2))
  assert.equal(lastForm(stage).get('extra.jobkey'), null)
})

test('a dedupe id of the block is kept, for one phone and for several', async () => {
  await using stage = await open()
  const notification: Notification = { title: 'Li', content: 'hi', blocks: { xiaomi: { jobkey: 'mine' } } }
  for (const count of [1, 2]) {
    await stage.send(stage.tokens(count), notification)
    assert.deepEqual(lastForm(stage).getAll('extra.jobkey'), ['mine'])
  }
})

test('F58 a shipment sent again after its answer was lost is shown once', async () => {
  await using stage = await open({ dedupes: true })
  await stage.send(stage.tokens(1), { title: 'before', content: 'x', blocks: {} })
  const shipments = stage
    .shipments(stage.tokens(1))
    .map(shipment => ({ ...shipment, id: 'a1b2c3d4-0000-4000-8000-0123456789ab' }))
  const { signal } = new AbortController()
  stage.simulator.arm({ action: { kind: 'reset', when: 'after' } })
  assert.equal((await stage.channel.send(shipments, signal))[0]?.kind, 'unknown')
  const again = stage.channel.send(shipments, signal)
  stage.clock.advance(1_000)
  assert.equal((await again)[0]?.kind, 'accepted')
  assert.deepEqual(
    stage.simulator.delivered.map(({ shown }) => shown?.title),
    ['before', 'Li'],
  )
})

test('a thousand phones of one message are one request', async () => {
  await using stage = await open()
  const results = await stage.send(stage.tokens(1000))
  assert.ok(results.every(({ kind }) => kind === 'accepted'))
  assert.equal(pushes(stage), 1)
  assert.equal(stage.simulator.delivered.length, 1000)
})

test('a token with a comma or a blank never reaches the phone of another, and is refused in its place', async () => {
  await using stage = await open()
  const [victim = '', other = ''] = stage.tokens(2)
  const results = await stage.send([`x,${victim}`, other, ' ', ''])
  assert.deepEqual(
    results.map(result => (result.kind === 'rejected' ? result.reason : result.kind)),
    ['token-malformed', 'accepted', 'token-malformed', 'token-malformed'],
  )
  assert.deepEqual(
    stage.simulator.delivered.map(({ token }) => token),
    [other],
  )
  assert.equal((await stage.send([`${victim},`]))[0]?.kind, 'rejected')
  assert.equal(pushes(stage), 1)
})

test('an id that the form cannot carry as it is, is refused in its place and not called accepted', async () => {
  await using stage = await open()
  const [token = ''] = stage.tokens(1)
  const results = await stage.send([token, '\ud800'])
  assert.deepEqual(
    results.map(result => (result.kind === 'rejected' ? result.reason : result.kind)),
    ['accepted', 'token-malformed'],
  )
})

test('a block that names another package of the app unbinds nobody', async () => {
  await using stage = await open()
  const block = (restrictedPackageNames: string): Notification => ({
    title: 'Li',
    content: 'hi',
    blocks: { xiaomi: { restrictedPackageNames } },
  })
  const notValid = { code: 20301, result: 'error', reason: 'No valid targets!' }
  const scopes: string[] = []
  for (const packages of ['com.example.other', `com.example.other,${stage.app}`]) {
    stage.simulator.arm({ action: { kind: 'answer', status: 200, headers: {}, body: notValid } })
    const [result] = await stage.send(stage.tokens(2), block(packages))
    scopes.push(result?.kind === 'rejected' ? result.scope : 'none')
  }
  assert.deepEqual(scopes, ['message', 'token'])
})

test('F66 a refused secret is refused at once, without a second request', async () => {
  await using stage = await open()
  const wrong = parseXiaomiCredentials({
    name: '1',
    environment: 'PRODUCTION',
    packageName: stage.app,
    certificate: 'wrong',
    settings: {},
  })
  const payload = renderXiaomi(
    { title: 'a', content: 'b', blocks: {} },
    { credentials: wrong, nowMs: 0, expiresAtMs: 1 },
  )
  await using channel = openXiaomi(wrong, stage.io)
  const [result] = await channel.send([{ token: 't', payload, id: 'x' }], new AbortController().signal)
  assert.ok(result?.kind === 'rejected' && result.scope === 'notifier' && result.code === '21301')
  assert.equal(pushes(stage), 1)
})

test('the secret goes into the header and nowhere else', async () => {
  await using stage = await open()
  const app = await stage.simulator.addApp({ packageName: stage.app })
  const results = await stage.send(stage.tokens(1))
  const seen = JSON.stringify([results, stage.simulator.received, stage.simulator.delivered])
  assert.ok(app.certificate && !seen.includes(app.certificate))
})

test('a notifier of the global region asks another host', async () => {
  await using stage = await open()
  const app = await stage.simulator.addApp({ packageName: stage.app })
  const sent = async (region: string): Promise<string | undefined> => {
    const credentials = parseXiaomiCredentials({ ...app, settings: { region } })
    const endpoints = { global: stage.simulator.url, push: 'https://127.0.0.1:1' }
    await using channel = openXiaomi(credentials, { ...stage.io, endpoints })
    const payload = renderXiaomi({ title: 'a', content: 'b', blocks: {} }, { credentials, nowMs: 0, expiresAtMs: 1 })
    const [token = ''] = stage.tokens(1)
    const [result] = await channel.send([{ token, payload, id: '0-1' }], new AbortController().signal)
    return result?.kind
  }
  assert.deepEqual([await sent('global'), await sent('china')], ['accepted', 'unsent'])
})

test('F55 the day’s quota counts phones without a channel, ends at midnight in Beijing, and spares private channels', async () => {
  await using stage = await open({ dailyQuota: 3 })
  const kinds = async (count: number, channelId?: string): Promise<readonly string[]> => {
    const blocks = channelId === undefined ? {} : { xiaomi: { channelId } }
    return (await stage.send(stage.tokens(count), { title: 'Li', content: 'hi', blocks })).map(({ kind }) => kind)
  }
  assert.deepEqual(await kinds(2), ['accepted', 'accepted'])
  const [over] = await stage.send(stage.tokens(2))
  // Said of the token, so that the notifier goes on with its private channels.
  assert.ok(over?.kind === 'throttled' && over.quota && over.scope === 'token')
  assert.equal((stage.clock.now() + over.retryAfterMs + 8 * 3_600_000) % 86_400_000, 0)
  assert.deepEqual(await kinds(4, 'chat'), Array(4).fill('accepted'))
  const asked = pushes(stage)
  assert.deepEqual(await kinds(1), ['throttled'])
  assert.equal(pushes(stage), asked, 'Xiaomi is not asked again on that day')
  stage.vendorsClock.advance(over.retryAfterMs)
  stage.clock.advance(over.retryAfterMs)
  assert.deepEqual(await kinds(3), Array(3).fill('accepted'))
})
