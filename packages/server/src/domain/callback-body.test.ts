import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Appkey, DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import { md5Hex } from '../base/crypto.ts'
import { type CallbackSubject, callbackText } from './callback-body.ts'
import type { Outcome } from './delivery.ts'
import { type ReasonCode, reasons } from './reason.ts'

const outcome: Outcome = {
  status: 'fail',
  reason: 'vendor-refused',
  notifierName: 'demo_apns' as NotifierName,
  provider: 'APNS',
  deviceToken: 'tok-0001',
  answer: '{"code":1}',
  errorMessage: 'connect timed out',
  possibleDuplicate: false,
  unbound: false,
  settledAtMs: 1_700_000_000_000,
}

/** A subject where everything is known; the body must still hold only what its reason calls for. */
function subject(change: Partial<Outcome>, appkey = 'acme#demo', id = 1_029_000_000_000_000_001n): CallbackSubject {
  return {
    appkey: appkey as Appkey,
    push: {
      id: id as MsgId,
      target: 'bob' as UserId,
      notification: {
        title: 'Title',
        subTitle: 'Sub',
        content: 'Hello',
        ext: { order: 7 },
        blocks: { apns: { secret: 'x' } },
      },
    },
    delivery: { deviceId: 'dev-0001' as DeviceId },
    outcome: { ...outcome, ...change },
  }
}

function bodyOf(change: Partial<Outcome>, appkey?: string, id?: bigint): Record<string, unknown> {
  return JSON.parse(callbackText(subject(change, appkey, id), 'demo-secret', md5Hex)) as Record<string, unknown>
}

/** The samples of the seeds do not show `from` and `payload`, which their table calls always present (spec/easemob.md §12 row 2). */
function membersBesides(body: Record<string, unknown>): Set<string> {
  return new Set(Object.keys(body).filter(name => name !== 'from' && name !== 'payload'))
}

function words(text: string): Set<string> {
  return new Set(text.split(' '))
}

test('seed 000, success: every member of the sample, and security besides (spec §12 row 4)', () => {
  const answer =
    '{"accepted":true,"apnsId":"7d988394-XXXX-XXXX-2b9f-e7a13a92fb96","pushNotification":{"expiration":1656484422884,"priority":"IMMEDIATE"}}'
  const body = bodyOf({ status: 'success', reason: 'delivered', answer, settledAtMs: 1_656_398_024_142 })
  const sample =
    'callId appkey channel chat_type data device_id device_token msg_id notifier_name status step target timestamp'
  assert.deepEqual(membersBesides(body), words(`${sample} security`))
  assert.deepEqual(body['data'], JSON.parse(answer))
  assert.equal(body['status'], 'success')
  assert.equal(body['timestamp'], 1_656_398_024_142)
})

test('seed 000, failure 1: no push binding has none of the device members', () => {
  const body = bodyOf({ reason: 'no-push-binding' })
  assert.deepEqual(
    membersBesides(body),
    words('chat_type callId security appkey step detail msg_id status target timestamp'),
  )
  assert.equal(body['detail'], 'no push binding')
})

test('seed 000, failure 2: no user exist has none of the device members', () => {
  const body = bodyOf({ reason: 'no-user' })
  assert.deepEqual(
    membersBesides(body),
    words('chat_type callId security appkey step detail msg_id status target timestamp'),
  )
  assert.equal(body['detail'], 'no user exist')
})

test('seed 000, failure 3: no notifier exist adds notifier_name and nothing else', () => {
  const body = bodyOf({ reason: 'no-notifier', notifierName: '102920687' as NotifierName })
  assert.deepEqual(
    membersBesides(body),
    words('chat_type callId security appkey step detail notifier_name msg_id status target timestamp'),
  )
  assert.equal(body['detail'], 'no notifier exist')
  assert.equal(body['notifier_name'], '102920687')
})

test("seed 000, failure 4: get push token fail adds channel, device, token, notifier and the vendor's answer", () => {
  const answer = '{"result":10206,"desc":"sign 不正确"}'
  const body = bodyOf({ reason: 'push-token-failed', provider: 'VIVOPUSH', answer })
  const sample =
    'callId data device_id channel target chat_type security device_token appkey step detail notifier_name msg_id status timestamp'
  assert.deepEqual(membersBesides(body), words(sample))
  assert.equal(body['detail'], 'get push token fail')
  assert.equal(body['channel'], 'VIVOPUSH')
  assert.deepEqual(body['data'], { result: 10_206, desc: 'sign 不正确' })
})

test('seed 001: callId is the appkey and the msg_id; msg_id keeps all digits', () => {
  const body = bodyOf({}, 'XXXX#XXXX', 1_029_172_947_949_980_024n)
  assert.equal(body['callId'], 'XXXX#XXXX_1029172947949980024')
  assert.equal(body['msg_id'], '1029172947949980024')
})

