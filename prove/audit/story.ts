// A made-up story in which everybody agrees, and ways to change one member of it: what the tests of the audit are made from.
import { createHash, createHmac } from 'node:crypto'
import { audit } from '../audit.ts'
import type { AttemptFact, DeliveryFact, Facts, RecordFacts, RequestFact, SendFact } from './facts.ts'

const secret = 'rule-secret'
/** When the story's push was accepted. */
export const acceptedAtMs = Date.UTC(2026, 0, 2, 12)
/** The title of its notification. */
export const tag = 't0-1'
/** Its only delivery. */
export const ids = { pushId: '900000000000000001', deviceId: 'apns-phone' }

/** One request, one push, one delivery, one send, one callback: everything as it must be. */
export function clean(): Facts {
  const body = callbackBody(ids.pushId, 'ann', 'success')
  return {
    secrets: new Map([['7', secret]]),
    homes: new Map([['ann', [ids.deviceId]]]),
    requests: [
      {
        id: '1',
        tag,
        route: 'sync',
        targets: ['ann'],
        key: 'key-1',
        atMs: acceptedAtMs,
        answer: { kind: 'answered', status: 200, pushIds: [ids.pushId], results: ['SUCCESS'] },
      },
    ],
    sends: [{ vendor: 'apns', token: 'aa', tag, shipmentId: 'uuid-1', atMs: acceptedAtMs + 5, taken: true }],
    receipts: [receipt('msg_500', body, 200)],
    record: {
      pushes: [{ id: ids.pushId, appId: '1', target: 'ann', source: 'sync', tag, acceptedAtMs, isWaiting: false }],
      deliveries: [
        {
          ...ids,
          appId: '1',
          target: 'ann',
          shipmentId: 'uuid-1',
          tokens: ['aa'],
          attempts: 1,
          isWaiting: false,
          status: 'success',
          reason: 'delivered',
          provider: 'APNS',
          possibleDuplicate: false,
        },
      ],
      attempts: [{ ...ids, number: 1, startedAtMs: acceptedAtMs + 1, endedAtMs: acceptedAtMs + 9, kind: 'accepted' }],
      rules: [
        {
          id: '7',
          appId: '1',
          isEnabled: true,
          statuses: ['success', 'fail', 'error'],
          restPushes: true,
          createdAtMs: 0,
        },
      ],
      callbacks: [{ id: '500', ruleId: '7', ...ids, status: 'success', body, state: 'delivered' }],
      tries: [{ callbackId: '500', httpStatus: 200 }],
      counters: [{ appId: '1', day: '2026-01-02', provider: 'APNS', targeted: 1, success: 1, fail: 0, error: 0 }],
      counterReasons: [],
      keys: [{ appId: '1', route: 'push/sync/ann', pushIds: [ids.pushId] }],
      tasks: [],
      taskCounts: [],
    },
  }
}

/** What a callback says of an outcome. */
export function callbackBody(pushId: string, target: string, status: string): string {
  const callId = `lab#kill_${pushId}`
  const security = createHash('md5').update(`${callId}${secret}${acceptedAtMs}`).digest('hex')
  return JSON.stringify({ callId, msg_id: pushId, target, status, timestamp: acceptedAtMs, security })
}

/** A callback as it arrives, signed. */
export function receipt(
  id: string,
  text: string,
  status: number | 'none',
  signedWith = secret,
): Facts['receipts'][number] {
  const seconds = Math.floor(acceptedAtMs / 1_000)
  const signature = createHmac('sha256', signedWith).update(`${id}.${seconds}.${text}`).digest('base64')
  return {
    atMs: acceptedAtMs + 50,
    headers: { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` },
    body: Buffer.from(text),
    status,
  }
}

/** The invariants that these facts break. */
export function broken(facts: Facts): readonly string[] {
  const failed = audit(facts).checks.filter(check => check.offenders.length > 0)
  return [...new Set(failed.map(check => check.invariant))].sort()
}

/** The story with other tables. */
export function withRecord(change: Partial<RecordFacts>): Facts {
  const facts = clean()
  return { ...facts, record: { ...facts.record, ...change } }
}

/** The story with another delivery. */
export function withDelivery(change: Partial<DeliveryFact>): Facts {
  const facts = clean()
  return withRecord({ deliveries: facts.record.deliveries.map(delivery => ({ ...delivery, ...change })) })
}

/** Attempts 1, 2, …, each the story's own with a change. */
export function withAttempts(...changes: readonly Partial<AttemptFact>[]): Facts['record']['attempts'] {
  const [attempt] = clean().record.attempts
  return changes.map((change, index) => ({ ...(attempt as AttemptFact), number: index + 1, ...change }))
}

/** The story's request with a change. */
export function withRequest(change: Partial<RequestFact>): RequestFact {
  return { ...(clean().requests[0] as RequestFact), ...change }
}

/** The story with these sends, each its own with a change. */
export function withSends(...changes: readonly Partial<SendFact>[]): Facts {
  const facts = clean()
  return { ...facts, sends: changes.map(change => ({ ...(facts.sends[0] as SendFact), ...change })) }
}
