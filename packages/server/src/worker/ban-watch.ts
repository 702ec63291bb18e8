// Counts the failures of one rule of the policy `easemob`, and bans it (domain/callback-ban.ts). One process counts its own; where there are
// several, the tries of all are counted in the record as soon as they may be enough. The ban is in the rule's row, so that it holds on
// every node and after a restart.
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { afterFailure, countedMs, failuresToBan, mayBan, nextBan } from '../domain/callback-ban.ts'
import type { CallbackRule } from '../domain/callback-rule.ts'
import type { Bus } from '../ports/bus.ts'
import type { Store } from '../ports/store.ts'

/** What a watch uses. */
export interface BanWatchParts {
  readonly store: Pick<Store, 'commit'> & { readonly tables: Pick<Store['tables'], 'callbackDesk' | 'rules'> }
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Processes that post, this one included. */
  workers(): number
}

/** Tries that are looked at: the failures among them ban the rule long before. */
const triesMax = 1_000

/** See the head of the file. */
export class BanWatch {
  readonly #parts: BanWatchParts
  /** At most 89 instants. */
  #failuresMs: readonly number[] = []

  constructor(parts: BanWatchParts) {
    this.#parts = parts
  }

  /** Counts a failed try of the rule; resolves once the ban that it brings is stored. */
  async failed(rule: CallbackRule): Promise<void> {
    const nowMs = this.#parts.clock.now()
    const counted = afterFailure(this.#failuresMs, nowMs)
    this.#failuresMs = counted.failuresMs
    if (counted.bans || (await this.#isBannedByAll(rule, nowMs))) await this.#ban(rule, nowMs)
  }

  /** Tries that others have not recorded yet are found at the next failure. */
  async #isBannedByAll(rule: CallbackRule, nowMs: number): Promise<boolean> {
    const { store, workers } = this.#parts
    const own = this.#failuresMs.length
    if (workers() < 2 || !mayBan(own, workers())) return false
    // What was before a ban that is over counted for that one.
    const sinceMs = Math.max(nowMs - countedMs, rule.ban?.begunMs.at(-1) ?? 0)
    const tries = await store.tables.callbackDesk.triesOf(rule.id, sinceMs, triesMax)
    // Of its own it knows more than the record does yet.
    if (tries.filter(({ isTaken }) => !isTaken).length < failuresToBan - 1) return false
    this.#failuresMs = []
    return true
  }

  async #ban(rule: CallbackRule, nowMs: number): Promise<void> {
    const { store, bus, log } = this.#parts
    const ban = nextBan(rule.ban, nowMs)
    const [begun] = await store.commit([store.tables.rules.ban(rule.appId, rule.id, ban, nowMs)])
    bus.publish({ kind: 'app.changed', appId: rule.appId })
    if (!begun) return
    const forMs = ban.untilMs - nowMs
    log.error('callback.rule_banned', { ruleId: String(rule.id), app: rule.appId, forMs })
  }
}
