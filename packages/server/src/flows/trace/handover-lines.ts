// The lines of a trace about the online channel: that a message was stored, whom it waited for, and whom it was handed over for.
import type { UserId } from '@posthouse/protocol'
import { wordsOfEnd } from '../../domain/handover/end-words.ts'
import type { EndCount, HandoverEnd } from '../../domain/handover/ends.ts'
import type { Push } from '../../domain/push.ts'
import type { Bilingual } from '../../domain/reason.ts'
import type { Handover, HandoverRecord } from '../../ports/handovers.ts'
import type { TraceEvent } from './event.ts'

/** That it was stored, and the devices of the user, or of all, that were waited for. */
export function storedEvents(records: readonly HandoverRecord[], user?: UserId): readonly TraceEvent[] {
  return records.flatMap(({ handover }) => [storedEvent(handover), ...waitingEvents(handover, user)])
}

/** What came of it for whom, by end. */
export function endEvents({ handover, ends }: HandoverRecord): readonly TraceEvent[] {
  return Object.entries(ends ?? {})
    .filter(([end]) => end !== 'waiting')
    .map(([end, count]) => endEvent(handover, end as HandoverEnd, count))
}

/** That a push was made of it: at once, or when the wait was over. */
export function handedOverEvent(push: Push, records: readonly HandoverRecord[]): TraceEvent {
  const { target, devices, acceptedAtMs, notification } = push
  const made = records.find(({ handover }) => isAwaited(handover, push))
  const waitedMs = made === undefined ? undefined : acceptedAtMs - made.handover.createdAtMs
  const why =
    waitedMs === undefined
      ? { en: 'The devices are away', zh: '设备不在线' }
      : { en: `No acknowledgement in ${waitedMs} ms`, zh: `${waitedMs} 毫秒内未收到确认` }
  const named = devices?.only?.join(', ') ?? ''
  return {
    at: acceptedAtMs,
    kind: 'accepted',
    text: {
      en: `${why.en}: handed over for user ${target}${named && `, devices ${named}`}.`,
      zh: `${why.zh}：已转交厂商推送，用户 ${target}${named && `，设备 ${named}`}。`,
    },
    detail: notification,
  }
}

function isAwaited({ awaited }: Handover, { target, devices }: Push): boolean {
  return devices?.only?.some(device => awaited?.[target]?.includes(device)) ?? false
}

const kinds: Readonly<Record<Handover['what'], Bilingual>> = {
  message: { en: 'Message', zh: '消息' },
  call: { en: 'Call', zh: '呼叫' },
  recall: { en: 'Recall of message', zh: '消息撤回' },
  'call-end': { en: 'End of call', zh: '呼叫结束' },
}

function storedEvent({ what, subjectId, from, position, createdAtMs }: Handover): TraceEvent {
  const { en, zh } = kinds[what]
  return {
    at: createdAtMs,
    kind: 'accepted',
    text: {
      en: `${en} ${subjectId} of ${from} is stored, at position ${position}.`,
      zh: `${zh} ${subjectId}（发送方 ${from}）已存储，位置 ${position}。`,
    },
  }
}

function waitingEvents({ awaited = {}, createdAtMs: at }: Handover, user: UserId | undefined): readonly TraceEvent[] {
  const users = user === undefined ? Object.keys(awaited) : [user]
  return users.flatMap(name =>
    (awaited[name] ?? []).map(
      (deviceId): TraceEvent => ({
        at,
        kind: 'waiting',
        deviceId,
        text: {
          en: `Device ${deviceId} of ${name} is waited for: the user is connected.`,
          zh: `用户 ${name} 在线，等待设备 ${deviceId} 确认。`,
        },
      }),
    ),
  )
}

function endEvent({ createdAtMs: at }: Handover, end: HandoverEnd, { count, users }: EndCount): TraceEvent {
  const { en, zh } = wordsOfEnd(end)
  const more = count > users.length ? ', …' : ''
  const named = `${users.join(', ')}${more}`
  const kind = end === 'pushed' || end === 'pushed-late' ? 'planned' : 'skipped'
  return { at, kind, text: { en: `${en}: ${count} (${named}).`, zh: `${zh}：${count}（${named}）。` } }
}
