// What the tests of tasks share: the lab of the push journey, with a clock whose timers can be waited for, and a walk that can be
// stopped between any two of its writes. No test itself.
import type { UserId } from '@posthouse/protocol'
import type { AnyVendor } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { type Sums, sumsOf } from '../../domain/sums.ts'
import type { Task } from '../../domain/task.ts'
import { aNotifier } from '../../domain/testing/samples.ts'
import type { Leased, Store } from '../../ports/store.ts'
import { app, openPushLab, otherName, type PushLab } from '../push/push-lab.test.ts'
import { resumeDeliveries } from '../push/resume.ts'
import { type SendDeps, sendAttempts, sendPages } from '../push/send.ts'
import { createNotifierSlots } from '../push/slots.ts'
import { takePagesApart } from '../push/take-apart.ts'
import { type BeginWaitingDeps, beginWaiting } from './begin-waiting.ts'
import { type ControlTaskDeps, orderTask } from './control.ts'
import { type CreateTaskDeps, createTask, type TaskRequest } from './create.ts'
import { type WalkDeps, walkLeaseUntil, walkTask } from './walk.ts'

/** Everything that the flows of tasks use. */
export type TaskLabDeps = PushLab['deps'] & WalkDeps & BeginWaitingDeps & SendDeps & ControlTaskDeps & CreateTaskDeps

/** A lab with users `u0`, `u1`, … who have a phone each. */
export interface TaskLab extends AsyncDisposable {
  readonly push: PushLab
  readonly store: Store
  readonly deps: TaskLabDeps
  /** A task to everybody unless said otherwise; what a caller would be told is thrown. */
  create(request?: Partial<TaskRequest>): Promise<Task>
  claim(): Promise<Leased<Task>>
  /** Walks to the end. */
  walk(leased: Leased<Task>, deps?: Partial<TaskLabDeps>, signal?: AbortSignal): Promise<void>
  /** Claims and walks to the end. */
  run(): Promise<void>
  /** Begins waiting pages that are due and sends what begins; how many pages began. */
  beginWaiting(): Promise<number>
  /** What a process does for one that died: takes its pages apart, and sends what is due again. */
  recover(): Promise<void>
  task(): Promise<Task>
  sums(): Promise<Sums>
  /** What became of each device of a user, by the task's one push to it. */
  outcomes(user: string): Promise<readonly string[]>
  /** Moves the clock on, and fires its timers. */
  advance(ms: number): void
  /** Resolves once somebody waits for a timer. */
  timer(): Promise<void>
}

const never = new AbortController().signal
const notification = { title: 'hi', content: 'there', blocks: {} }

/** What a lab may have otherwise than usual. */
export interface TaskLabOptions {
  /** Attempts that each notifier may have open. */
  readonly slotsMax?: number
  /** Users that a walk goes over at a time; as many as it likes by default. */
  readonly usersPerStep?: number
  /** What is known of every notifier's vendor; nothing by default. */
  readonly vendor?: { readonly receipts?: object; readonly limits: { readonly batch: number } }
}

