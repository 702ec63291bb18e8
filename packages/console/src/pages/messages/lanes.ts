// A trace as lanes: the whole push first, then one per device, each line with its word and how good the news is. Pure.
import type { MessagesTraceReply } from '@posthouse/client/rest'
import type { Tone } from '../../parts/tone.ts'

/** One line as the server gives it. */
export type Line = MessagesTraceReply['events'][number]
/** The head of a device. */
export type LaneHead = NonNullable<MessagesTraceReply['devices']>[number]
/** A text in both languages. */
export type Bilingual = Line['text']

/** A lane; without a device it is that of the whole push. */
export interface Lane {
  readonly deviceId: string | undefined
  readonly head: LaneHead | undefined
  readonly lines: readonly Line[]
}

/** The word of a line, of the page's words for kinds. */
export type KindWord =
  | ('accepted' | 'planned' | 'skipped' | 'sent' | 'answered' | 'waiting' | 'outcome' | 'callback')
  | ('arrived' | 'clicked' | 'dropped' | 'pending' | 'unbound')
  | ('refused' | 'putOff' | 'unsent' | 'unknown' | 'failed')

/** The lanes in the order of their first lines; a device that has a head and no line yet has an empty one. */
export function lanesOf({ devices = [], events }: Pick<MessagesTraceReply, 'devices' | 'events'>): readonly Lane[] {
  const byDevice = Map.groupBy(events, ({ deviceId }) => deviceId)
  const headed = new Map(devices.map(head => [head.deviceId, head]))
  const ids = new Set<string | undefined>([undefined, ...byDevice.keys(), ...headed.keys()])
  return [...ids]
    .map(deviceId => ({
      deviceId,
      head: deviceId === undefined ? undefined : headed.get(deviceId),
      lines: saidOnce(byDevice.get(deviceId) ?? []),
    }))
    .filter(({ deviceId, lines }) => deviceId !== undefined || lines.length > 0)
}

/** Without the explanation of an answer that the final word of the device repeats. */
function saidOnce(lines: readonly Line[]): readonly Line[] {
  const final = lines.find(({ reason }) => reason !== undefined)
  if (final?.fix === undefined) return lines
  const last = lines.findLast(({ kind }) => kind === 'answered')
  return lines.map(line => {
    if (line !== last || line.fix?.en !== final.fix?.en) return line
    const { cause: _cause, therefore: _therefore, fix: _fix, ...rest } = line
    return rest
  })
}

/** The word of a line: what a vendor answered is said by how it ended. */
export function kindOf({ kind, attempt, status, callback }: Line): KindWord {
  if (kind === 'answered' && attempt?.end !== undefined && Object.hasOwn(ends, attempt.end))
    return ends[attempt.end as keyof typeof ends]
  if (kind === 'callback' && callback?.number !== undefined && !isTaken(callback.httpStatus)) return 'failed'
  if (kind === 'outcome' && status === 'error') return 'unknown'
  return Object.hasOwn(kinds, kind) ? (kind as KindWord) : 'outcome'
}

const ends = {
  accepted: 'answered',
  rejected: 'refused',
  throttled: 'putOff',
  unsent: 'unsent',
  unknown: 'unknown',
} as const
const kinds = {
  ...{ accepted: 1, planned: 1, skipped: 1, sent: 1, answered: 1, waiting: 1, outcome: 1, callback: 1 },
  ...{ arrived: 1, clicked: 1, dropped: 1, pending: 1, unbound: 1 },
}

/** How good its news is. */
export function moodOf(line: Line): Tone {
  const kind = kindOf(line)
  if (kind === 'refused' || kind === 'failed' || kind === 'dropped') return 'bad'
  if (kind === 'putOff' || kind === 'unsent' || kind === 'unknown' || kind === 'unbound') return 'warn'
  if (line.status === 'fail') return kind === 'skipped' ? 'warn' : 'bad'
  if (line.status === 'success' || kind === 'arrived' || kind === 'clicked') return 'fine'
  if (kind === 'answered' || (kind === 'callback' && line.callback?.number !== undefined)) return 'fine'
  return 'quiet'
}

/** The sentence of a line, without what stands beside it: the callback's words, which are the reason's code, and what followed. */
export function sentenceOf({ text, reason, therefore = [] }: Line): Bilingual {
  if (reason === undefined) return text
  const rest = (said: string, language: 'en' | 'zh'): string =>
    therefore.reduce((left, one) => left.replace(one[language], ''), said.replace(before, '')).trim()
  return { en: rest(text.en, 'en'), zh: rest(text.zh, 'zh') }
}

const before = /^(?:success|fail|error)\s*(?:(?:\([^)]*\)|（[^）]*）)\s*)?[:：]\s*/

function isTaken(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300
}

/** Whether something is still to come: a device without a final word, or a callback that is not delivered. */
export function isMoving({ settled, events }: Pick<MessagesTraceReply, 'settled' | 'events'>): boolean {
  return !settled || events.some(({ callback }) => callback?.state === 'waiting' && callback.number === undefined)
}
