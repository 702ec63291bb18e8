// A notification as ZPNs tells it: pure (spec/zego.md §2.4). Texts come from wherever the vendor put them; the sender's payload is always
// in two places.
import type { PushNotice, PushSource } from '../push/provider.ts'
import type { ChannelNotification } from '../push-seam.ts'
import type { ZPNsPushSourceType } from './declared.ts'
import type { ZPNsMessage } from './definitions.ts'

/** Fills a message. Missing texts are empty; never throws for what a vendor handed over. */
export function messageOf(notice: PushNotice): ZPNsMessage {
  const given = membersOf(notice.extras)
  return notice.source === 'apns' ? appleMessage(notice, given) : androidMessage(notice, given)
}

/** What the server put into a notification so that it can be told what became of it (spec/easemob.md §6.11): the ids that it knows it by. */
export interface ReportIds {
  readonly subjectId?: string
  readonly taskId?: string
  readonly pushId?: string
}

/** The ids in a message's extras; undefined where there are none. */
export function reportIdsOf({ extras }: Pick<ZPNsMessage, 'extras'>): ReportIds | undefined {
  const report = membersOf(membersOf(extras['EPush'])['report'])
  const ids = {
    ...idOf('subjectId', report['subject_id']),
    ...idOf('taskId', report['task_id']),
    ...idOf('pushId', report['push_id']),
  }
  return Object.keys(ids).length === 0 ? undefined : ids
}

/** A push that came by the server's own long connection: its number is 0, because no vendor had a part in it. */
export function ownMessageOf({ pushId, notification }: ChannelNotification): ZPNsMessage {
  const ext = membersOf(notification['ext'])
  const payload = textOf(ext['payload'])
  return {
    title: textOf(notification['title']),
    content: textOf(notification['content']),
    extras: { ...ext, payload, EPush: { ...membersOf(ext['EPush']), report: { push_id: pushId } } },
    payload,
    pushSourceType: 0 as ZPNsPushSourceType,
  }
}

/** ZEGO's numbers, and ours for those that it has none for: 7 is uni-app x's Honor, the others are free above it. */
const sourceTypes: Readonly<Record<PushSource, number>> = {
  apns: 1,
  fcm: 2,
  huawei: 3,
  xiaomi: 4,
  oppo: 5,
  vivo: 6,
  honor: 7,
  harmony: 8,
  meizu: 9,
  webpush: 10,
}

type Members = Readonly<Record<string, unknown>>

/** The whole dictionary stays in `extras`; `payload` beside `aps`, or, on the way of a tap, inside it. */
function appleMessage({ source, title, content }: PushNotice, extras: Members): ZPNsMessage {
  const aps = membersOf(extras['aps'])
  const alert = aps['alert']
  const texts = typeof alert === 'string' ? { body: alert } : membersOf(alert)
  const payload = textOf(extras['payload'] ?? aps['payload'])
  return {
    title: title ?? textOf(texts['title']),
    content: content ?? textOf(texts['body']),
    extras: { ...extras, payload },
    payload,
    pushSourceType: typeOf(source),
  }
}

/** Texts among the extras move out of them. */
function androidMessage({ source, title, content }: PushNotice, given: Members): ZPNsMessage {
  const { title: titleInside, body, ...rest } = given
  const { content: contentInside, ...others } = rest
  // Only data messages of Google have their texts under `content` (spec/zego.md §6.2); elsewhere it is the sender's own member.
  const isData = title === undefined && content === undefined && body === undefined && contentInside !== undefined
  const payload = textOf(given['payload'])
  return {
    title: title || textOf(titleInside),
    content: content || textOf(body ?? (isData ? contentInside : undefined)),
    extras: { ...(isData ? others : rest), payload },
    payload,
    pushSourceType: typeOf(source),
  }
}

/** Numbers above 6 are outside ZEGO's enum, which a type that follows it cannot say. */
function typeOf(source: PushSource): ZPNsPushSourceType {
  return sourceTypes[source] as ZPNsPushSourceType
}

function membersOf(value: unknown): Members {
  const read = typeof value === 'string' ? parsed(value) : value
  return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Members) : {}
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // Extras that are no JSON are a text of their own.
    return { payload: json }
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

/** The wire takes digits only. A number has lost its last digits if it was long, so it counts only where it is exact. */
function idOf(name: keyof ReportIds, value: unknown): ReportIds {
  const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof digits === 'string' && /^[1-9][0-9]{0,18}$/.test(digits) ? { [name]: digits } : {}
}
