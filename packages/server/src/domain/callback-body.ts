// From an outcome to the body of a push callback (seeds 000 and 001, spec/easemob.md §9.4–9.6): which members are present for
// which reason, and the exact text. Pure; knows no rule's URL and no signature but the legacy one, whose hash it is handed.
import { type Appkey, type JsonObject, type PushCallback, securityText, type UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import type { ChannelNames } from './callback-rule.ts'
import type { Delivery, Outcome } from './delivery.ts'
import type { Push } from './push.ts'
import { type ReasonCode, reasons } from './reason.ts'

/** What a callback tells of. */
export interface CallbackSubject {
  readonly appkey: Appkey
  readonly push: Pick<Push, 'id' | 'target' | 'notification'>
  readonly delivery: Pick<Delivery, 'deviceId'>
  readonly outcome: Outcome
}

/** Lower-case hex MD5; handed in, because hashing is not this room's. */
export type Md5 = (text: string) => string

/** The sender of a push that came over REST (spec/easemob.md §10.7: REST messages without `from` come from `admin`). */
export const restSender = 'admin'

/** The members of a body that depend on the reason. */
type OptionalMember = 'channel' | 'data' | 'device_id' | 'device_token' | 'e_message' | 'notifier_name'

const attempted = ['channel', 'data', 'device_id', 'device_token', 'notifier_name'] as const
const failedAttempt = [...attempted, 'e_message'] as const
const binding = ['device_id', 'device_token', 'notifier_name'] as const
const notifier = ['notifier_name'] as const
const nothing = [] as const

/** Seed 000's samples and the "extra fields" of spec/easemob.md §9.6. A member that has no value is left out all the same. */
const membersOf: Readonly<Record<ReasonCode, readonly OptionalMember[]>> = {
  delivered: attempted,
  'delivered-online': ['channel'],
  'no-push-binding': nothing,
  'illegal-binding': binding,
  'no-user': nothing,
  'notifier-out-of-limit': notifier,
  'notifier-disabled': notifier,
  'notifier-banned': notifier,
  'no-notifier': notifier,
  'invalid-notifier': notifier,
  'message-ignored': nothing,
  'invalid-message': nothing,
  'message-expired': nothing,
  'user-ignores': nothing,
  'device-ignored': ['device_id'],
  'invalid-voip': binding,
  'push-token-failed': attempted,
  'vendor-refused': attempted,
  'vendor-unreachable': failedAttempt,
  'vendor-unclear': failedAttempt,
  'user-offline': nothing,
  'task-cancelled': nothing,
}

/**
 * The exact text of the callback for one rule, signed with that rule's secret. The vendor's answer goes in as the text it is, so
 * that no digit of it changes.
 */
export function callbackText(
  subject: CallbackSubject,
  secret: string,
  md5: Md5,
  channelNames: ChannelNames = 'provider',
): string {
  const body = callbackWithoutData(subject, secret, md5)
  const text = JSON.stringify(channelNames === 'plain' ? withPlainChannel(body) : body)
  const { answer, reason } = subject.outcome
  if (answer === undefined || !membersOf[reason].includes('data')) return text
  return `${text.slice(0, -1)},"data":${asObjectText(answer)}}`
}

/** `VIVO` of `VIVOPUSH`: the spelling of seed 000's field table, against that of its samples (spec/easemob.md §12 row 5). */
function withPlainChannel(body: PushCallback): PushCallback {
  return body.channel === undefined ? body : { ...body, channel: body.channel.replace(/^(?!WEB)(.+)PUSH$/, '$1') }
}

function callbackWithoutData(
  { appkey, push, delivery, outcome }: CallbackSubject,
  secret: string,
  md5: Md5,
): PushCallback {
  const members = membersOf[outcome.reason]
  const callId = `${appkey}_${push.id}`
  const timestamp = outcome.settledAtMs
  const listed = (member: OptionalMember, value: string | undefined) =>
    value && members.includes(member) ? { [member]: value } : undefined
  return {
    callId,
    appkey,
    ...listed('channel', outcome.provider),
    chat_type: 'chat',
    ...(outcome.status === 'fail' ? { detail: reasons[outcome.reason].detail } : undefined),
    ...listed('device_id', delivery.deviceId),
    ...listed('device_token', outcome.deviceToken),
    ...(outcome.status === 'error' ? listed('e_message', outcome.errorMessage) : undefined),
    from: restSender,
    msg_id: String(push.id),
    ...listed('notifier_name', outcome.notifierName),
    payload: payloadOf(push.notification, push.target),
    security: md5(securityText(callId, secret, timestamp)),
    status: outcome.status,
    step: 'push',
    target: push.target,
    timestamp,
    ...(outcome.possibleDuplicate ? { possibleDuplicate: true } : undefined),
  }
}

/**
 * `payload` of a push that came over REST. The original describes only messages' payloads (`ext`, `bodies`, `from`, `to`, `type`);
 * a notification takes the same shape, so that one parser reads both: its custom data is `ext`, its content a text body, and the
 * basic fields stand in `pushMessage` under the names of the request. Vendor blocks stay out: they may be large and hold tokens.
 */
function payloadOf(notification: Notification, target: UserId): JsonObject {
  return {
    ext: notification.ext ?? {},
    bodies: [{ type: 'txt', msg: notification.content }],
    from: restSender,
    to: target,
    type: 'chat',
    pushMessage: {
      title: notification.title,
      ...(notification.subTitle === undefined ? undefined : { subTitle: notification.subTitle }),
      content: notification.content,
    },
  }
}

/** `data` is an object (spec/easemob.md §9.4); whatever else a vendor answered goes into one, under `answer`. */
function asObjectText(answer: string): string {
  const text = answer.trim()
  if (!isJson(text)) return `{"answer":${JSON.stringify(answer)}}`
  return text.startsWith('{') ? text : `{"answer":${text}}`
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
