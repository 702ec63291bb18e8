// An example callback of one reason, posted at once to a rule's endpoint: its owner sees whether the receiver understands and
// verifies it. Nothing is stored, counted or repeated.
import type { DeviceId, MsgId, NotifierName, PushStatus, UserId } from '@posthouse/protocol'
import { md5Hex } from '../../base/crypto.ts'
import type { Ids } from '../../base/ids.ts'
import type { App } from '../../domain/app.ts'
import { callbackText } from '../../domain/callback-body.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import { type DeliverParts, deliver } from './deliver.ts'
import type { ReadyRule } from './rule-book.ts'

/** What became of an example. */
export interface Sampled {
  /** The exact bytes that were posted. */
  readonly body: string
  readonly delivered: boolean
  readonly durationMs: number
  readonly httpStatus: number | undefined
  readonly error: string | undefined
  readonly excerpt: string | undefined
}

/** Posts an example; undefined when `signal` aborted it. It says so itself: `payload.ext.sample` is true. */
export async function sendSample(
  parts: DeliverParts & { readonly ids: Ids },
  app: Pick<App, 'appkey'>,
  ready: ReadyRule,
  reason: ReasonCode,
  signal: AbortSignal,
): Promise<Sampled | undefined> {
  const body = sampleText(app, parts.ids.next() as MsgId, ready, reason, parts.clock.now())
  const delivered = await deliver(parts, ready, { id: parts.ids.next(), body, tries: 0 }, signal)
  if (!delivered) return undefined
  const { durationMs, httpStatus, error, excerpt } = delivered.made
  return { body, delivered: delivered.isTaken, durationMs, httpStatus, error, excerpt }
}

function sampleText(
  app: Pick<App, 'appkey'>,
  id: MsgId,
  { rule, secret }: ReadyRule,
  reason: ReasonCode,
  nowMs: number,
): string {
  const notification = { title: 'Posthouse', content: 'A sample callback', ext: { sample: true }, blocks: {} }
  const status = statusOf(reason)
  const outcome = {
    status,
    reason,
    notifierName: 'sample-notifier' as NotifierName,
    provider: 'APNS',
    deviceToken: 'sample-device-token',
    answer: status === 'error' ? undefined : JSON.stringify({ accepted: status === 'success' }),
    errorMessage: status === 'error' ? 'connect timed out' : undefined,
    possibleDuplicate: reason === 'vendor-unclear',
    unbound: false,
    settledAtMs: nowMs,
  }
  const push = { id, target: 'sample-user' as UserId, notification }
  return callbackText(
    { appkey: app.appkey, push, delivery: { deviceId: 'sample-device' as DeviceId }, outcome },
    secret,
    md5Hex,
    rule.channelNames,
  )
}

function statusOf(reason: ReasonCode): PushStatus {
  if (reason === 'delivered' || reason === 'delivered-online') return 'success'
  return reason === 'vendor-unreachable' || reason === 'vendor-unclear' ? 'error' : 'fail'
}
