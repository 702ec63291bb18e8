// A trace as a person reads it on a terminal: one line per hop with its local time, one lane per device. Pure; prints what is new when
// a trace is looked at again while it grows.

import type { EndpointReply, traceEndpoints } from '@posthouse/protocol'
import { fateWords } from '@posthouse/vendors'
import type { Bilingual } from '../domain/reason.ts'
import type { Lang } from './command.ts'
import { harmless, padded, timeOf } from './text.ts'

/** A trace as the server answers it. */
export type TraceReply = EndpointReply<typeof traceEndpoints.messageTrace>
type TraceLine = TraceReply['events'][number]

/** How a trace is shown. */
export interface TraceStyle {
  readonly lang: Lang
  readonly timeZone: string
  /** Bodies and answers in full. */
  readonly details: boolean
}

/** Gives the lines of a growing trace, each once. */
export interface TracePrinter {
  head(trace: TraceReply): readonly string[]
  /** The lines of all events that were not given before. */
  more(trace: TraceReply): readonly string[]
}

/** Columns: a time and two spaces; the hop's word. */
const timeWidth = 14
const wordWidth = 14
const laneWidth = 82
/** Longest answer that is shown unless details are asked for. */
const answerLengthMax = 200

/** A printer that has shown nothing yet. */
export function createTracePrinter(style: TraceStyle): TracePrinter {
  const shown = new Set<string>()
  let lane: string | undefined
  return {
    head: trace => headLines(trace, style),
    more(trace) {
      const fresh = keyed(trace.events).filter(([key]) => !shown.has(key))
      const lines: string[] = []
      for (const [device, events] of Map.groupBy(fresh, ([, event]) => event.deviceId)) {
        if (device !== lane) lines.push(laneLine(device, style.lang))
        lane = device
        // An answer that led to a success is of no interest; one that did not is the first thing that is.
        const isFine = trace.events.some(({ deviceId, status }) => deviceId === device && status === 'success')
        for (const [key, event] of events) {
          shown.add(key)
          lines.push(...eventLines(event, style, isFine))
        }
      }
      return lines.map(harmless)
    },
  }
}

/** A whole trace. */
export function traceLines(trace: TraceReply, style: TraceStyle): readonly string[] {
  const printer = createTracePrinter(style)
  return [...printer.head(trace), ...printer.more(trace)]
}

/** Whether at least one device succeeded. */
export function hasSucceeded(trace: TraceReply): boolean {
  return trace.events.some(({ status }) => status === 'success')
}

/**
 * Names each event so that it is recognised later. Texts do not take part, because a callback's line changes with its state; a
 * waiting line does say something new when its time moves.
 */
function keyed(events: readonly TraceLine[]): readonly (readonly [string, TraceLine])[] {
  const counts = new Map<string, number>()
  return events.map(event => {
    const changing = event.kind === 'waiting' ? event.text.en : ''
    const name = `${event.at} ${event.kind} ${event.deviceId ?? ''} ${changing}`
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return [`${name} ${count}`, event] as const
  })
}

function headLines(trace: TraceReply, { lang, timeZone }: TraceStyle): readonly string[] {
  const { msgId, appkey, target, source, taskId, strategy, title } = trace
  const by = taskId === undefined ? source : `${source} ${taskId}`
  const head: Bilingual = {
    en: `Message ${msgId}  ${appkey} → ${target}  ${by}, strategy ${strategy}  "${title}"  (times: ${timeZone})`,
    zh: `消息 ${msgId}  ${appkey} → ${target}  ${by}，策略 ${strategy}  “${title}”  （时区：${timeZone}）`,
  }
  return [harmless(head[lang])]
}

function laneLine(device: string | undefined, lang: Lang): string {
  const name = device ?? { en: 'message', zh: '消息' }[lang]
  return `── ${name} ${'─'.repeat(Math.max(3, laneWidth - name.length - 4))}`
}

function eventLines(event: TraceLine, style: TraceStyle, isFine: boolean): readonly string[] {
  const { lang } = style
  const word = (words[event.kind] ?? { en: event.kind, zh: event.kind })[lang]
  const time = padded(timeOf(event.at, style.timeZone), timeWidth)
  const below = (label: Bilingual, text: string): string =>
    `${' '.repeat(timeWidth)}${padded(label[lang], wordWidth)}  ${text}`
  const detail = detailText(event, style, isFine)
  return [
    `${time}${padded(word, wordWidth)}  ${event.text[lang]}`,
    ...(detail === undefined ? [] : [below(labels.answer, detail)]),
    ...explained(event).map(([label, text]) => below(label, text[lang])),
  ]
}

/** What a vendor's answer means is said with the final word, which comes with it; an earlier answer's code says enough. */
function explained({ kind, reason, status, cause, fix }: TraceLine): readonly (readonly [Bilingual, Bilingual])[] {
  if (kind === 'answered') return []
  const isFailure = reason !== undefined && status !== 'success'
  return [
    ...(isFailure && cause !== undefined ? [[labels.cause, cause] as const] : []),
    ...(fix === undefined ? [] : [[labels.fix, fix] as const]),
  ]
}

/** A vendor's answer stands with the line that says it came; bodies only where they are asked for. */
function detailText({ kind, detail }: TraceLine, { details }: TraceStyle, isFine: boolean): string | undefined {
  if (detail === undefined || (!details && (isFine || kind !== 'answered'))) return undefined
  const text = JSON.stringify(detail)
  return details || text.length <= answerLengthMax ? text : `${text.slice(0, answerLengthMax)}…`
}

const labels = {
  answer: { en: 'detail', zh: '详情' },
  cause: { en: 'because', zh: '原因' },
  fix: { en: 'what to do', zh: '处理建议' },
} as const satisfies Readonly<Record<string, Bilingual>>

/** The words of the glossary for each kind of line. */
const words: Readonly<Record<string, Bilingual>> = {
  accepted: { en: 'accepted', zh: '已受理' },
  planned: { en: 'planned', zh: '已规划' },
  skipped: { en: 'skipped', zh: '已跳过' },
  sent: { en: 'sent', zh: '已发送' },
  answered: { en: 'answered', zh: '已响应' },
  waiting: { en: 'waiting', zh: '等待中' },
  outcome: { en: 'outcome', zh: '结果' },
  ...fateWords,
  unbound: { en: 'unbound', zh: '已解绑' },
  callback: { en: 'callback', zh: '回调' },
}
