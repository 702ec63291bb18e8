// Notifiers as an operator watches them: each with what stands in its way, what its last check found, how many devices rest on it, and
// what its vendor did today. Reads only.
import type { NotifierName } from '@posthouse/protocol'
import { day } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import type { DayCount, NotifierHealth, Tables } from '../../ports/store.ts'

/** What looking uses. */
export interface NotifierStateDeps {
  readonly store: {
    readonly tables: {
      readonly notifiers: Pick<Tables['notifiers'], 'list' | 'byName'>
      readonly notifierHealth: Pick<Tables['notifierHealth'], 'ofApp' | 'find'>
      readonly bindings: Pick<Tables['bindings'], 'countOf'>
      readonly counters: Pick<Tables['counters'], 'countsOfApp'>
    }
  }
  readonly clock: Pick<Clock, 'now'>
}

/** One notifier with what is known of it. */
export interface NotifierState {
  readonly notifier: Notifier
  readonly health: NotifierHealth | undefined
  /** As far as they were counted. */
  readonly bindings: number
  readonly hasMoreBindings: boolean
  readonly today: VendorDay
}

/** Deliveries of the present UTC day through a vendor. */
export interface VendorDay {
  readonly targeted: number
  readonly accepted: number
  /** Ended because the vendor's limit was reached. */
  readonly limited: number
  /** Notifiers of the app that share these numbers. */
  readonly notifiers: number
}

/** Bindings that are counted per notifier in a list: 100 notifiers cost 100,000 rows of an index. */
const listBindingsMax = 1_000
/** Bindings that are counted for one notifier: some 20 ms of an index. */
const shownBindingsMax = 100_000

/** All of an app's, in order of name. */
export async function notifierStates(deps: NotifierStateDeps, app: App): Promise<readonly NotifierState[]> {
  const { notifiers, notifierHealth } = deps.store.tables
  const [all, known, counts] = await Promise.all([
    notifiers.list(app.id),
    notifierHealth.ofApp(app.id),
    countsOfToday(deps, app),
  ])
  const byUuid = new Map(known.map(health => [health.uuid, health]))
  const states: NotifierState[] = []
  // One after the other: a list holds up nobody for longer than one count takes.
  for (const notifier of all) {
    const about = { health: byUuid.get(notifier.uuid), today: vendorDay(counts, notifier, all) }
    states.push(await withBindings(deps, notifier, about, listBindingsMax))
  }
  return states
}

/** One of an app's. Throws `resource_not_found`. */
export async function notifierState(deps: NotifierStateDeps, app: App, name: string): Promise<NotifierState> {
  const { notifiers, notifierHealth } = deps.store.tables
  const notifier = await notifiers.byName(app.id, name as NotifierName)
  if (!notifier) throw new PosthouseError('resource_not_found', { what: `notifier ${name}`.slice(0, 160) })
  const [all, health, counts] = await Promise.all([
    notifiers.list(app.id),
    notifierHealth.find(app.id, notifier.uuid),
    countsOfToday(deps, app),
  ])
  return withBindings(deps, notifier, { health, today: vendorDay(counts, notifier, all) }, shownBindingsMax)
}

async function withBindings(
  { store }: NotifierStateDeps,
  notifier: Notifier,
  about: Pick<NotifierState, 'health' | 'today'>,
  bindingsMax: number,
): Promise<NotifierState> {
  const counted = await store.tables.bindings.countOf(notifier.appId, notifier.name, bindingsMax + 1)
  return { notifier, ...about, bindings: Math.min(counted, bindingsMax), hasMoreBindings: counted > bindingsMax }
}

function countsOfToday({ store, clock }: NotifierStateDeps, app: App): Promise<readonly DayCount[]> {
  const today = new Date(Math.floor(clock.now() / day) * day).toISOString().slice(0, 10)
  return store.tables.counters.countsOfApp(app.id, today, today)
}

const outOfLimit: ReasonCode = 'notifier-out-of-limit'

/** Counters are kept by vendor, not by notifier. */
function vendorDay(counts: readonly DayCount[], { provider }: Notifier, all: readonly Notifier[]): VendorDay {
  const own = counts.filter(count => count.provider === provider)
  const sumOf = (measure: string): number =>
    own.filter(count => count.measure === measure).reduce((sum, { counted }) => sum + counted, 0)
  return {
    targeted: sumOf('targeted'),
    accepted: sumOf('success'),
    limited: sumOf(`fail:${outOfLimit}`),
    notifiers: all.filter(one => one.provider === provider).length,
  }
}
