// The time in which a notifier's pushes may leave, dealt out to the processes that send them; part of the store's tables.
import type { AppId } from '@posthouse/protocol'
import type { NotifierState } from '../domain/notifier.ts'
import type { Write } from './write.ts'

/** A stretch of a notifier's time, by the record's own clock, µs. */
export interface PaceStretch {
  readonly startsUs: number
  /** When it was taken. */
  readonly nowUs: number
  /** What the notifier's state was then; undefined where there is none. */
  readonly state: NotifierState | undefined
}

/** Paces. */
export interface NotifierPaceTable {
  /** Takes the next stretch of a notifier's time, which nobody else gets. Clocks of processes need not agree. */
  take(appId: AppId, uuid: string, stretchUs: number): Write<PaceStretch>
  /** Sets how many pushes may leave in a second; undefined: as many as go. False where there is no such notifier. */
  set(appId: AppId, uuid: string, perSecond: number | undefined): Write<boolean>
}
