// Outcomes against callbacks, and callbacks against what the receiver got: one per rule, at least once, always the same bytes (I3),
// always signed (I10). The signatures are computed here anew from the two specifications, not with the server's code.
import { createHash, createHmac } from 'node:crypto'
import { type Check, examine } from './check.ts'
import {
  type CallbackFact,
  type DeliveryFact,
  deliveryKey,
  type Facts,
  type ReceiptFact,
  type RuleFact,
} from './facts.ts'

/** I3. */
export function checkCallbacks({ record, receipts }: Facts): readonly Check[] {
  const callbacksOf = Map.groupBy(record.callbacks, callback => `${callback.ruleId} ${deliveryKey(callback)}`)
  const receiptsOf = Map.groupBy(receipts, receipt => receipt.headers['webhook-id'] ?? '')
  const byWebhookId = new Map(record.callbacks.map(callback => [webhookIdOf(callback), callback]))
  const deliveries = new Map(record.deliveries.map(delivery => [deliveryKey(delivery), delivery]))
  const pairs = record.rules.flatMap(rule => record.deliveries.map(delivery => ({ rule, delivery })))
  return [
    examine(
      'I3',
      'every outcome has exactly one callback per rule that wants it',
      pairs.filter(({ rule, delivery }) => rule.appId === delivery.appId && delivery.status !== undefined),
      ({ rule, delivery }) => `rule ${rule.id} ${deliveryKey(delivery)}`,
      ({ rule, delivery }) =>
        miscounted(rule, delivery, callbacksOf.get(`${rule.id} ${deliveryKey(delivery)}`)?.length ?? 0),
    ),
    examine('I3', 'every callback tells its outcome', record.callbacks, callbackId, callback =>
      untrue(callback, deliveries.get(deliveryKey(callback))),
    ),
    examine('I3', 'a delivered callback was received and answered 2xx', record.callbacks, callbackId, callback =>
      unreceived(callback, receiptsOf.get(webhookIdOf(callback)) ?? []),
    ),
    examine('I3', 'every receipt has the id and the bytes of its callback', receipts, receiptId, receipt => {
      const callback = byWebhookId.get(receipt.headers['webhook-id'] ?? '')
      if (!callback) return 'no such callback is recorded'
      return Buffer.from(callback.body).equals(receipt.body) ? undefined : 'its bytes differ from the recorded ones'
    }),
  ]
}

/** I10: both signatures of every callback that arrived. */
export function checkSignatures({ record, receipts, secrets }: Facts): readonly Check[] {
  const ruleOf = new Map(record.callbacks.map(callback => [webhookIdOf(callback), callback.ruleId]))
  const secretOf = (receipt: ReceiptFact) => secrets.get(ruleOf.get(receipt.headers['webhook-id'] ?? '') ?? '')
  return [
    examine('I10', 'the webhook-signature covers id, time and bytes', receipts, receiptId, receipt =>
      unsigned(receipt, secretOf(receipt)),
    ),
    examine('I10', 'the legacy security member is right', receipts, receiptId, receipt =>
      insecure(receipt, secretOf(receipt)),
    ),
  ]
}

function webhookIdOf(callback: CallbackFact): string {
  return `msg_${callback.id}`
}

function callbackId(callback: CallbackFact): string {
  return `callback ${callback.id} of ${deliveryKey(callback)}`
}

function receiptId(receipt: ReceiptFact): string {
  return `${receipt.headers['webhook-id'] ?? 'no webhook-id'} at ${receipt.atMs}`
}

function miscounted(rule: RuleFact, delivery: DeliveryFact, count: number): string | undefined {
  const isWanted = rule.isEnabled && rule.restPushes && rule.statuses.includes(delivery.status ?? '')
  if (isWanted && count !== 1) return `${count} callbacks for ${delivery.status}`
  return !isWanted && count > 0 ? `${count} callbacks that the rule does not want` : undefined
}

function untrue(callback: CallbackFact, delivery: DeliveryFact | undefined): string | undefined {
  if (!delivery) return 'its delivery does not exist'
  const body = membersOf(callback.body)
  if (!body) return 'its body is not JSON'
  if (callback.status !== delivery.status || body['status'] !== delivery.status) {
    return `it says ${callback.status} and ${String(body['status'])}, the outcome is ${delivery.status}`
  }
  if (body['msg_id'] !== delivery.pushId || body['target'] !== delivery.target) return 'it is about another push'
  const admits = body['possibleDuplicate'] === true
  return admits === delivery.possibleDuplicate ? undefined : 'it and the outcome differ about possibleDuplicate'
}

function unreceived(callback: CallbackFact, receipts: readonly ReceiptFact[]): string | undefined {
  if (callback.state === 'dead') return undefined
  if (callback.state !== 'delivered') return `it is still ${callback.state}`
  const taken = receipts.some(({ status }) => status !== 'none' && status >= 200 && status < 300)
  return taken ? undefined : `recorded as delivered; received ${receipts.length} times, never answered 2xx`
}

/** Standard Webhooks, "Signature scheme": HMAC-SHA256 over `id.timestamp.body`; the time is fresh in every try. */
function unsigned({ headers, body, atMs }: ReceiptFact, secret: string | undefined): string | undefined {
  if (secret === undefined) return 'the secret of its rule is not known'
  const { 'webhook-id': id = '', 'webhook-timestamp': seconds = '', 'webhook-signature': signatures = '' } = headers
  const content = Buffer.concat([Buffer.from(`${id}.${seconds}.`), body])
  const expected = `v1,${createHmac('sha256', secret).update(content).digest('base64')}`
  if (!signatures.split(' ').includes(expected)) return 'the signature does not verify'
  return Math.abs(Number(seconds) * 1_000 - atMs) <= freshMsMax
    ? undefined
    : `signed at ${seconds} s, received at ${atMs}`
}

/** Verifiers refuse what is older than five minutes. */
const freshMsMax = 5 * 60_000

/** spec/easemob.md §9.2: MD5 over `callId`, secret and `timestamp`. */
function insecure({ body }: ReceiptFact, secret: string | undefined): string | undefined {
  const members = membersOf(Buffer.from(body).toString('utf8'))
  if (!members) return 'its body is not JSON'
  const text = `${String(members['callId'])}${secret ?? ''}${String(members['timestamp'])}`
  return createHash('md5').update(text).digest('hex') === members['security'] ? undefined : 'security does not verify'
}

function membersOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  } catch {
    return undefined // Not JSON: the caller reports it.
  }
}
