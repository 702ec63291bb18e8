// Deliveries between the commit of an attempt's start and the commit of its end.
import type { Delivery } from '../../domain/delivery.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { Page } from '../../domain/page.ts'
import type { Push } from '../../domain/push.ts'
import type { Rendered } from '../../ports/channels.ts'

/** One open attempt and all that sending and settling need. */
export interface InFlight {
  readonly push: Push
  /** Its first way is the one being tried. */
  readonly delivery: Delivery
  /** The lease's epoch: a settle with another one is refused. */
  readonly epoch: number
  readonly notifier: Notifier
  readonly payload: Rendered
  readonly startedAtMs: number
}

/** The open attempts of a page. */
export interface PageInFlight {
  readonly page: Page
  readonly notifier: Notifier
  /** The lease's epoch. */
  readonly epoch: number
  /** The push of a delivery of the page, by its place. */
  pushOf(index: number): Push
  /** What is sent to it. */
  payloadOf(index: number): Rendered
  /** The bindings' revision when the page was planned. */
  readonly revision: number | undefined
  /** Whether nothing was unbound since, where that can be asked for the page as a whole. */
  readonly isStillBound?: (() => Promise<boolean>) | undefined
}

/** How long the journey's leases last, ms. A row whose owner died is taken up again after that. */
export interface PushLeases {
  /** Planning a batch, which is quick. */
  readonly planMs: number
  /** An attempt: four times the slowest vendor's deadline (15 s), so that a slow answer is never taken for a crash (F43, F109). */
  readonly attemptMs: number
}

/** The leases of a server. */
export const pushLeases: PushLeases = { planMs: 10_000, attemptMs: 60_000 }
