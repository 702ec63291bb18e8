// An example callback, posted at once to a rule's endpoint: its owner sees whether the receiver understands and verifies it. Nothing is
// stored, counted or repeated.
import type { MsgId } from '@posthouse/protocol'
import { hmacSha256Base64, md5Hex } from '../../base/crypto.ts'
import type { Ids } from '../../base/ids.ts'
import type { App } from '../../domain/app.ts'
import { type BeforeDelivery, type Verdict, verdictOf } from '../../domain/before-delivery.ts'
import { signatureHeaders } from '../../domain/callback-signature.ts'
import { beforeDeliveryText } from '../../domain/message-callback.ts'
import { type DeliverParts, deliver } from './deliver.ts'
import type { ReadyRule } from './rule-book.ts'
import { type SampleMaking, type SampleSubject, sampleMessage, sampleText } from './sample-texts.ts'

/** What sending examples uses. */
export interface SampleParts extends DeliverParts {
  readonly ids: Ids
}

/** What became of an example. */
export interface Sampled {
  /** The exact bytes that were posted. */
  readonly body: string
  readonly delivered: boolean
  readonly durationMs: number
  readonly httpStatus: number | undefined
  readonly error: string | undefined
  readonly excerpt: string | undefined
  /** Of a rule that is asked before delivery: what becomes of the message. */
  readonly verdict?: Verdict['kind']
}

/** Posts an example; undefined when `signal` aborted it. A rule that is asked before delivery is asked, whatever the subject. */
export async function sendSample(
  parts: SampleParts,
  app: Pick<App, 'appkey'>,
  ready: ReadyRule,
  subject: SampleSubject,
  signal: AbortSignal,
): Promise<Sampled | undefined> {
  const { before, channelNames } = ready.rule
  const { ids, clock, random } = parts
  const signing = { secret: ready.secret, md5: md5Hex, uuid: random.uuid(), atMs: clock.now() }
  const making = { app, id: ids.next() as MsgId, channelNames, signing }
  if (before) return await ask(parts, ready, before, making, signal)
  const body = sampleText(subject, making)
  const delivered = await deliver(parts, ready, { id: ids.next(), body, tries: 0 }, signal)
  if (!delivered) return undefined
  const { durationMs, httpStatus, error, excerpt } = delivered.made
  return { body, delivered: delivered.isTaken, durationMs, httpStatus, error, excerpt }
}

/** As ask-before-delivery.ts does it, with the answer itself besides what it means. */
async function ask(
  { egress, ids }: SampleParts,
  { rule, keysAt }: ReadyRule,
  before: BeforeDelivery,
  making: SampleMaking,
  signal: AbortSignal,
): Promise<Sampled | undefined> {
  const { signing } = making
  const message = sampleMessage(making)
  const body = beforeDeliveryText(message, signing)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Posthouse',
    ...signatureHeaders(ids.next(), body, keysAt(signing.atMs), signing.atMs, hmacSha256Base64),
  }
  const result = await egress.post({ url: rule.url, headers, body, timeoutMs: before.waitMs }, signal)
  if (signal.aborted) return undefined
  if (result.kind !== 'answered') {
    const { kind } = verdictOf(before, message, undefined)
    const durationMs = result.kind === 'failed' ? result.durationMs : 0
    return { body, delivered: false, durationMs, ...nothing, error: result.cause, verdict: kind }
  }
  const { status, excerpt, isComplete, durationMs } = result
  return {
    ...{ body, durationMs, delivered: status === 200, httpStatus: status, error: undefined },
    excerpt: excerpt === '' ? undefined : excerpt,
    verdict: verdictOf(before, message, { status, text: excerpt, isComplete }).kind,
  }
}

const nothing = { httpStatus: undefined, excerpt: undefined }
