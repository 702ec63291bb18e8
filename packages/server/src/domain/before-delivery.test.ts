import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { askedAbout, askedKinds, type BeforeAnswer, isAsked, verdictOf } from './before-delivery.ts'
import { aChatMessage, aGroupMessage } from './testing/chat-samples.ts'
import { aBefore } from './testing/samples.ts'

const message = aChatMessage()
const rule = aBefore({ conversations: askedAbout, messageTypes: askedKinds })
const passing = { ...rule, onFailure: 'pass' as const }
const ok = (members: object): BeforeAnswer => ({ status: 200, text: JSON.stringify(members), isComplete: true })
const delivered = { kind: 'deliver', payload: message.payload, roomLevel: undefined }
const failed = { kind: 'block', code: 'Message blocked by external logic', tellSender: true }
const changed = (msg: string) => ({ bodies: [{ type: 'txt', msg }] })

test('spec §9.8: valid delivers, invalid blocks with its own code or the usual one', () => {
  deepEqual(verdictOf(rule, message, ok({ valid: true })), delivered)
  deepEqual(verdictOf(rule, message, ok({ valid: false, code: 'no ads' })), {
    kind: 'block',
    code: 'no ads',
    tellSender: true,
  })
  for (const code of ['', undefined, 7]) {
    deepEqual(verdictOf(rule, message, ok({ valid: false, code })), {
      kind: 'block',
      code: 'custom logic denied',
      tellSender: true,
    })
  }
  const silent = verdictOf({ ...rule, tellSender: false }, message, ok({ valid: false }))
  equal(silent.kind === 'block' && silent.tellSender, false)
})

test('spec §9.8: no answer and every broken one leave it to the rule', () => {
  const good = JSON.stringify({ valid: true })
  const broken: BeforeAnswer[] = [
    undefined,
    { status: 500, text: good, isComplete: true },
    { status: 201, text: good, isComplete: true },
    { status: 200, text: good, isComplete: false },
    { status: 200, text: '', isComplete: true },
    { status: 200, text: 'yes', isComplete: true },
    { status: 200, text: '[true]', isComplete: true },
    { status: 200, text: 'null', isComplete: true },
    ok({}),
    ok({ valid: 'true' }),
    ok({ valid: true, code: 'x'.repeat(1_000) }),
  ]
  for (const answer of broken) {
    deepEqual(verdictOf(rule, message, answer), failed, JSON.stringify(answer))
    deepEqual(verdictOf(passing, message, answer), delivered, JSON.stringify(answer))
  }
})

test('spec §9.8: an answer of exactly 1000 characters is read', () => {
  const empty = JSON.stringify({ valid: true, code: '' }).length
  deepEqual(verdictOf(rule, message, ok({ valid: true, code: '推'.repeat(1_000 - empty) })), delivered)
})

test('spec §9.8: a text may be changed to another of at most 1 KiB; anything else is a broken answer', () => {
  deepEqual(verdictOf(rule, message, ok({ valid: true, payload: changed('***') })), {
    ...delivered,
    payload: changed('***'),
  })
  const room = 1_024 - Buffer.byteLength(JSON.stringify(changed('')))
  const longest = changed(`${'推'.repeat(Math.floor(room / 3))}${'x'.repeat(room % 3)}`)
  deepEqual(verdictOf(rule, message, ok({ valid: true, payload: longest })), { ...delivered, payload: longest })
  const wrong = [changed('推'.repeat(Math.floor(room / 3) + 1)), 'text', [], { bodies: [{ type: 'img' }] }, {}]
  for (const payload of wrong) deepEqual(verdictOf(rule, message, ok({ valid: true, payload })), failed)
  const image = aChatMessage({ payload: { bodies: [{ type: 'img' }] } })
  deepEqual(verdictOf(rule, image, ok({ valid: true, payload: changed('x') })), failed)
  deepEqual(verdictOf(rule, image, ok({ valid: true, payload: null })), { ...delivered, payload: image.payload })
})

test('spec §9.8: a room’s messages may be given a level, others not', () => {
  const inRoom = aGroupMessage({ conversation: 'room' })
  const level = (about: typeof inRoom, text: unknown) => {
    const verdict = verdictOf(rule, about, ok({ valid: true, chatroom_msg_level: text }))
    return verdict.kind === 'deliver' ? verdict.roomLevel : 'blocked'
  }
  deepEqual(
    ['high', 'normal', 'low', 'urgent', 1].map(text => level(inRoom, text)),
    ['high', 'normal', 'low', undefined, undefined],
  )
  equal(level(message, 'high'), undefined)
})

test('spec §9.1, §9.8: asked are clients’ messages and edits of the rule’s conversations and kinds', () => {
  equal(isAsked(rule, message), true)
  equal(isAsked(rule, aChatMessage({ source: 'rest' })), false)
  for (const kind of ['recall', 'notify', 'read_ack'] as const) equal(isAsked(rule, aChatMessage({ kind })), false)
  equal(isAsked(aBefore({ conversations: ['group'] }), message), false)
  equal(isAsked(aBefore({ conversations: ['group'] }), aGroupMessage()), true)
  equal(isAsked(aBefore({ messageTypes: ['image'] }), message), false)
  const edit = aChatMessage({ kind: 'edit' })
  deepEqual(
    [isAsked(aBefore({ conversations: ['edit'] }), edit), isAsked(aBefore({ conversations: ['chat'] }), edit)],
    [true, false],
  )
})
