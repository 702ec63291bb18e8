import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { wantsAnyPush, wantsMessage, wantsPresence, wantsPush } from './callback-filter.ts'
import type { CallbackFilter, CallbackRule } from './callback-rule.ts'
import { callbackEvents } from './chat-event.ts'
import { aChatMessage, aGroupMessage } from './testing/chat-samples.ts'
import { aBefore, aRule } from './testing/samples.ts'

const all: CallbackFilter = { statuses: ['success', 'fail', 'error'], restPushes: true }
const ruleWith = (filter: Partial<CallbackFilter>, more: Partial<CallbackRule> = {}) =>
  aRule({ filter: { ...all, ...filter }, ...more })
const everything = ruleWith({ events: callbackEvents })
const toBob = { from: 'admin', to: 'bob', group: undefined, ext: { order: 7 } }

function wantsAll(rule: CallbackRule): readonly boolean[] {
  return [
    wantsPush(rule, 'fail', () => toBob),
    wantsMessage(rule, 'chat', aChatMessage(), 'bob'),
    wantsMessage(rule, 'chat_offline', aChatMessage(), 'bob'),
    wantsPresence(rule),
  ]
}

test('a rule of before wants push outcomes and nothing else; the others want what they name', () => {
  deepEqual(wantsAll(aRule()), [true, false, false, false])
  deepEqual(
    [
      aRule(),
      everything,
      aRule({ enabled: false }),
      ruleWith({ events: ['chat'] }),
      ruleWith({ restPushes: false }),
    ].map(wantsAnyPush),
    [true, true, false, false, false],
  )
  deepEqual(wantsAll(everything), [true, true, true, true])
  deepEqual(wantsAll(ruleWith({ events: ['chat_offline'] })), [false, false, true, false])
  deepEqual(wantsAll(ruleWith({ events: ['presence'] })), [false, false, false, true])
})

test('a rule that is switched off, or is asked before delivery, wants nothing', () => {
  const off = [false, false, false, false]
  deepEqual(wantsAll({ ...everything, enabled: false }), off)
  deepEqual(wantsAll({ ...everything, before: aBefore() }), off)
})

test('spec §9.1: outcomes by status, messages by source and kind', () => {
  equal(
    wantsPush(ruleWith({ statuses: ['error'] }), 'fail', () => toBob),
    false,
  )
  equal(
    wantsPush(ruleWith({ restPushes: false }), 'fail', () => toBob),
    false,
  )
  const chats = (filter: Partial<CallbackFilter>, message = aChatMessage()) =>
    wantsMessage(ruleWith({ events: ['chat'], ...filter }), 'chat', message, message.to)
  deepEqual(
    [chats({ sources: ['sdk'] }), chats({ sources: ['rest'] }), chats({ sources: ['sdk', 'rest'] })],
    [true, false, true],
  )
  deepEqual([chats({ messageTypes: ['text', 'image'] }), chats({ messageTypes: ['image'] })], [true, false])
})

test('spec §9.1: senders, receivers, groups and keys of ext must all match', () => {
  const group = aGroupMessage({ payload: { ext: { vip: 1 }, bodies: [] } })
  const wants = (filter: Partial<CallbackFilter>, message = group, receiver = 'bob') =>
    wantsMessage(ruleWith({ events: ['chat_offline'], ...filter }), 'chat_offline', message, receiver)
  deepEqual([wants({ from: ['alice', 'x'] }), wants({ from: ['bob'] })], [true, false])
  deepEqual([wants({ to: ['bob'] }), wants({ to: ['200000000000001'] })], [true, false])
  deepEqual([wants({ groups: ['200000000000001'] }), wants({ groups: ['2'] })], [true, false])
  deepEqual([wants({ extKeys: ['order', 'vip'] }), wants({ extKeys: ['order'] })], [true, false])
  equal(wants({ extKeys: ['toString'] }), false)
  equal(wants({ groups: ['bob'] }, aChatMessage()), false)
  deepEqual([wants({ from: ['alice'], extKeys: ['vip'] }), wants({ from: ['alice'], extKeys: ['x'] })], [true, false])
})

test('spec §9.1: senders, receivers and groups together never match', () => {
  const group = aGroupMessage()
  const [from, to, groups] = [['alice'], ['bob'], ['200000000000001']]
  const wants = (filter: Partial<CallbackFilter>) =>
    wantsMessage(ruleWith({ events: ['chat_offline'], ...filter }), 'chat_offline', group, 'bob')
  deepEqual([wants({ from, to }), wants({ from, groups }), wants({ to, groups })], [true, true, true])
  equal(wants({ from, to, groups }), false)
})

test('a push over REST comes from admin, goes to its target and to no group', () => {
  const wants = (filter: Partial<CallbackFilter>) => wantsPush(ruleWith(filter), 'fail', () => toBob)
  deepEqual([wants({ from: ['admin'] }), wants({ to: ['bob'] }), wants({ extKeys: ['order'] })], [true, true, true])
  deepEqual([wants({ from: ['alice'] }), wants({ to: ['carol'] }), wants({ groups: ['bob'] })], [false, false, false])
  equal(
    wantsPush(ruleWith({ extKeys: ['order'] }), 'fail', () => ({ ...toBob, ext: undefined })),
    false,
  )
})

test('spec §2.2: a user whom a filter lists is found however the id is spelt', () => {
  deepEqual(
    [{ to: ['Bob'] }, { from: ['ADMIN'], to: ['x', 'BOB'] }, { to: ['Bobby'] }].map(filter =>
      wantsPush(ruleWith(filter), 'fail', () => toBob),
    ),
    [true, true, false],
  )
  equal(wantsMessage(ruleWith({ events: ['chat'], to: ['Bob'] }), 'chat', aChatMessage(), 'bob'), true)
})
