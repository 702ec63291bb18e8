import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callbackEndpoints, type DeviceId, type MsgId } from '@posthouse/protocol'
import { Webhook } from 'standardwebhooks'
import { Value } from 'typebox/value'
import { PosthouseError } from '../../base/failure.ts'
import { aCallback } from '../../domain/testing/samples.ts'
import { app, type Lab, openLab } from '../../flows/callback/callback-lab.test.ts'
import { createCallbackLane } from '../../worker/callback-lane.ts'
import { callbackHandlers } from './callbacks.ts'

const params = { org: 'acme', app: 'demo' }
const call = {
  signal: new AbortController().signal,
  arrivedAtMs: 0,
  url: 'http://localhost/',
  idempotencyKey: undefined,
  bodyDigest: undefined,
  setHeader: () => undefined,
  address: '127.0.0.1',
  operator: { kind: 'operator' } as const,
}
const code = (expected: string) => (error: unknown) => error instanceof PosthouseError && error.code === expected

function handlersOf(lab: Lab) {
  return callbackHandlers({ ...lab, ruleBook: lab.rules })
}

function assertFits(name: keyof typeof callbackEndpoints, reply: unknown): void {
  assert.deepEqual([...Value.Errors(callbackEndpoints[name].reply, reply)], [])
}

test('a rule is created, shown without its secret, changed, rotated and deleted', async () => {
  await using lab = await openLab()
  const handlers = handlersOf(lab)
  const body = { name: 'mine', url: 'http://hooks.example.test/', secret: 'demo-secret', statuses: ['fail' as const] }
  const created = await handlers.callbackRuleCreate({ params, query: {}, body }, call)
  assertFits('callbackRuleCreate', created)
  assert.deepEqual([created.secret, created.webhookSecret], ['demo-secret', 'whsec_ZGVtby1zZWNyZXQ='])
  const of = { ...params, ruleId: created.rule.id }

  const listed = await handlers.callbackRuleList({ params, query: {}, body: {} }, call)
  assertFits('callbackRuleList', listed)
  assert.deepEqual(listed, { rules: [created.rule] })
  assert.equal(JSON.stringify(listed).includes('demo-secret'), false)

  const edited = await handlers.callbackRuleEdit({ params: of, query: {}, body: { enabled: false } }, call)
  assert.deepEqual(edited, { rule: { ...created.rule, enabled: false } })
  assert.deepEqual(await handlers.callbackRuleGet({ params: of, query: {}, body: {} }, call), edited)
  const rotated = await handlers.callbackRuleRotate({ params: of, query: {}, body: {} }, call)
  assertFits('callbackRuleRotate', rotated)
  assert.notEqual(rotated.secret, 'demo-secret')
  const overlap = async () => {
    const shown = await handlers.callbackRuleGet({ params: of, query: {}, body: {} }, call)
    assertFits('callbackRuleGet', shown)
    return shown.rule.previousSecretUntil
  }
  assert.equal(await overlap(), rotated.previousUntil)
  lab.clock.advance(86_400_000)
  assert.equal(await overlap(), undefined)
  assert.deepEqual(await handlers.callbackRuleDelete({ params: of, query: {}, body: {} }, call), { deleted: true })
  await assert.rejects(handlers.callbackRuleGet({ params: of, query: {}, body: {} }, call), code('resource_not_found'))
})

