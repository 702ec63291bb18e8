// What a task means for some of its users: each gets a push, and each of their devices a page to be in. Decides with the same pure
// function as pushes to single users; writes nothing.
import type { DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import type { Ids } from '../../base/ids.ts'
import type { Delivery, Outcome, Way } from '../../domain/delivery.ts'
import type { Binding } from '../../domain/device.ts'
import type { DevicePlan } from '../../domain/eligibility.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { type PushFacts, planUser, type UserFacts } from '../../domain/plan-user.ts'
import { isTransparent, isVoip, lifeMsOf, type Push } from '../../domain/push.ts'
import { type Task, taskPush } from '../../domain/task.ts'
import type { UserSettings } from '../../domain/user-settings.ts'
import type { Write } from '../../ports/store.ts'
import type { AudiencePage } from '../../ports/tasks.ts'
import type { OnlineWay, Settled } from '../push/online-way.ts'
import { type PreparedEmitter, Tally } from '../push/outcome-writes.ts'
import type { Rendering, Renderings } from '../push/render.ts'
import { type Skip, type TaskPageDeps, TaskPages, taskDelivery } from './pages.ts'
import type { TaskRoom } from './room.ts'

/** What planning uses. */
export interface PlanUsersDeps extends TaskPageDeps {
  readonly slots: Omit<TaskRoom, 'full'>
  readonly ids: Ids
  readonly timeZone: string
}

/** What was loaded for some users of a task. */
export interface LoadedUsers {
  readonly audience: AudiencePage
  /** In order of user and device. */
  readonly bindings: readonly Binding[]
  /** Whether they are still bound; absent where that cannot be asked for all of them together. */
  readonly isStillBound: (() => Promise<boolean>) | undefined
  /** Of those users whose settings are heeded. */
  readonly settings: ReadonlyMap<UserId, UserSettings>
  readonly notifiers: ReadonlyMap<NotifierName, Notifier>
  readonly renderings: Renderings
  readonly emitter: PreparedEmitter
  /** Those with a connected device, where the task's strategy asks. */
  readonly connected: ReadonlySet<UserId>
  /** Opened for the task. */
  readonly online: OnlineWay
}

/** Outcomes to be reported: of deliveries that end here, where somebody wants to hear of them. */
interface EndedHere {
  readonly push: Push
  readonly delivery: Delivery
  readonly outcome: Outcome
}

/** One step of a walk on its way into its commit. */
export class UsersPlan {
  readonly pages: TaskPages
  readonly tally: Tally = new Tally()
  readonly ended: EndedHere[] = []
  /** What the online channel takes. */
  readonly entries: Write<unknown>[] = []
  /** Deliveries, whatever became of them. */
  deliveries = 0
  readonly #deps: PlanUsersDeps
  readonly #task: Task
  readonly #loaded: LoadedUsers
  readonly #nowMs: number
  readonly #facts: PushFacts
  readonly #isHeard: boolean
  readonly #rendered = new Map<Notifier, Rendering>()

  constructor(deps: PlanUsersDeps, task: Task, loaded: LoadedUsers, nowMs: number) {
    this.#deps = deps
    this.#task = task
    this.#loaded = loaded
    this.#nowMs = nowMs
    this.pages = new TaskPages(deps, task)
    const deadlineMs = nowMs + lifeMsOf(task.notification)
    const { strategy, notification } = task
    this.#facts = {
      ...{ strategy, deadlineMs },
      isVoip: isVoip(notification),
      isTransparent: isTransparent(notification),
    }
    this.#isHeard = loaded.emitter.hears(task.appId)
  }

  /** Plans all of them. */
  plan(): this {
    const { audience, bindings, settings, connected } = this.#loaded
    // Who came between the reading of names and that of bindings belongs to no name here.
    const isStranger = strangersTo(audience.usernames)
    let next = 0
    for (const username of audience.usernames) {
      while (isStranger(bindings[next], username)) next += 1
      const first = next
      while (bindings[next]?.username === username) next += 1
      const push = taskPush(this.#task, this.#deps.ids.next() as MsgId, username)
      const user = {
        bindings: bindings.slice(first, next),
        settings: settings.get(username),
        isOnline: connected.has(username),
      }
      this.#user(push, audience.unknown.has(username) ? undefined : user)
    }
    return this
  }

  #user(push: Push, user: UserFacts | undefined): void {
    const now = { nowMs: this.#nowMs, timeZone: this.#deps.timeZone }
    const decision = planUser(this.#facts, user, this.#loaded.notifiers, now)
    if (decision.kind === 'end') {
      this.#skip(push, taskDelivery(push, '' as DeviceId, [], 0), { reason: decision.reason })
      return
    }
    if (decision.kind === 'online') {
      this.#settle(push, taskDelivery(push, '' as DeviceId, [], 0), {}, this.#loaded.online.deliver(push, this.#nowMs))
      return
    }
    for (const [place, device] of decision.devices.entries()) this.#device(push, device, place)
  }

  #device(push: Push, { deviceId, ways, skip, notBeforeMs }: DevicePlan, place: number): void {
    const way = ways[0]
    const notifier = way && this.#loaded.notifiers.get(way.notifierName)
    if (!way || !notifier) {
      const provider = skip && this.#loaded.notifiers.get(skip.binding.notifierName)?.provider
      const about = skip?.binding
      const seen: readonly Way[] = about ? [{ ...about, provider: provider ?? '' }] : []
      this.#skip(push, taskDelivery(push, deviceId, seen, place), {
        reason: skip?.reason ?? 'no-notifier',
        about,
        provider,
      })
      return
    }
    const delivery = taskDelivery(push, deviceId, ways, place)
    if (notBeforeMs !== undefined) this.#wait(push, delivery, notifier, notBeforeMs)
    else if (this.#deps.slots.isFull(notifier)) {
      this.#wait(push, delivery, notifier, this.#deps.slots.againAtMs(notifier, 1, this.#nowMs))
    } else this.#send(push, delivery, notifier)
  }

  #send(push: Push, delivery: Delivery, notifier: Notifier): void {
    const rendering = this.#renderingOf(push, notifier)
    if (rendering.payload === undefined) {
      const { reason, answer } = rendering
      this.#skip(push, delivery, { reason, about: delivery.ways[0], provider: notifier.provider, answer })
      return
    }
    this.deliveries += 1
    this.#deps.slots.take(notifier.uuid, 1)
    this.pages.send(delivery, notifier, rendering.payload)
    this.tally.targeted(push, notifier.provider)
  }

  /** All of a step get the same through a notifier. */
  #renderingOf(push: Push, notifier: Notifier): Rendering {
    const known = this.#rendered.get(notifier)
    if (known) return known
    const rendering = this.#loaded.renderings(push, notifier)
    this.#rendered.set(notifier, rendering)
    return rendering
  }

  #wait(push: Push, delivery: Delivery, notifier: Notifier, dueAtMs: number): void {
    this.deliveries += 1
    this.pages.wait(delivery, notifier, dueAtMs)
    this.tally.targeted(push, notifier.provider)
  }

  #skip(push: Push, delivery: Delivery, skip: Skip): void {
    this.#settle(push, delivery, skip, this.#loaded.online.settle(push, outcomeOf(skip, this.#nowMs)))
  }

  #settle(push: Push, delivery: Delivery, skip: Partial<Skip>, { outcome, writes }: Settled): void {
    this.deliveries += 1
    this.pages.skip(delivery, skipOf(skip, outcome))
    for (const write of writes) this.entries.push(write)
    this.tally.outcome(push, outcome, 1)
    if (this.#isHeard) this.ended.push({ push, delivery: { ...delivery, attempts: 0, attemptOpen: false }, outcome })
  }
}

