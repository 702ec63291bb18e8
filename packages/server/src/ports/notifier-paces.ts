// The time in which a notifier's pushes may leave, dealt out to the processes that send them; part of the store's tables.
import type { AppId } from '@posthouse/protocol'
import type { Write } from './write.ts'

/** Paces. */
export interface NotifierPaceTable {
  /**
   * Takes the next stretch of a notifier's time, which nobody else gets; reports in how many µs it begins, by the record's own clock, so that
   * clocks of processes need not agree.
   */
  take(appId: AppId, uuid: string, stretchUs: number): Write<number>
  /** Sets how many pushes may leave in a second; undefined: as many as go. False where there is no such notifier. */
  set(appId: AppId, uuid: string, perSecond: number | undefined): Write<boolean>
}