test('rules show events, filters, policy, ban and the question before delivery', async () => {
  await using lab = await openLab()
  const handlers = handlersOf(lab)
  const url = 'http://hooks.example.test/'
  const create = async (body: object) => {
    const created = await handlers.callbackRuleCreate({ params, query: {}, body: { name: 'x', url, ...body } }, call)
    assertFits('callbackRuleCreate', created)
    const { id, createdAt, ...shown } = created.rule
    return { id, shown }
  }
  const plain = {
    url,
    enabled: true,
    statuses: ['success', 'fail', 'error'],
    restPushes: true,
    channelNames: 'provider',
  }
  const usual = await create({ name: 'usual' })
  assert.deepEqual(usual.shown, { ...plain, name: 'usual', events: ['push'], policy: 'durable' })
  const wanted = { events: ['chat', 'presence'], from: ['alice'], groups: ['1'], extKeys: ['k'], sources: ['rest'] }
  const messages = await create({ name: 'messages', ...wanted, messageTypes: ['image'], policy: 'easemob' })
  assert.deepEqual(messages.shown, {
    ...plain,
    name: 'messages',
    ...wanted,
    messageTypes: ['image'],
    policy: 'easemob',
  })
  const asking = await create({ name: '审核', before: { messageTypes: ['text'], waitMs: 500 } })
  assert.deepEqual(
    [asking.shown.events, asking.shown.before],
    [
      [],
      {
        conversations: ['chat', 'group', 'room', 'edit'],
        messageTypes: ['text'],
        waitMs: 500,
        onFailure: 'pass',
        tellSender: true,
      },
    ],
  )

  const nowMs = lab.clock.now()
  const untilMs = nowMs + 60_000
  const { rules } = lab.store.tables
  await lab.store.commit([rules.ban(app.id, BigInt(messages.id), { untilMs, begunMs: [nowMs] }, nowMs)])
  const of = { ...params, ruleId: messages.id }
  const banned = await handlers.callbackRuleGet({ params: of, query: {}, body: {} }, call)
  assertFits('callbackRuleGet', banned)
  assert.equal(banned.rule.bannedUntil, untilMs)
  const edited = await handlers.callbackRuleEdit({ params: of, query: {}, body: { enabled: true } }, call)
  assert.equal('bannedUntil' in edited.rule, false)
})

test('callbacks of messages and logins show their event, and only what they have', async () => {
  await using lab = await openLab()
  const handlers = handlersOf(lab)
  const { callbacks } = lab.store.tables
  const { rule } = await handlers.callbackRuleCreate(
    { params, query: {}, body: { name: 'mine', url: 'http://hooks.example.test/', events: ['chat', 'presence'] } },
    call,
  )
  const common = { ruleId: BigInt(rule.id), appId: app.id, body: '{}', createdAtMs: 1, deviceId: '' as DeviceId }
  await lab.store.commit([
    callbacks.insert(aCallback({ ...common, id: 1n, event: 'chat', pushId: 9n as MsgId }), 1),
    callbacks.insert(
      aCallback({ ...common, id: 2n, event: 'presence', pushId: 0n as MsgId, deviceId: 'dev-1' as DeviceId }),
      1,
    ),
  ])
  const page = await handlers.callbackList({ params, query: {}, body: {} }, call)
  assertFits('callbackList', page)
  const [presence, chat] = page.callbacks
  assert.deepEqual(
    [presence?.event, presence?.msgId, presence?.deviceId, presence?.status],
    ['presence', undefined, 'dev-1', undefined],
  )
  assert.deepEqual([chat?.event, chat?.msgId, chat?.deviceId, chat?.status], ['chat', '9', undefined, undefined])
})

test('callbacks are listed in pages, newest first, filtered, without token, content or body', async () => {
  await using lab = await openLab()
  const handlers = handlersOf(lab)
  const body = { name: 'mine', url: 'http://hooks.example.test/' }
  await handlers.callbackRuleCreate({ params, query: {}, body }, call)
  const [, pushId] = await lab.settle(2)
  await lab.settle(3, { status: 'fail', reason: 'no-push-binding' })
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) }
    const page = await handlers.callbackList({ params, query, body: {} }, call)
    assertFits('callbackList', page)
    ids.push(...page.callbacks.map(callback => callback.id))
    assert.equal(/tok-0001|Hello|标题/.test(JSON.stringify(page)), false)
    cursor = page.cursor
  } while (cursor !== undefined)
  assert.equal(new Set(ids).size, 5)
  assert.deepEqual(
    ids,
    ids.toSorted((left, right) => (BigInt(left) < BigInt(right) ? 1 : -1)),
  )

  const listed = async (query: object) => (await handlers.callbackList({ params, query, body: {} }, call)).callbacks
  assert.deepEqual(
    new Set((await listed({ statuses: 'fail,error' })).map(({ detail }) => detail)),
    new Set(['no push binding']),
  )
  assert.equal((await listed({ msgId: String(pushId) })).length, 1)
  assert.equal((await listed({ states: 'dead' })).length, 0)
  assert.equal((await listed({ from: lab.clock.now() + 1_000 })).length, 0)
  await assert.rejects(listed({ states: 'dead,gone' }), code('argument_illegal'))
  await assert.rejects(listed({ msgId: '9999999999999999999' }), code('argument_illegal'))

  const get = (callbackId: string) =>
    handlers.callbackGet({ params: { ...params, callbackId }, query: {}, body: {} }, call)
  const one = await get(ids[0] ?? '')
  assertFits('callbackGet', one)
  assert.equal(one.callback.id, ids[0])
  for (const id of ['1', 'x', String(BigInt(ids[0] ?? 0) + 1n)])
    await assert.rejects(get(id), code('resource_not_found'))
})

