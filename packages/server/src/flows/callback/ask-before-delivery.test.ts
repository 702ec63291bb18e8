import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { webhookSecretOf } from '../../domain/callback-signature.ts'
import { aChatMessage, aGroupMessage } from '../../domain/testing/chat-samples.ts'
import { askBeforeDelivery } from './ask-before-delivery.ts'
import { app, type Lab, openLab } from './callback-lab.test.ts'
import { createRule } from './rules.ts'

const message = aChatMessage()
const delivered = { kind: 'deliver', payload: message.payload, roomLevel: undefined }
const failed = { kind: 'block', code: 'Message blocked by external logic', tellSender: true }

function ask(lab: Lab, about = message, isTargeted = false) {
  const never = new AbortController().signal
  return askBeforeDelivery(lab, { appId: app.id, message: about, isTargeted }, never)
}

function ruleAt(lab: Lab, url: string, before: object = {}, name = '审核') {
  return createRule(lab.ruleParts, app.id, { name, url, secret: 'demo-secret', before })
}

test('spec §9.8: the question is signed, has a uuid, and its answer decides', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver((response, number) => {
    response.end(JSON.stringify(number === 1 ? { valid: true } : { valid: false, code: 'no ads' }))
  })
  await ruleAt(lab, receiver.url)
  deepEqual(await ask(lab), delivered)
  deepEqual(await ask(lab), { kind: 'block', code: 'no ads', tellSender: true })
  equal(receiver.requests.length, 2)
  for (const { headers, body } of receiver.requests) {
    equal(headers['content-type'], 'application/json')
    new Webhook(webhookSecretOf('demo-secret')).verify(body, headers as Record<string, string>)
    const { callId, from, to, payload } = JSON.parse(body) as Record<string, unknown>
    ok(/^acme#demo_[0-9a-f-]{36}$/.test(String(callId)))
    deepEqual([from, to, payload], ['alice', 'bob', message.payload])
  }
  equal((await lab.callbacks()).length, 0)
})

test('spec §9.8: a slow answer, an unending one, none at all: the rule decides, once and in time', async () => {
  await using lab = await openLab()
  const slow = await lab.receiver((response, number) => {
    // The first never answers; the second begins a good answer and never ends it.
    if (number === 2) response.write(JSON.stringify({ valid: true }))
  })
  await ruleAt(lab, slow.url, { waitMs: 100, onFailure: 'block' })
  for (let count = 1; count <= 2; count += 1) {
    const startedMs = lab.clock.monotonic()
    deepEqual(await ask(lab), failed)
    const tookMs = lab.clock.monotonic() - startedMs
    ok(tookMs >= 95 && tookMs < 2_000, `${tookMs} ms`)
    equal(slow.requests.length, count)
  }
  await slow.close()
  deepEqual(await ask(lab), failed)
})

test('spec §9.8: an oversize answer, no JSON, and 500 are no answers', async () => {
  await using lab = await openLab()
  const good = JSON.stringify({ valid: true })
  const answers = [
    [200, JSON.stringify({ valid: true, code: 'x'.repeat(1_000) })],
    [200, JSON.stringify({ valid: true, code: 'x'.repeat(100_000) })],
    [200, 'yes'],
    [500, good],
    [204, ''],
    [302, good],
  ] as const
  const receiver = await lab.receiver((response, number) => {
    const [status, text] = answers[(number - 1) % answers.length] ?? [200, '']
    response.writeHead(status, { location: '/elsewhere' }).end(text)
  })
  await ruleAt(lab, receiver.url, { waitMs: 2_000, onFailure: 'block' })
  for (const [status] of answers) deepEqual(await ask(lab), failed, String(status))
  equal(receiver.requests.length, answers.length)
})

test('a rule that passes on failure delivers the message as it is', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.writeHead(500).end())
  await ruleAt(lab, receiver.url, { waitMs: 2_000 })
  deepEqual(await ask(lab), delivered)
})

test('spec §9.8: a changed text is delivered, and the next rule is asked about what the first made of it', async () => {
  await using lab = await openLab()
  const changed = { ...message.payload, bodies: [{ type: 'txt', msg: '***' }] }
  const first = await lab.receiver(response => response.end(JSON.stringify({ valid: true, payload: changed })))
  const second = await lab.receiver(response => response.end(JSON.stringify({ valid: true })))
  await ruleAt(lab, second.url, {}, 'b')
  await ruleAt(lab, first.url, {}, 'a')
  deepEqual(await ask(lab), { kind: 'deliver', payload: changed, roomLevel: undefined })
  deepEqual((JSON.parse(second.requests[0]?.body ?? '') as { payload: unknown }).payload, changed)
})

test('the first rule that blocks ends it; a room’s level comes along', async () => {
  await using lab = await openLab()
  const level = { valid: true, chatroom_msg_level: 'low' }
  const lets = await lab.receiver(response => response.end(JSON.stringify(level)))
  const blocks = await lab.receiver(response => response.end(JSON.stringify({ valid: false })))
  await ruleAt(lab, lets.url, {}, 'a')
  await ruleAt(lab, blocks.url, { conversations: ['chat'], tellSender: false }, 'b')
  await ruleAt(lab, lets.url, {}, 'c')
  deepEqual(await ask(lab), { kind: 'block', code: 'custom logic denied', tellSender: false })
  equal(lets.requests.length, 1)
  const room = aGroupMessage({ conversation: 'room' })
  deepEqual(await ask(lab, room), { kind: 'deliver', payload: room.payload, roomLevel: 'low' })
})

test('spec §9.8: nobody is asked about messages over REST, targeted ones, or where the rule is off or of another kind', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.end(JSON.stringify({ valid: false })))
  await ruleAt(lab, receiver.url, { messageTypes: ['text'] })
  await createRule(lab.ruleParts, app.id, { name: 'after', url: receiver.url, events: ['chat'] })
  const image = aChatMessage({ payload: { bodies: [{ type: 'img' }] } })
  deepEqual(await ask(lab, aChatMessage({ source: 'rest' })), delivered)
  deepEqual(await ask(lab, message, true), delivered)
  equal((await ask(lab, image)).kind, 'deliver')
  equal(receiver.requests.length, 0)
  equal((await ask(lab)).kind, 'block')
})