test('spec §9.2: security is the MD5 of callId, secret and timestamp', () => {
  const vectors = [
    [1_029_000_000_000_000_001n, 1_700_000_000_000, '234fa5e84b65af058703e04210cdb0ae'],
    [1_029_000_000_000_000_002n, 1_700_000_001_000, '1118509c8f247a3b7f7b70682e286a41'],
    [1_029_000_000_000_000_003n, 1_700_000_002_000, 'd9040d6aa54348fbf550134ad198c1ac'],
    [1_029_000_000_000_000_004n, 1_700_000_003_000, '64dc3cb361ef058c7c79084c9dd1c3c8'],
    [1_029_000_000_000_000_005n, 1_700_000_004_000, 'bfdbb753f7df20084fbbc6d2e89354c3'],
  ] as const
  for (const [id, settledAtMs, security] of vectors) {
    assert.equal(bodyOf({ settledAtMs }, 'acme#demo', id)['security'], security)
  }
})

test('spec §9.4: detail exactly on fail, e_message exactly on error; the trailing space stays', () => {
  for (const reason of Object.keys(reasons) as ReasonCode[]) {
    const status = reason.startsWith('delivered') ? 'success' : reasons[reason].detail === '' ? 'error' : 'fail'
    const body = bodyOf({ reason, status })
    assert.equal('detail' in body, status === 'fail', reason)
    assert.equal('e_message' in body, status === 'error', reason)
    if (status === 'fail') assert.equal(body['detail'], reasons[reason].detail)
  }
  assert.equal(bodyOf({ reason: 'vendor-refused' })['detail'], 'push yet but fail ')
})

test('spec §9.6: each reason has exactly its extra members', () => {
  const extras: Record<string, string> = {
    'no-push-binding': '',
    'no-user': '',
    'message-ignored': '',
    'invalid-message': '',
    'message-expired': '',
    'user-ignores': '',
    'notifier-out-of-limit': 'notifier_name',
    'notifier-disabled': 'notifier_name',
    'notifier-banned': 'notifier_name',
    'no-notifier': 'notifier_name',
    'invalid-notifier': 'notifier_name',
    'illegal-binding': 'device_id device_token notifier_name',
    'device-ignored': 'device_id',
    'invalid-voip': 'device_id device_token notifier_name',
    'push-token-failed': 'channel data device_id device_token notifier_name',
    'vendor-refused': 'channel data device_id device_token notifier_name',
  }
  for (const [reason, names] of Object.entries(extras)) {
    const body = bodyOf({ reason: reason as ReasonCode })
    const present = ['channel', 'data', 'device_id', 'device_token', 'e_message', 'notifier_name'].filter(
      name => name in body,
    )
    assert.equal(present.join(' '), names, reason)
  }
})

test('spec §9.5: an exception tells channel, device, notifier and e_message', () => {
  const body = bodyOf({ status: 'error', reason: 'vendor-unreachable', provider: 'ANDROID', answer: undefined })
  assert.deepEqual(
    membersBesides(body),
    words(
      'callId appkey channel chat_type device_id device_token e_message msg_id notifier_name security status step target timestamp',
    ),
  )
  assert.equal(body['e_message'], 'connect timed out')
})

test('members without a value are left out', () => {
  const body = bodyOf({ provider: undefined, deviceToken: undefined, notifierName: undefined, answer: undefined })
  assert.deepEqual(
    membersBesides(body),
    words('callId appkey chat_type detail device_id msg_id security status step target timestamp'),
  )
})

test('from and payload are always there; a REST push is sent by admin and shows its basic fields, no vendor block', () => {
  const body = bodyOf({ reason: 'no-push-binding' })
  assert.equal(body['from'], 'admin')
  assert.deepEqual(body['payload'], {
    ext: { order: 7 },
    bodies: [{ type: 'txt', msg: 'Hello' }],
    from: 'admin',
    to: 'bob',
    type: 'chat',
    pushMessage: { title: 'Title', subTitle: 'Sub', content: 'Hello' },
  })
})

test("S32: a vendor's answer keeps every digit, and is always an object", () => {
  const text = (answer: string) => callbackText(subject({ answer }), 'demo-secret', md5Hex)
  assert.match(text('{"id":968120369184112182}'), /"data":\{"id":968120369184112182\}\}$/)
  assert.match(text(' [1,968120369184112182]'), /"data":\{"answer":\[1,968120369184112182\]\}\}$/)
  assert.match(text('"quota"'), /"data":\{"answer":"quota"\}\}$/)
  assert.match(text('<html>"'), /"data":\{"answer":"<html>\\""\}\}$/)
  assert.match(text(''), /"data":\{"answer":""\}\}$/)
})