test('I9: an unknown app is 404 on every endpoint', async () => {
  await using lab = await openLab()
  const handlers = handlersOf(lab)
  const input = {
    params: { org: 'acme', app: 'other', ruleId: '1', callbackId: '1' },
    query: {},
    body: { reason: 'delivered', name: 'x', url: 'x' },
  }
  for (const handle of Object.values(handlers) as ((input: unknown, call: unknown) => Promise<unknown>)[]) {
    await assert.rejects(handle(input, call), code('resource_not_found'))
  }
})

test('a sample of each reason arrives signed and shows the answer; nothing is stored', async () => {
  await using lab = await openLab()
  const handlers = handlersOf(lab)
  const receiver = await lab.receiver((response, number) => response.writeHead(number === 1 ? 500 : 200).end('seen'))
  const body = { name: 'mine', url: receiver.url, secret: 'demo-secret' }
  const { rule, webhookSecret } = await handlers.callbackRuleCreate({ params, query: {}, body }, call)
  const sample = (reason: string) =>
    handlers.callbackRuleSample({ params: { ...params, ruleId: rule.id }, query: {}, body: { reason } }, call)
  const refused = await sample('no-push-binding')
  assertFits('callbackRuleSample', refused)
  assert.deepEqual([refused.delivered, refused.httpStatus, refused.excerpt], [false, 500, 'seen'])
  for (const [reason, status] of [
    ['delivered', 'success'],
    ['vendor-refused', 'fail'],
    ['vendor-unclear', 'error'],
  ] as const) {
    const sampled = await sample(reason)
    assert.equal(sampled.delivered, true)
    assert.equal((JSON.parse(sampled.body) as { status: string }).status, status)
    const received = receiver.requests.at(-1)
    new Webhook(webhookSecret).verify(received?.body ?? '', received?.headers as Record<string, string>)
  }
  await assert.rejects(sample('no such reason'), code('argument_illegal'))
  assert.equal((await lab.callbacks()).length, 0)
})

test('a replay takes dead letters unless told otherwise, and says how many', async () => {
  await using lab = await openLab()
  const handlers = handlersOf(lab)
  const receiver = await lab.receiver(response => response.end())
  const { rule } = await handlers.callbackRuleCreate(
    { params, query: {}, body: { name: 'mine', url: receiver.url } },
    call,
  )
  await using lane = createCallbackLane(lab)
  lane.start()
  const [pushId] = await lab.settle(5)
  await lab.until(all => all.every(record => record.state === 'delivered'))
  const replay = async (body: object) => {
    const { count, more } = await handlers.callbackReplay({ params, query: {}, body }, call)
    return { count, more }
  }
  assert.deepEqual(await replay({}), { count: 0, more: false })
  assert.deepEqual(await replay({ states: ['delivered'], ruleId: rule.id, msgId: String(pushId) }), {
    count: 1,
    more: false,
  })
  await lab.until(all => all.every(record => record.state === 'delivered'))
  assert.equal(receiver.requests.length, 6)
  assert.equal(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size, 5)
})
