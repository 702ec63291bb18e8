// The online channel as the way by which a delivery ends (spec/easemob.md §6.9): its notification joins the user's timeline in the very
// commit that settles the delivery, so that a crash neither loses nor repeats it (I2). Who is connected is not known here: the gateway reads
// the timeline for those who are, and it waits for the others.
import type { AppId, JsonObject } from '@posthouse/protocol'
import { notificationBytesMax } from '@posthouse/protocol/frames'
import { PayloadError } from '@posthouse/vendors'
import { chatDefaults } from '../../domain/app.ts'
import { userAudience } from '../../domain/chat/conversation.ts'
import type { Outcome } from '../../domain/delivery.ts'
import { onlineNotification } from '../../domain/online-notification.ts'
import { fallenBack, keptUntilMs, mayFallBack, onlineOutcome, onlineProvider } from '../../domain/online-outcome.ts'
import { isTransparent, type Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Store, Write } from '../../ports/store.ts'
import { reportedTo } from './render.ts'

/** What the way uses. */
export interface OnlineWayDeps {
  readonly store: Pick<Store, 'tables'>
  readonly bus: Pick<Bus, 'publish'>
}

/** An outcome, and what it writes besides itself. */
export interface Settled {
  readonly outcome: Outcome
  readonly writes: readonly Write<unknown>[]
}

/** The way, for the pushes of one commit. */
export interface OnlineWay {
  /** Ends a delivery by the channel, or as a failure where it cannot carry the notification. */
  deliver(push: Push, nowMs: number): Settled
  /** The outcome as it stands, or the channel's where it takes what the vendor did not. */
  settle(push: Push, outcome: Outcome): Settled
  /** Tells whoever reads timelines, after the commit. */
  announce(): void
}

/** Opens the way for pushes, or for all of a task; those of strategy 2 alone, which is nearly all, ask nothing of the record. */
export async function openOnlineWay(
  deps: OnlineWayDeps,
  pushes: Iterable<Pick<Push, 'appId' | 'strategy' | 'notification'>>,
): Promise<OnlineWay> {
  let appIds: Set<AppId> | undefined
  for (const push of pushes) {
    if (push.strategy === 2 && !isTransparent(push.notification)) continue
    appIds ??= new Set()
    appIds.add(push.appId)
  }
  return new AppsWay(deps, appIds ? await retentions(deps.store, appIds) : noRetentions)
}

const noRetentions: ReadonlyMap<AppId, number> = new Map()
const nothingMore: readonly Write<unknown>[] = []

/** How long each app keeps what waits, days. */
async function retentions(
  { tables }: Pick<Store, 'tables'>,
  appIds: Iterable<AppId>,
): Promise<ReadonlyMap<AppId, number>> {
  const days = new Map<AppId, number>()
  for (const appId of appIds) {
    const app = await tables.apps.byId(appId)
    days.set(appId, app?.settings.chat?.retentionDays ?? chatDefaults.retentionDays)
  }
  return days
}

/** What a notification is on this channel, or why it is none. */
export type OnTheWire =
  | { readonly json: JsonObject; readonly expiresAtMs: number | undefined; readonly refused?: never }
  | { readonly refused: { readonly message: string } }

class AppsWay implements OnlineWay {
  readonly #deps: OnlineWayDeps
  readonly #retentions: ReadonlyMap<AppId, number>
  readonly #told = new Set<AppId>()
  /** What the last push was on the wire: those of one commit mostly share their text. */
  #last: { readonly of: Push; readonly wire: OnTheWire } | undefined

  constructor(deps: OnlineWayDeps, days: ReadonlyMap<AppId, number>) {
    this.#deps = deps
    this.#retentions = days
  }

  deliver(push: Push, nowMs: number): Settled {
    const wire = this.#wireOf(push)
    if (wire.refused) return ended('invalid-message', nowMs, wire.refused)
    const writes = this.#append(push, wire, nowMs)
    return writes ? { outcome: onlineOutcome(nowMs), writes } : ended('message-expired', nowMs)
  }

  settle(push: Push, outcome: Outcome): Settled {
    if (!mayFallBack(push, outcome)) return { outcome, writes: nothingMore }
    const wire = this.#wireOf(push)
    const writes = wire.refused ? undefined : this.#append(push, wire, outcome.settledAtMs)
    return writes ? { outcome: fallenBack(outcome), writes } : { outcome, writes: nothingMore }
  }

  announce(): void {
    for (const appId of this.#told) this.#deps.bus.publish({ kind: 'timeline.appended', appId })
  }

  /** Undefined where it would be over by now. */
  #append(push: Push, { json, expiresAtMs }: Exclude<OnTheWire, { refused: object }>, nowMs: number): Append {
    const days = this.#retentions.get(push.appId)
    if (days === undefined) throw new TypeError('a push that the way was not opened for')
    const untilMs = keptUntilMs(push, expiresAtMs, days)
    if (untilMs <= nowMs) return undefined
    this.#told.add(push.appId)
    const { timeline } = this.#deps.store.tables
    const times = { atMs: nowMs, expiresAtMs: untilMs }
    return [timeline.appendNotification(push.appId, userAudience(push.target), push.id, json, times)]
  }

  #wireOf(push: Push): OnTheWire {
    const known = this.#last
    const isSame = known?.of.notification === push.notification && known.of.acceptedAtMs === push.acceptedAtMs
    if (isSame && known.of.taskId === push.taskId && known.of.subject === push.subject) return known.wire
    const wire = onTheWire(push)
    this.#last = { of: push, wire }
    return wire
  }
}

type Append = readonly Write<unknown>[] | undefined

/** The notification of a push as the channel carries it. */
export function onTheWire(push: Push): OnTheWire {
  try {
    const notification = onlineNotification(reportedTo(onlineProvider, push), push.acceptedAtMs)
    const text = JSON.stringify(notification)
    if (Buffer.byteLength(text) > notificationBytesMax) {
      return { refused: { message: `the online channel carries at most ${notificationBytesMax} bytes` } }
    }
    return { json: JSON.parse(text) as JsonObject, expiresAtMs: notification.expiresAtMs }
  } catch (cause) {
    if (cause instanceof PayloadError) return { refused: { message: cause.message } }
    throw cause
  }
}

function ended(reason: ReasonCode, settledAtMs: number, answer?: object): Settled {
  const outcome: Outcome = {
    ...onlineOutcome(settledAtMs),
    ...{ status: 'fail', reason, answer: answer && JSON.stringify(answer) },
  }
  return { outcome, writes: nothingMore }
}