test('I4: a possible duplicate says so, and only then', () => {
  assert.equal('possibleDuplicate' in bodyOf({}), false)
  assert.equal(bodyOf({ possibleDuplicate: true })['possibleDuplicate'], true)
})

test('spec §9.5: each sample, member by member, with the signatures of §9.2', () => {
  const whole = (change: Partial<Outcome>, id: bigint) => {
    const { from, payload, ...rest } = bodyOf({ provider: undefined, answer: undefined, ...change }, 'acme#demo', id)
    assert.deepEqual([from, typeof payload], ['admin', 'object'])
    return rest
  }
  const common = { appkey: 'acme#demo', chat_type: 'chat', status: 'fail', step: 'push', target: 'bob' }
  assert.deepEqual(whole({ reason: 'no-push-binding', settledAtMs: 1_700_000_001_000 }, 1_029_000_000_000_000_002n), {
    ...common,
    callId: 'acme#demo_1029000000000000002',
    detail: 'no push binding',
    msg_id: '1029000000000000002',
    security: '1118509c8f247a3b7f7b70682e286a41',
    timestamp: 1_700_000_001_000,
  })
  const notifierName = '100000001' as NotifierName
  const missing = { reason: 'no-notifier', notifierName, settledAtMs: 1_700_000_002_000 } as const
  assert.deepEqual(whole(missing, 1_029_000_000_000_000_003n), {
    ...common,
    callId: 'acme#demo_1029000000000000003',
    detail: 'no notifier exist',
    notifier_name: '100000001',
    msg_id: '1029000000000000003',
    security: 'd9040d6aa54348fbf550134ad198c1ac',
    timestamp: 1_700_000_002_000,
  })
  const refused = {
    reason: 'push-token-failed',
    provider: 'VIVOPUSH',
    answer: '{"result":10206,"desc":"sign 不正确"}',
    settledAtMs: 1_700_000_003_000,
  } as const
  const ofDevice = { device_id: 'dev-0001', device_token: 'tok-0001', notifier_name: 'demo_apns' }
  const refusal = {
    ...common,
    ...ofDevice,
    callId: 'acme#demo_1029000000000000004',
    channel: 'VIVOPUSH',
    data: { result: 10_206, desc: 'sign 不正确' },
    detail: 'get push token fail',
    msg_id: '1029000000000000004',
    security: '64dc3cb361ef058c7c79084c9dd1c3c8',
    timestamp: 1_700_000_003_000,
  }
  assert.deepEqual(whole(refused, 1_029_000_000_000_000_004n), refusal)
  assert.deepEqual(whole({ ...refused, reason: 'vendor-refused' }, 1_029_000_000_000_000_004n), {
    ...refusal,
    detail: 'push yet but fail ',
  })
  const thrown = {
    status: 'error',
    reason: 'vendor-unreachable',
    provider: 'ANDROID',
    settledAtMs: 1_700_000_004_000,
  } as const
  assert.deepEqual(whole(thrown, 1_029_000_000_000_000_005n), {
    ...common,
    ...ofDevice,
    callId: 'acme#demo_1029000000000000005',
    channel: 'ANDROID',
    e_message: 'connect timed out',
    msg_id: '1029000000000000005',
    security: 'bfdbb753f7df20084fbbc6d2e89354c3',
    status: 'error',
    timestamp: 1_700_000_004_000,
  })
})

test('spec §12 row 5: channel is spelt as in the samples, or as in the field table where a rule asks for it', () => {
  const channel = (provider: string, names: 'provider' | 'plain') => {
    const text = callbackText(subject({ provider }), 'demo-secret', md5Hex, names)
    return (JSON.parse(text) as { readonly channel: string }).channel
  }
  const plain = {
    APNS: 'APNS',
    ANDROID: 'ANDROID',
    HONOR: 'HONOR',
    XIAOMIPUSH: 'XIAOMI',
    HUAWEIPUSH: 'HUAWEI',
    MEIZUPUSH: 'MEIZU',
    OPPOPUSH: 'OPPO',
    VIVOPUSH: 'VIVO',
    HARMONYPUSH: 'HARMONY',
    WEBPUSH: 'WEBPUSH',
  }
  for (const [provider, name] of Object.entries(plain)) {
    assert.deepEqual([channel(provider, 'provider'), channel(provider, 'plain')], [provider, name])
  }
  const unattempted = callbackText(subject({ reason: 'no-user' }), 'demo-secret', md5Hex, 'plain')
  assert.equal('channel' in (JSON.parse(unattempted) as object), false)
})