/** Opens a lab. */
export async function openTaskLab(users: number, options: TaskLabOptions = {}): Promise<TaskLab> {
  const push = await openPushLab(users)
  const { clock, advance, timer } = timedClock(push)
  const slots = createNotifierSlots(options.slotsMax ?? 1_000, clock)
  const stepMax = options.usersPerStep ?? Number.POSITIVE_INFINITY
  const base = {
    ...push.deps,
    clock,
    channels: { ...push.deps.channels, vendorOf: () => options.vendor as AnyVendor | undefined },
    // How long planning waits for slots is tested beside them.
    slots: { ...slots, worthPlanning: async (limit: number) => Math.min(stepMax, limit) },
  }
  const deps: TaskLabDeps = { ...base, send: pages => sendPages(base, pages, never) }
  const { store } = push
  const { tables } = store
  let taskId = 0n

  async function claim(): Promise<Leased<Task>> {
    const [[leased]] = await store.commit([tables.tasks.claim(clock.now(), walkLeaseUntil(deps), 1)])
    if (!leased) throw new Error('no task is due')
    return leased
  }
  async function task(): Promise<Task> {
    const found = await tables.tasks.find(app.id, taskId)
    if (!found) throw new Error('there is no task')
    return found
  }
  const walk: TaskLab['walk'] = (leased, with_ = {}, signal = never) => walkTask({ ...deps, ...with_ }, leased, signal)
  return {
    ...{ push, store, deps, claim, walk, task, advance, timer },
    async create(request = {}) {
      const current = await tables.apps.byId(app.id)
      taskId = await createTask(deps, {
        ...{ app: current ?? app, audience: { kind: 'all' }, strategy: 2, notification },
        ...{ startDate: undefined, idempotent: undefined, ...request },
      })
      return await task()
    },
    run: async () => walk(await claim()),
    async beginWaiting() {
      const begun = await beginWaiting(deps, await tables.pages.waiting(clock.now(), 16, []))
      await deps.send(begun)
      return begun.length
    },
    async recover() {
      const until = clock.now() + 60_000
      const [left] = await store.commit([tables.pages.claim(clock.now(), until, 999)])
      await takePagesApart(deps, left)
      const [claimed] = await store.commit([tables.deliveries.claim(clock.now(), until, 999)])
      await sendAttempts(deps, await resumeDeliveries(deps, claimed), never)
    },
    sums: async () => sumsOf(await tables.taskReports.counts(app.id, taskId)),
    async outcomes(user) {
      const ids = await tables.taskReports.pushesTo(app.id, taskId, user as UserId)
      const records = await Promise.all(ids.map(id => tables.deliveries.ofPush(app.id, id)))
      return records.flat().map(({ outcome }) => outcome?.reason ?? 'open')
    },
    [Symbol.asyncDispose]: () => push[Symbol.asyncDispose](),
  }
}

/** The lab's clock, with timers that fire when it is moved on. */
function timedClock(push: PushLab) {
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>()
  let onTimer = (): void => {}
  const clock: Clock = {
    now: () => push.deps.clock.now(),
    monotonic: () => push.deps.clock.monotonic(),
    after(delayMs, run) {
      const timer = { atMs: push.deps.clock.now() + delayMs, run }
      timers.add(timer)
      onTimer()
      return () => timers.delete(timer)
    },
  }
  return {
    clock,
    advance(ms: number): void {
      push.advance(ms)
      for (const timer of [...timers].filter(({ atMs }) => atMs <= clock.now())) {
        timers.delete(timer)
        timer.run()
      }
    },
    timer: () =>
      new Promise<void>(resolve => {
        onTimer = resolve
        if (timers.size > 0) resolve()
      }),
  }
}

/** A second notifier of the lab's app. */
export const otherNotifier = aNotifier({ uuid: 'another', name: otherName, settings: {} })

/** Adds it, and binds the phones of these users to it instead. */
export async function rebind(lab: TaskLab, indices: readonly number[], notifier = otherNotifier): Promise<void> {
  const { notifiers, bindings } = lab.store.tables
  await lab.store.commit([
    notifiers.insert(notifier, Uint8Array.of(1)),
    ...indices.flatMap(index => {
      const { username, deviceId, notifierName } = lab.push.binding(index)
      return [
        bindings.delete(app.id, username, deviceId, notifierName),
        bindings.put({ ...lab.push.binding(index), notifierName: notifier.name, deviceToken: `other-t${index}` }),
      ]
    }),
  ])
}

/** Carries out an order as an operator would. */
export function order(lab: TaskLab, id: bigint, given: Parameters<typeof orderTask>[3]): Promise<Task> {
  return orderTask(lab.deps, app, id, given)
}

/** For lists whose order does not matter. */
export function byText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}
