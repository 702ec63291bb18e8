// Pages while a batch is being begun: gathers the deliveries that start through one notifier, and begins another page where one is
// full. Writes nothing.
import type { Ids } from '../../base/ids.ts'
import type { Delivery } from '../../domain/delivery.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { fitsPage, pageDeliveriesMax } from '../../domain/page.ts'
import type { Push } from '../../domain/push.ts'
import type { Rendered, VendorChannels } from '../../ports/channels.ts'
import type { PageInFlight } from './in-flight.ts'

/** What drafts use. */
export interface DraftDeps {
  readonly channels: Pick<VendorChannels, 'vendorOf'>
  readonly ids: Ids
}

interface Draft {
  readonly notifier: Notifier
  readonly deliveriesMax: number
  readonly deliveries: Delivery[]
  readonly pushes: Push[]
  readonly payloads: Rendered[]
}

/** The epoch under which a page begins. */
const firstEpoch = 1

/** The pages of one batch. */
export class PageDrafts {
  readonly #deps: DraftDeps
  readonly #drafts: Draft[] = []
  readonly #open = new Map<Notifier, Draft>()

  constructor(deps: DraftDeps) {
    this.#deps = deps
  }

  /** Adds a delivery that starts now. Pushes come in the order of their ids. */
  add(push: Push, delivery: Delivery, notifier: Notifier, payload: Rendered): void {
    // A caller who waits does not wait for others.
    const draft = push.source === 'sync' ? this.#begin(notifier) : this.#roomFor(push, notifier)
    draft.deliveries.push(delivery)
    draft.pushes.push(push)
    draft.payloads.push(payload)
  }

  /** The pages, begun at the instant. */
  finish(startedAtMs: number, revision: number | undefined): readonly PageInFlight[] {
    return this.#drafts.map(({ notifier, deliveries, pushes, payloads }) => ({
      pushOf: index => at(pushes, index),
      payloadOf: index => at(payloads, index),
      page: {
        id: this.#deps.ids.next(),
        appId: notifier.appId,
        notifierName: notifier.name,
        provider: notifier.provider,
        startedAtMs,
        deliveries,
      },
      notifier,
      epoch: firstEpoch,
      revision,
    }))
  }

  #roomFor(push: Push, notifier: Notifier): Draft {
    const open = this.#open.get(notifier)
    const first = open?.pushes[0]
    if (open && first && open.deliveries.length < open.deliveriesMax && fitsPage(first.id, push.id)) return open
    const begun = this.#begin(notifier)
    this.#open.set(notifier, begun)
    return begun
  }

  #begin(notifier: Notifier): Draft {
    const vendorMax = this.#deps.channels.vendorOf(notifier.provider)?.limits.batch ?? pageDeliveriesMax
    const deliveriesMax = Math.min(pageDeliveriesMax, vendorMax, notifier.pushesPerSecond ?? vendorMax)
    const draft: Draft = { notifier, deliveriesMax, deliveries: [], pushes: [], payloads: [] }
    this.#drafts.push(draft)
    return draft
  }
}

/** A page has a push and a payload for each delivery. */
function at<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined) throw new TypeError('a place beyond the page')
  return found
}
