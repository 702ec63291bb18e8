// What each vendor says in the cases that people want to try, in the vendor's own form (the tables of codes beside each client). Told by
// simulators on demand; what it means is for the clients to judge.
import type { Fault } from './contract.ts'

type Answer = Omit<Extract<Fault['action'], { kind: 'answer' }>, 'kind'>

/** The cases that a vendor has words of its own for. What is absent, it does not say. */
export interface VendorAnswers {
  /** The device token is dead; `nowMs` where the vendor says since when. */
  readonly tokenDead: (nowMs: number) => Answer
  /** The quota of the day, or of the minute, is used up. */
  readonly quota: Answer
  /** The credential is not accepted. */
  readonly credential: Answer
}

/** By vendor. */
export const vendorAnswers: Readonly<Record<string, VendorAnswers>> = {
  apns: {
    tokenDead: nowMs => ({ status: 410, body: { reason: 'Unregistered', timestamp: nowMs } }),
    quota: { status: 429, body: { reason: 'TooManyRequests' } },
    credential: { status: 403, body: { reason: 'InvalidProviderToken' } },
  },
  fcm: {
    tokenDead: () => google(404, 'NOT_FOUND', 'UNREGISTERED', 'Requested entity was not found.'),
    quota: google(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED', 'Quota exceeded.'),
    credential: google(401, 'UNAUTHENTICATED', undefined, 'Request had invalid authentication credentials.'),
  },
  huawei: huaweiKin(),
  harmony: huaweiKin(),
  honor: {
    tokenDead: () => ok({ code: 80300007, message: 'all tokens are invalid' }),
    quota: { status: 429, body: { code: 80000001, message: 'too many requests' } },
    credential: ok({ code: 80200001, message: 'authentication failed' }),
  },
  xiaomi: {
    tokenDead: () => ok({ result: 'error', code: 20301, reason: 'no valid targets!', description: '发送消息失败' }),
    quota: ok({
      result: 'error',
      code: 10034,
      reason: "the day's number of messages is used up",
      description: '当日消息数超限',
    }),
    credential: ok({ result: 'error', code: 21301, reason: 'invalid app secret', description: '认证失败' }),
  },
  oppo: {
    tokenDead: () => ok({ code: 10001, message: 'registration_id未订阅' }),
    quota: ok({ code: 33, message: 'The number of messages exceeds the daily limit' }),
    credential: ok({ code: 14, message: 'Invalid App Key' }),
  },
  vivo: {
    tokenDead: () => ok({ result: 10302, desc: 'regId 不合法', invalidUser: { status: 2, userid: '' } }),
    quota: ok({ result: 10070, desc: '运营消息总量超限' }),
    credential: ok({ result: 10000, desc: '权限认证失败' }),
  },
  meizu: {
    tokenDead: () => ok({ code: '110002', message: 'pushId 失效', value: '', redirect: '' }),
    quota: ok({ code: '110019', message: '应用当日推送量超限', value: '', redirect: '' }),
    credential: ok({ code: '1006', message: '签名认证失败', value: '', redirect: '' }),
  },
  webpush: {
    tokenDead: () => ({ status: 410, body: { code: 410, errno: 106, error: 'Gone', message: 'no longer valid' } }),
    quota: { status: 429, headers: { 'retry-after': '30' }, body: { code: 429, error: 'Too Many Requests' } },
    credential: { status: 401, body: { code: 401, errno: 109, error: 'Unauthorized', message: 'invalid token' } },
  },
}

function ok(body: unknown): Answer {
  return { status: 200, body }
}

function google(status: number, word: string, errorCode: string | undefined, message: string): Answer {
  const type = 'type.googleapis.com/google.firebase.fcm.v1.FcmError'
  const details = errorCode === undefined ? {} : { details: [{ '@type': type, errorCode }] }
  return { status, body: { error: { code: status, message, status: word, ...details } } }
}

/** Huawei's table serves both of its interfaces. */
function huaweiKin(): VendorAnswers {
  return {
    tokenDead: () => ok({ code: '80300007', msg: 'all tokens are invalid', requestId: 'preset' }),
    quota: {
      status: 503,
      headers: { 'retry-after': '30' },
      body: { code: '80600003', msg: 'busy', requestId: 'preset' },
    },
    credential: ok({ code: '80200001', msg: 'authentication failed', requestId: 'preset' }),
  }
}
