// An app at one glance. One bounded look per kind, all at once: it is asked for every few seconds by everybody who has the page open.
import type { Clock } from '../../base/clock.ts'
import type { App } from '../../domain/app.ts'
import type { CallbackRule } from '../../domain/callback-rule.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import { reasonOfMeasure, type SumsByProvider, sumsByProvider } from '../../domain/sums.ts'
import { utcDayOf } from '../../domain/utc-day.ts'
import type { DayCount } from '../../ports/counters.ts'
import type { NotifierHealth } from '../../ports/notifier-health.ts'
import type { Depth, Ledger } from '../../ports/overview.ts'
import type { Store } from '../../ports/store.ts'
import type { BreakerBook } from '../callback/breaker-book.ts'
import { firstMinuteOf, type LastHour, lastHour } from './last-hour.ts'
import { isSound, type NotifierWord, notifierState, type RuleWord, ruleState, type StateUntil } from './states.ts'

/** What looking uses. */
export interface LookOverDeps {
  readonly store: Pick<Store, 'tables'>
  readonly clock: Clock
  readonly breakers: Pick<BreakerBook, 'restsUntil'>
}

/** Most of each kind that are counted: 2 ms. */
export const countedMax = 10_000
/** Most open deliveries in rows, and most open pages, of which the ledger says that they are all: 12 ms. */
const ledgerMax = 50_000
/** Dead letters that are looked at for whose they are: each is a row to be read. */
export const deadMax = 1_000
/** Reasons that are named. */
const reasonsMax = 20

/** A reason and how many deliveries of today it ended. */
export interface CountedReason {
  readonly code: ReasonCode
  readonly counted: number
}

/** What waits of each kind. */
export type Queues = Readonly<Record<'pushes' | 'pages' | 'deliveries' | 'handovers', Depth>>

/** A rule with how it is doing. */
export interface RuleLook extends StateUntil<RuleWord> {
  readonly rule: CallbackRule
  readonly waiting: Depth
  readonly dead: number
}

/** A notifier with how it is doing. */
export interface NotifierLook extends StateUntil<NotifierWord> {
  readonly notifier: Notifier
  readonly health: NotifierHealth | undefined
  readonly isSound: boolean | undefined
}

/** What was there at least once. */
export interface FirstRun {
  readonly notifier: boolean
  readonly binding: boolean
  readonly push: boolean
  readonly callback: boolean
}

/** See the head of the file. */
export interface Overview {
  readonly nowMs: number
  readonly hour: LastHour
  readonly day: string
  readonly today: SumsByProvider
  readonly reasons: readonly CountedReason[]
  readonly ledger: Ledger
  readonly queues: Queues
  readonly rules: readonly RuleLook[]
  readonly notifiers: readonly NotifierLook[]
  readonly firstRun: FirstRun
}

/** Looks over an app. */
export async function lookOver(deps: LookOverDeps, app: Pick<App, 'id'>): Promise<Overview> {
  const { tables } = deps.store
  const nowMs = deps.clock.now()
  const day = utcDayOf(nowMs)
  const first = firstMinuteOf(nowMs)
  const [counted, counts, ledger, queues, rules, notifiers, { isBound, isAnswered }] = await Promise.all([
    tables.minutes.ofApp(app.id, first, first + 59),
    tables.counters.countsOfApp(app.id, day, day),
    tables.overview.ledger(app.id, ledgerMax),
    queuesOf(deps, app),
    rulesOf(deps, app, nowMs),
    notifiersOf(deps, app, nowMs),
    tables.overview.firsts(app.id, deadMax),
  ])
  const isPushed = ledger.success > 0
  return {
    ...{ nowMs, day, ledger, queues, rules, notifiers },
    hour: lastHour(counted, nowMs),
    today: sumsByProvider(counts),
    reasons: ranked(counts),
    firstRun: {
      notifier: isPushed || notifiers.some(one => one.isSound === true),
      binding: isBound,
      push: isPushed,
      callback: isAnswered,
    },
  }
}

async function queuesOf({ store }: LookOverDeps, { id }: Pick<App, 'id'>): Promise<Queues> {
  const { overview } = store.tables
  const [pushes, pages, deliveries, handovers] = await Promise.all([
    overview.pushes(id, countedMax),
    overview.pages(id, countedMax),
    overview.deliveries(id, countedMax),
    overview.handovers(id, countedMax),
  ])
  return { pushes, pages, deliveries, handovers }
}

async function rulesOf(
  { store, breakers }: LookOverDeps,
  { id }: Pick<App, 'id'>,
  nowMs: number,
): Promise<readonly RuleLook[]> {
  const { rules, overview } = store.tables
  const [found, dead] = await Promise.all([rules.ofApp(id), overview.deadLetters(id, deadMax)])
  // An app has four at most.
  const depths = await Promise.all(found.map(rule => overview.callbacks(rule.id, countedMax)))
  return found.map((rule, index) => ({
    rule,
    waiting: depths[index] ?? { waiting: 0, oldestId: undefined },
    dead: dead.find(({ ruleId }) => ruleId === rule.id)?.waiting ?? 0,
    ...ruleState(rule, breakers.restsUntil(rule.id), nowMs),
  }))
}

async function notifiersOf(
  { store }: LookOverDeps,
  { id }: Pick<App, 'id'>,
  nowMs: number,
): Promise<readonly NotifierLook[]> {
  const { notifiers, notifierHealth } = store.tables
  const [found, healths] = await Promise.all([notifiers.list(id), notifierHealth.ofApp(id)])
  const byUuid = new Map(healths.map(health => [health.uuid, health]))
  return found
    .map(notifier => {
      const health = byUuid.get(notifier.uuid)
      return { notifier, health, isSound: isSound(notifier, health), ...notifierState(notifier, nowMs) }
    })
    .toSorted((one, other) => (one.notifier.name < other.notifier.name ? -1 : 1))
}

function ranked(counts: readonly DayCount[]): readonly CountedReason[] {
  const byReason = new Map<ReasonCode, number>()
  for (const { measure, counted } of counts) {
    const code = reasonOfMeasure(measure)
    if (code !== undefined) byReason.set(code, (byReason.get(code) ?? 0) + counted)
  }
  return [...byReason]
    .map(([code, counted]) => ({ code, counted }))
    .toSorted((one, other) => other.counted - one.counted)
    .slice(0, reasonsMax)
}
