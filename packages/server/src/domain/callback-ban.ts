// When a rule of the policy `easemob` is banned, and for how long (spec/easemob.md §9.3). Pure: failures, an instant, the next
// state. All instants are epoch ms, because a ban outlives the process; the failures before it need not.
import { day, minute, second } from '@posthouse/protocol'

/** The latest bans of a rule. */
export interface Ban {
  /** Nothing is sent before. */
  readonly untilMs: number
  /** When the latest bans began, the last one last; at most {@link bansKeptMax}. */
  readonly begunMs: readonly number[]
}

/** Failures within {@link countedMs} that ban a rule; each try counts. */
export const failuresToBan = 90

/** How long a failure counts. */
export const countedMs: number = 30 * second

/** The first ban; the n-th within a day is n times as long, up to the longest. */
const banStepMs: number = 5 * minute

/** The longest ban. */
const banLongestMs: number = 25 * minute

/** How long a ban makes later ones longer. */
const bansCountedMs: number = day

/** More bans than these change no length. */
export const bansKeptMax: number = banLongestMs / banStepMs

/** What is remembered of failures, and whether they ban the rule now; then none is remembered. */
export interface Counted {
  /** Instants, at most {@link failuresToBan} − 1 of them. */
  readonly failuresMs: readonly number[]
  readonly bans: boolean
}

/**
 * Whether failures that one of several processes counted may be enough of all of them together: then the record is asked. Of as many as ban
 * a rule, one of the processes has counted its share at least.
 */
export function mayBan(own: number, processes: number): boolean {
  return own * processes >= failuresToBan
}

/** Counts a failure. */
export function afterFailure(failuresMs: readonly number[], nowMs: number): Counted {
  const counted = [...failuresMs.filter(atMs => nowMs - atMs < countedMs), nowMs]
  return counted.length < failuresToBan ? { failuresMs: counted, bans: false } : { failuresMs: [], bans: true }
}

/** The ban that begins now. */
export function nextBan(before: Ban | undefined, nowMs: number): Ban {
  const recent = (before?.begunMs ?? []).filter(begunMs => nowMs - begunMs < bansCountedMs)
  const begunMs = [...recent, nowMs].slice(-bansKeptMax)
  return { untilMs: nowMs + Math.min(begunMs.length * banStepMs, banLongestMs), begunMs }
}

/** The bans after an operator's word that this one is over; it still makes later ones longer. */
export function lifted(ban: Ban): Ban {
  return { ...ban, untilMs: 0 }
}

/** Whether nothing is sent at the instant. */
export function isBanned(ban: Ban | undefined, nowMs: number): boolean {
  return ban !== undefined && nowMs < ban.untilMs
}
