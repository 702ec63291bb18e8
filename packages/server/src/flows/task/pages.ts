// A task's pages while users are gone over: gathers the deliveries that start now, those that wait for their notifier, and those that
// end here, and begins another page where one is full. Writes nothing by itself.
import type { DeviceId, NotifierName } from '@posthouse/protocol'
import type { Ids } from '../../base/ids.ts'
import type { Delivery, Way } from '../../domain/delivery.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { fitsPage, type Page, type PageEnd, taskPageDeliveriesMax, taskShipmentId } from '../../domain/page.ts'
import type { Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import { type Task, taskPush } from '../../domain/task.ts'
import type { Rendered, VendorChannels } from '../../ports/channels.ts'
import type { PageInFlight } from '../push/in-flight.ts'

/** What pages use. */
export interface TaskPageDeps {
  readonly channels: Pick<VendorChannels, 'vendorOf'>
  readonly ids: Ids
}

/** Why a delivery ends without an attempt. */
export interface Skip {
  readonly reason: ReasonCode
  /** The binding that it is about. */
  readonly about?: Pick<Way, 'notifierName' | 'deviceToken' | 'boundAtMs'> | undefined
  readonly provider?: string | undefined
  readonly answer?: unknown
}

/** Pages of deliveries that wait, with when they are due. */
export interface WaitingPage {
  readonly page: Page
  readonly dueAtMs: number
}

/** Pages of deliveries that ended. */
export interface SkippedPage {
  readonly page: Page
  readonly ends: readonly PageEnd[]
}

interface Draft {
  readonly notifierName: NotifierName
  readonly provider: string
  readonly deliveries: Delivery[]
}

interface SendingDraft extends Draft {
  readonly notifier: Notifier
  readonly deliveriesMax: number
  /** The first one's: all of a page get the same. */
  readonly payload: Rendered
}

interface WaitingDraft extends Draft {
  readonly deliveriesMax: number
  readonly dueAtMs: number
}

interface SkippedDraft extends Draft {
  readonly ends: PageEnd[]
}

/** Under the epoch with which a page begins. */
const firstEpoch = 1

/** The pages of one step of a walk. Deliveries come in the order of their users. */
export class TaskPages {
  readonly #deps: TaskPageDeps
  readonly #task: Task
  readonly #sending: SendingDraft[] = []
  readonly #waiting: WaitingDraft[] = []
  readonly #skipped: SkippedDraft[] = []
  readonly #openSending = new Map<Notifier, SendingDraft>()
  readonly #openWaiting = new Map<Notifier, WaitingDraft>()
  readonly #openSkipped = new Map<string, SkippedDraft>()

  constructor(deps: TaskPageDeps, task: Task) {
    this.#deps = deps
    this.#task = task
  }

  /** A delivery that starts now. */
  send(delivery: Delivery, notifier: Notifier, payload: Rendered): void {
    let draft = this.#openSending.get(notifier)
    if (!draft || !fits(draft, delivery, draft.deliveriesMax)) {
      const { name: notifierName, provider } = notifier
      const deliveriesMax = this.#deliveriesMax(notifier)
      draft = { notifier, notifierName, provider, deliveriesMax, deliveries: [], payload }
      this.#openSending.set(notifier, draft)
      this.#sending.push(draft)
    }
    draft.deliveries.push(delivery)
  }

  /** A delivery whose notifier cannot take it before `dueAtMs`. */
  wait(delivery: Delivery, notifier: Notifier, dueAtMs: number): void {
    let draft = this.#openWaiting.get(notifier)
    if (!draft || !fits(draft, delivery, draft.deliveriesMax)) {
      const { name: notifierName, provider } = notifier
      draft = { notifierName, provider, deliveriesMax: this.#deliveriesMax(notifier), deliveries: [], dueAtMs }
      this.#openWaiting.set(notifier, draft)
      this.#waiting.push(draft)
    }
    draft.deliveries.push(delivery)
  }

  /** A delivery that ends here. */
  skip(delivery: Delivery, { reason, about, provider = '', answer }: Skip): void {
    const notifierName = about?.notifierName ?? ('' as NotifierName)
    const key = `${notifierName}\u0000${provider}`
    let draft = this.#openSkipped.get(key)
    if (!draft || !fits(draft, delivery, taskPageDeliveriesMax)) {
      draft = { notifierName, provider, deliveries: [], ends: [] }
      this.#openSkipped.set(key, draft)
      this.#skipped.push(draft)
    }
    draft.deliveries.push(delivery)
    draft.ends.push({ code: '', answer, skipped: reason })
  }

  /** What starts, begun at the instant. */
  sending(startedAtMs: number, bound: Pick<PageInFlight, 'revision' | 'isStillBound'>): readonly PageInFlight[] {
    return this.#sending.map(draft => {
      const page = this.#page(draft, startedAtMs)
      return { ...inFlightOf(this.#task, page, draft.notifier, draft.payload), epoch: firstEpoch, ...bound }
    })
  }

  /** What waits. */
  waiting(startedAtMs: number): readonly WaitingPage[] {
    return this.#waiting.map(draft => ({ page: this.#page(draft, startedAtMs), dueAtMs: draft.dueAtMs }))
  }

  /** What ended. */
  skipped(startedAtMs: number): readonly SkippedPage[] {
    return this.#skipped.map(draft => ({ page: this.#page(draft, startedAtMs), ends: draft.ends }))
  }

  #page({ notifierName, provider, deliveries }: Draft, startedAtMs: number): Page {
    const appId = deliveries[0]?.appId
    if (appId === undefined) throw new TypeError('a page has a delivery')
    const id = this.#deps.ids.next()
    return { id, appId, notifierName, provider, startedAtMs, deliveries, taskId: this.#task.id }
  }

  #deliveriesMax({ provider, pushesPerSecond }: Notifier): number {
    return Math.min(
      taskPageDeliveriesMax,
      pushesPerSecond ?? taskPageDeliveriesMax,
      this.#deps.channels.vendorOf(provider)?.limits.batch ?? taskPageDeliveriesMax,
    )
  }
}

/** Also where the clock jumps between two users a page spans no more than look-ups expect. */
function fits({ deliveries }: Draft, { pushId }: Delivery, deliveriesMax: number): boolean {
  const [first] = deliveries
  return deliveries.length < deliveriesMax && (!first || fitsPage(first.pushId, pushId))
}

/** A page of a task on its way. Its pushes are made when somebody asks for one: few do. */
export function inFlightOf(
  task: Task,
  page: Page,
  notifier: Notifier,
  payload: Rendered,
): Omit<PageInFlight, 'epoch' | 'revision'> {
  return {
    page,
    notifier,
    payloadOf: () => payload,
    pushOf(index) {
      const delivery = page.deliveries[index]
      if (!delivery) throw new TypeError('a place beyond the page')
      return taskPush(task, delivery.pushId, delivery.target)
    },
  }
}

/** A delivery of a task before its first attempt; `place` is the device's among its user's. */
export function taskDelivery(push: Push, deviceId: DeviceId, ways: readonly Way[], place: number): Delivery {
  const { id: pushId, appId, target } = push
  const shipmentId = taskShipmentId(appId, pushId, place)
  return { pushId, appId, target, deviceId, ways, shipmentId, attempts: 1, attemptOpen: true, ambiguous: 0 }
}
