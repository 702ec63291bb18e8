// A task while it is composed: what the reader has put in, what is missing, and what the server is told. Pure.
import type { PushMessage, TasksEstimateInput } from '@posthouse/client/rest'
import type { JsonObject } from '../send/message-json.ts'
import { listMax, readPasted } from './targets.ts'
import { readWallTime, startObjection } from './wall-clock.ts'

/** Whom it is for. */
export type DraftKind = 'list' | 'label' | 'all'

/** See the head of the file. */
export interface TaskDraft {
  readonly kind: DraftKind
  /** User ids as they were pasted. */
  readonly pasted: string
  readonly labels: readonly string[]
  /** The notification, members of the form and others alike. */
  readonly message: JsonObject
  /** The text of the JSON tab while it is no message; the message is then the last that was. */
  readonly wrongText: string | undefined
  readonly strategy: number
  readonly isLater: boolean
  /** `yyyy-MM-dd HH:mm:ss` on the clocks of the server's zone; empty = not chosen. */
  readonly wall: string
  readonly pacePerMinute: number | undefined
}

/** An empty one. */
export function newDraft(kind: DraftKind, labels: readonly string[]): TaskDraft {
  return {
    ...{ kind, labels, pasted: '', message: {}, strategy: 2, isLater: false, wall: '' },
    ...{ pacePerMinute: undefined, wrongText: undefined },
  }
}

/** What stands in the way of creating it. */
export type DraftProblem =
  | ('noUsers' | 'tooManyUsers' | 'noLabel')
  | ('badJson' | 'noText')
  | ('noTime' | 'gap' | 'past' | 'tooSoon' | 'tooLate')

/** What judging has to know. */
export interface DraftRules {
  readonly nowMs: number
  readonly zone: string
  readonly anyStart: boolean
}

/** In the order of the form. */
export function problemsOf(draft: TaskDraft, rules: DraftRules): readonly DraftProblem[] {
  return [...audienceProblems(draft), ...textProblems(draft), ...timeProblems(draft, rules)]
}

function audienceProblems({ kind, pasted, labels }: TaskDraft): readonly DraftProblem[] {
  if (kind === 'all') return []
  if (kind === 'label') return labels.length === 0 ? ['noLabel'] : []
  const { length } = readPasted(pasted).ids
  if (length === 0) return ['noUsers']
  return length > listMax ? ['tooManyUsers'] : []
}

function textProblems({ message, wrongText }: TaskDraft): readonly DraftProblem[] {
  if (wrongText !== undefined) return ['badJson']
  const has = (name: string): boolean => typeof message[name] === 'string' && message[name] !== ''
  return has('title') || has('content') ? [] : ['noText']
}

function timeProblems({ isLater, wall }: TaskDraft, { nowMs, zone, anyStart }: DraftRules): readonly DraftProblem[] {
  if (!isLater) return []
  const time = readWallTime(wall, zone)
  if (time.kind === 'invalid') return ['noTime']
  if (time.kind === 'gap') return ['gap']
  const objection = startObjection(time.atMs, nowMs, anyStart)
  return objection ? [objection] : []
}

/** What an estimate is asked of; undefined while nobody is named. */
export function estimateOf(draft: TaskDraft): TasksEstimateInput | undefined {
  if (audienceProblems(draft).length > 0) return undefined
  const { kind, strategy, pacePerMinute } = draft
  return { kind, strategy, ...targetsOf(draft), ...(pacePerMinute === undefined ? {} : { pacePerMinute }) }
}

function targetsOf({ kind, pasted, labels }: TaskDraft): { readonly targets?: readonly string[] } {
  if (kind === 'all') return {}
  return { targets: kind === 'label' ? labels : readPasted(pasted).ids }
}

/** What the three ways to create a task have in common. */
export function taskOf(draft: TaskDraft): {
  readonly pushMessage: PushMessage
  readonly strategy: number
  readonly startDate?: string
  readonly pacePerMinute?: number
} {
  const { message, strategy, isLater, wall, pacePerMinute } = draft
  return {
    ...{ pushMessage: message as PushMessage, strategy },
    ...(isLater ? { startDate: wall } : {}),
    ...(pacePerMinute === undefined ? {} : { pacePerMinute }),
  }
}

/** Targets of a list or of labels. */
export function draftTargets(draft: TaskDraft): readonly string[] {
  return targetsOf(draft).targets ?? []
}
