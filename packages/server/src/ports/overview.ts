// What a look at an app as a whole asks of the record: its ledger, what waits, and what was there once; part of the store's tables.
import type { AppId } from '@posthouse/protocol'
import type { Counters } from './counters.ts'

/** Every delivery there ever was, by what became of it. */
export interface Ledger extends Counters {
  /** Deliveries without an outcome, counted where they wait; at most as many as were asked for, of rows and of pages each. */
  readonly open: number
  /** Whether {@link open} is all of them. */
  readonly isWhole: boolean
}

/** What waits in one place. */
export interface Depth {
  /** At most as many as were asked for. */
  readonly waiting: number
  /** The lowest id, which tells when it was made; undefined where nothing waits. */
  readonly oldestId: bigint | undefined
}

/** Callbacks of one rule that are not delivered. */
export interface CallbackDepth extends Depth {
  readonly ruleId: bigint
}

/** See the head of the file. Every answer is bounded by `max`, because somebody may ask every few seconds. */
export interface OverviewTable {
  /** As of one moment, so that it adds up (I17). */
  ledger(appId: AppId, max: number): Promise<Ledger>
  /** Pushes that nobody has planned yet: the app's among the `max` of the server that wait longest. */
  pushes(appId: AppId, max: number): Promise<Depth>
  /** Pages of first attempts, begun or not. */
  pages(appId: AppId, max: number): Promise<Depth>
  /** Deliveries that are tried again, or wait for their notifier. */
  deliveries(appId: AppId, max: number): Promise<Depth>
  /** Hand-overs: the app's among the `max` of the server that are due first. */
  handovers(appId: AppId, max: number): Promise<Depth>
  /** Waiting callbacks of a rule. */
  callbacks(ruleId: bigint, max: number): Promise<Depth>
  /** Dead letters by rule, among the latest `max` of the app. */
  deadLetters(appId: AppId, max: number): Promise<readonly CallbackDepth[]>
  /** Whether any device is bound, and whether any of the latest `max` callbacks was delivered. */
  firsts(appId: AppId, max: number): Promise<{ readonly isBound: boolean; readonly isAnswered: boolean }>
}