/** How the page says it: of what the online channel took no binding is named. */
function skipOf(skip: Partial<Skip>, { reason, provider, answer }: Outcome): Skip {
  if (skip.reason === reason) return { ...skip, reason }
  return { reason, provider, answer: answer === undefined ? undefined : JSON.parse(answer) }
}

/** The outcome of a delivery that ends without an attempt. */
export function outcomeOf({ reason, about, provider, answer }: Skip, settledAtMs: number): Outcome {
  return {
    status: 'fail',
    reason,
    notifierName: about?.notifierName,
    provider,
    deviceToken: about?.deviceToken,
    answer: answer === undefined ? undefined : JSON.stringify(answer),
    errorMessage: undefined,
    possibleDuplicate: false,
    unbound: false,
    settledAtMs,
  }
}

/** Tells bindings of users whose names are not among these; the name that comes next is told at once. */
function strangersTo(usernames: readonly UserId[]): (binding: Binding | undefined, next: UserId) => boolean {
  let names: ReadonlySet<UserId> | undefined
  return (binding, next) => {
    if (!binding || binding.username === next) return false
    names ??= new Set(usernames)
    return !names.has(binding.username)
  }
}

/** The names of the notifiers that bindings ask for. */
export function notifierNamesOf(bindings: readonly Binding[]): readonly NotifierName[] {
  const names = new Set<NotifierName>()
  let last: NotifierName | undefined
  for (const { notifierName } of bindings) {
    if (notifierName !== last) names.add(notifierName)
    last = notifierName
  }
  return [...names]
}
