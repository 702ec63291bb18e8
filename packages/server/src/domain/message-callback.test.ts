import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { MsgId } from '@posthouse/protocol'
import { md5Hex } from '../base/crypto.ts'
import { contentKindOf, type SentMessage } from './chat-event.ts'
import { beforeDeliveryText, messageCallbackText, type Signing } from './message-callback.ts'
import { presenceCallbackText } from './presence-callback.ts'
import { aChatMessage, aGroupMessage, aLogin } from './testing/chat-samples.ts'

const signing: Signing = {
  secret: 'demo-secret',
  md5: md5Hex,
  uuid: '1f0c2b3a-0000-4000-8000-000000000001',
  atMs: 1_700_000_004_000,
}
const bodyOf = (message: SentMessage, event: 'chat' | 'chat_offline' = 'chat', receiver = message.to) =>
  JSON.parse(messageCallbackText(message, event, receiver, signing)) as Record<string, unknown>

test('spec §9.7: the sample of an offline group message, with what the newest documents add', () => {
  deepEqual(bodyOf(aGroupMessage(), 'chat_offline', 'bob'), {
    callId: 'acme#demo_1f0c2b3a-0000-4000-8000-000000000001',
    eventType: 'chat_offline',
    timestamp: 1_700_000_004_000,
    chat_type: 'groupchat',
    group_id: '200000000000001',
    from: 'alice',
    to: 'bob',
    msg_id: '1029000000000000006',
    payload: {
      ext: {},
      bodies: [{ msg: 'hi', type: 'txt' }],
      from: 'alice',
      to: '200000000000001',
      type: 'groupchat',
    },
    securityVersion: '1.0.0',
    security: '8402b0842cdacb6a260268838a06f009',
    appkey: 'acme#demo',
    content_type: 'chat:group:text',
  })
})

test('spec §9.7: a chat in a group names the group as receiver, a chat between two has no group', () => {
  const group = bodyOf(aGroupMessage())
  deepEqual([group['eventType'], group['to'], group['group_id']], ['chat', '200000000000001', '200000000000001'])
  const single = bodyOf(aChatMessage({ env: 'blue' }))
  deepEqual(
    [single['chat_type'], single['to'], single['content_type'], single['env']],
    ['chat', 'bob', 'chat:user:text', 'blue'],
  )
  equal('group_id' in single, false)
  const room = bodyOf(aGroupMessage({ conversation: 'room' }))
  deepEqual([room['chat_type'], room['content_type']], ['groupchat', 'chat:room:text'])
})

test('spec §9.7: what is taken back goes by its kind, names the message, and has no content type', () => {
  const payload = { ext: {}, bodies: [], from: 'alice', to: 'bob', type: 'chat', ack_message_id: '7' }
  const body = bodyOf(aChatMessage({ kind: 'recall', recalledId: 7n as MsgId, payload }))
  deepEqual([body['chat_type'], body['recall_id'], body['payload']], ['recall', '7', payload])
  equal('content_type' in body, false)
  for (const kind of ['notify', 'read_ack'] as const) equal(bodyOf(aChatMessage({ kind }))['chat_type'], kind)
})

test('spec §9.7: each kind of body has its word; whatever else is unknown', () => {
  const kinds = {
    txt: 'text',
    img: 'image',
    audio: 'voice',
    video: 'video',
    loc: 'location',
    file: 'file',
    cmd: 'command',
  }
  for (const [type, kind] of Object.entries({ ...kinds, custom: 'custom', other: 'unknown', constructor: 'unknown' })) {
    equal(contentKindOf({ payload: { bodies: [{ type }] } }), kind)
  }
  equal(contentKindOf({ payload: { bodies: [{ type: 'txt', subType: 'sub_combine' }] } }), 'combined')
  for (const bodies of [undefined, [], [null], ['txt'], [[]], [{}], 'txt', [{ type: 1 }]]) {
    equal(contentKindOf({ payload: { bodies } }), 'unknown', JSON.stringify(bodies))
  }
})

test('spec §9.8: a question before delivery has these members and no others', () => {
  deepEqual(JSON.parse(beforeDeliveryText(aChatMessage(), signing)), {
    callId: 'acme#demo_1f0c2b3a-0000-4000-8000-000000000001',
    timestamp: 1_700_000_004_000,
    chat_type: 'chat',
    from: 'alice',
    to: 'bob',
    msg_id: '1029000000000000006',
    payload: { ext: {}, bodies: [{ msg: 'hi', type: 'txt' }], from: 'alice', to: 'bob', type: 'chat' },
    securityVersion: '1.0.0',
    security: '8402b0842cdacb6a260268838a06f009',
  })
})

test('spec §9.9: the sample of a login', () => {
  const uuid = '1f0c2b3a-0000-4000-8000-000000000002'
  deepEqual(JSON.parse(presenceCallbackText(aLogin(), { ...signing, uuid })), {
    callId: 'acme#demo_1f0c2b3a-0000-4000-8000-000000000002',
    reason: 'login',
    security: '51fe46f57443185626594d4bf9a956e0',
    os: 'android',
    ip: '192.0.2.10:48098',
    host: 'node-1',
    appkey: 'acme#demo',
    user: 'acme#demo_alice@easemob.com/android_dev-0001',
    version: '4.5.0',
    timestamp: 1_700_000_005_000,
    status: 'online',
  })
})

test('spec §9.9: logged out and replaced are offline; §9.2: the third vector', () => {
  const uuid = '1f0c2b3a-0000-4000-8000-000000000003'
  for (const reason of ['logout', 'replaced'] as const) {
    const change = aLogin({ reason, atMs: 1_700_000_006_000 })
    const body = JSON.parse(presenceCallbackText(change, { ...signing, uuid })) as Record<string, unknown>
    deepEqual([body['reason'], body['status']], [reason, 'offline'])
    equal(body['security'], '1340a2edabb54f922aadcdddc4f74212')
  }
})
