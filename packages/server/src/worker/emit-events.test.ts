import { deepEqual, equal, ok } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { webhookSecretOf } from '../domain/callback-signature.ts'
import { callbackEvents } from '../domain/chat-event.ts'
import { aChatMessage, aGroupMessage, aLogin } from '../domain/testing/chat-samples.ts'
import { app, type Lab, openLab } from '../flows/callback/callback-lab.test.ts'
import type { Emission } from '../flows/callback/emit.ts'
import { messageCallbacksFor } from '../flows/callback/emit-message.ts'
import { presenceCallbacksFor } from '../flows/callback/emit-presence.ts'
import { createRule } from '../flows/callback/rules.ts'
import { createCallbackLane } from './callback-lane.ts'

const partsOf = (lab: Lab) => ({ callbacks: lab.store.tables.callbacks, ids: lab.ids, random: lab.random })

async function commit(lab: Lab, emission: Emission): Promise<void> {
  await lab.store.commit([...emission.writes])
  if (emission.ruleIds.length > 0) lab.bus.publish({ kind: 'callback.waiting', ruleIds: [...emission.ruleIds] })
}

test('I3, spec §9.7, §9.9: messages and logins arrive signed, each from its own row, to the rules that want them', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.end())
  const make = (name: string, change: object) =>
    createRule(lab.ruleParts, app.id, { name, url: receiver.url, secret: 'demo-secret', ...change })
  const { rule: all } = await make('all', { events: callbackEvents })
  await make('pushes', {})
  await make('others', { events: ['chat', 'chat_offline'], to: ['carol'] })
  await using lane = createCallbackLane(lab)
  lane.start()

  const rules = await lab.rules.rulesOf(app.id)
  const atMs = lab.clock.now()
  const happened = { appId: app.id, message: aGroupMessage(), atMs }
  for (const event of [
    { ...happened, event: 'chat', receiver: '200000000000001' },
    { ...happened, event: 'chat_offline', receiver: 'bob' },
    { ...happened, event: 'chat_offline', receiver: 'dave' },
  ] as const) {
    const emission = messageCallbacksFor(partsOf(lab), rules, event)
    deepEqual(emission.ruleIds, [all.id])
    await commit(lab, emission)
  }
  await commit(lab, presenceCallbacksFor(partsOf(lab), rules, app.id, aLogin({ atMs })))
  const records = await lab.until(rows => rows.length === 4 && rows.every(row => row.state === 'delivered'))

  const bodies = receiver.requests.map(({ headers, body }) => {
    new Webhook(webhookSecretOf('demo-secret')).verify(body, headers as Record<string, string>)
    return JSON.parse(body) as Record<string, string>
  })
  for (const { callId, timestamp, security } of bodies) {
    equal(security, createHash('md5').update(`${callId}demo-secret${timestamp}`).digest('hex'))
    ok(/^acme#demo_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(callId ?? ''), String(callId))
  }
  equal(new Set(bodies.map(body => body['callId'])).size, 4)
  const said = bodies.map(body => `${body['eventType'] ?? body['reason']} ${body['to'] ?? body['user']}`)
  deepEqual(
    new Set(said),
    new Set([
      'chat 200000000000001',
      'chat_offline bob',
      'chat_offline dave',
      'login acme#demo_alice@easemob.com/android_dev-0001',
    ]),
  )
  const kept = records.map(({ callback }) => `${callback.event} ${callback.pushId} ${callback.deviceId}`)
  equal(kept.filter(text => text === 'presence 0 dev-0001').length, 1)
  equal(kept.filter(text => text === 'chat_offline 1029000000000000006 ').length, 2)
})

test('nobody who wants it: no write, and nothing to announce', async () => {
  await using lab = await openLab()
  await createRule(lab.ruleParts, app.id, { name: 'pushes', url: 'http://hooks.example.test/' })
  const rules = await lab.rules.rulesOf(app.id)
  const message = aChatMessage()
  const event = { appId: app.id, event: 'chat', message, receiver: 'bob', atMs: 1 } as const
  deepEqual(messageCallbacksFor(partsOf(lab), rules, event), { writes: [], ruleIds: [] })
  deepEqual(presenceCallbacksFor(partsOf(lab), rules, app.id, aLogin()), { writes: [], ruleIds: [] })
})

test('a rule’s filters apply to push outcomes as well', async () => {
  await using lab = await openLab()
  const make = (name: string, change: object) =>
    createRule(lab.ruleParts, app.id, { name, url: 'http://hooks.example.test/', ...change })
  const { rule: bob } = await make('bob', { to: ['bob'] })
  await make('carol', { to: ['carol'] })
  await make('messages', { events: ['chat'] })
  await lab.settle(1)
  deepEqual(
    (await lab.callbacks()).map(({ callback }) => callback.ruleId),
    [bob.id],
  )
})

test('spec §12 row 5: a rule may ask for the plain names of channels', async () => {
  await using lab = await openLab()
  const url = 'http://hooks.example.test/'
  await createRule(lab.ruleParts, app.id, { name: 'plain', url, channelNames: 'plain' })
  await createRule(lab.ruleParts, app.id, { name: 'usual', url })
  await lab.settle(1, { provider: 'VIVOPUSH' })
  const channels = (await lab.callbacks()).map(
    ({ callback }) => (JSON.parse(callback.body) as { channel: string }).channel,
  )
  deepEqual(channels.sort(), ['VIVO', 'VIVOPUSH'])
})
