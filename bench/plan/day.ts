// A day of a planned cluster, second by second: pushes, messages, a task's devices and logins queue for the nodes of their role and for
// the database. Single pushes go before tasks, which take what is left, as the product's lanes do. A second is the shortest time it knows:
// delays below are those of an idle system, which are measured, not simulated.
import { fractions } from '../report.ts'
import { arrivals, dayCurve } from './curve.ts'
import type { Inputs } from './inputs.ts'
import type { Plan } from './size.ts'

/** What happens besides the usual. */
export interface Events {
  /** A task to every user, at a second of the day. */
  readonly taskAt?: number
  /** A node of each role dies; another one takes its place after {@link replacedAfter}. */
  readonly nodeDiesAt?: number
}

/** What one of each takes, µs. */
export interface DayCosts {
  readonly api: number
  readonly worker: number
  readonly taskDevice: number
  readonly message: number
  readonly login: number
  readonly pushDatabase: number
  readonly taskDatabase: number
  readonly messageDatabase: number
}

/** How the day went. */
export interface Day {
  /** Highest use of a role's or the database's cores in any minute, of what there is. */
  readonly busiest: {
    readonly api: number
    readonly worker: number
    readonly gateway: number
    readonly database: number
  }
  /** Of single pushes, from the request to the outcome, seconds; 0 = within the second. */
  readonly delayP99: number
  readonly delayMax: number
  /** Single pushes that waited, at the worst. */
  readonly backlogMax: number
  /** Of messages, seconds. */
  readonly messageDelayMax: number
  /** From the task's creation until its last device, seconds. */
  readonly taskSeconds: number | undefined
  /** From a node's death until nothing waits any more that would not wait otherwise, seconds. */
  readonly recoverySeconds: number | undefined
}

/** A worker's lease on pushes that it was about to plan, and on those under way to a vendor, seconds (flows/push/in-flight.ts). */
const leases = { plan: 10, attempt: 60 } as const
/** Pushes open in a process at most (worker/push-lanes.ts). */
const openMax = 4_096
/** Until a supervisor has a new process ready, seconds. */
const replacedAfter = 30
/** Clients come back spread over so many seconds. */
const reconnectSeconds = 30
const daySeconds = 86_400

/** Simulates it; the same seed gives the same day. */
export function simulateDay(inputs: Inputs, plan: Plan, costs: DayCosts, events: Events): Day {
  const state = new DayState(inputs, plan, costs, events)
  for (let second = 0; second < daySeconds; second += 1) state.step(second)
  return state.result()
}

/** Second 72,000 is 20:00. */
export const eightInTheEvening: number = 20 * 3_600

class DayState {
  readonly #inputs: Inputs
  readonly #plan: Plan
  readonly #costs: DayCosts
  readonly #events: Events
  readonly #draw: () => number
  readonly #curve: (second: number) => number
  #accepting = 0
  #waiting = 0
  #task = 0
  #chat = 0
  #logins = 0
  /** Pushes that come back when a dead node's leases end, and its clients, by second. */
  readonly #leased = new Map<number, { readonly count: number; readonly afterSeconds: number }>()
  readonly #coming = new Map<number, number>()
  readonly #delays = new Map<number, number>()
  #messageDelayMax = 0
  #backlogMax = 0
  /** Leased by a dead node. */
  #held = 0
  #taskEnd: number | undefined
  #recovered: number | undefined
  readonly #minute = { api: 0, worker: 0, gateway: 0, database: 0 }
  readonly #busiest = { api: 0, worker: 0, gateway: 0, database: 0 }

  constructor(inputs: Inputs, plan: Plan, costs: DayCosts, events: Events) {
    this.#inputs = inputs
    this.#plan = plan
    this.#costs = costs
    this.#events = events
    this.#draw = fractions(inputs.seed)
    this.#curve = dayCurve(inputs.peakFactor)
  }

  step(second: number): void {
    this.#arrive(second)
    if (second === this.#events.nodeDiesAt) this.#die(second)
    this.#serve(second)
    if (second % 60 === 59) this.#closeMinute()
  }

  #arrive(second: number): void {
    const { users, pushes, taskShare, messages, devicesPerUser, peakFactor } = this.#inputs
    const shape = this.#curve(second)
    const perSecond = (each: number): number => arrivals((users * each * shape) / daySeconds, this.#draw)
    this.#accepting += perSecond(pushes * (1 - taskShare))
    this.#chat += perSecond(messages)
    this.#logins += arrivals((this.#plan.rates.logins * shape) / peakFactor, this.#draw)
    if (this.#events.taskAt === undefined) this.#task += perSecond(pushes * taskShare)
    if (second === this.#events.taskAt) this.#task += users * devicesPerUser
    const back = this.#leased.get(second)
    if (back) {
      this.#waiting += back.count
      this.#held -= back.count
      this.#noteDelay(back.afterSeconds, back.count)
    }
    this.#logins += this.#coming.get(second) ?? 0
  }

  /** Work that it held comes back with the ends of its leases, its connections with new logins. */
  #die(second: number): void {
    const held = Math.min(
      openMax,
      this.#waiting / this.#plan.nodes.worker + this.#plan.rates.pushes / this.#plan.nodes.worker,
    )
    this.#waiting = Math.max(0, this.#waiting - held)
    this.#held = held
    for (const seconds of [leases.plan, leases.attempt])
      this.#leased.set(second + seconds + 1, { count: held / 2, afterSeconds: seconds + 1 })
    const dropped = this.#plan.connections / this.#plan.nodes.gateway
    for (let late = 1; late <= reconnectSeconds; late += 1) this.#coming.set(second + late, dropped / reconnectSeconds)
  }

  #serve(second: number): void {
    const costs = this.#costs
    const cores = this.#coresAt(second)
    const work = 1e6
    const api = drain(this.#accepting, costs.api, cores.api * work)
    this.#accepting -= api.done
    this.#waiting += api.done
    let database = cores.database * work - api.done * costs.pushDatabase * 0.4
    const logins = drain(this.#logins, costs.login, cores.gateway * work * 0.5)
    this.#logins -= logins.done
    const chat = drain(this.#chat, costs.message, cores.gateway * work - logins.used, costs.messageDatabase, database)
    this.#chat -= chat.done
    database -= chat.done * costs.messageDatabase
    const pushes = drain(this.#waiting, costs.worker, cores.worker * work, costs.pushDatabase * 0.6, database)
    const before = this.#waiting
    this.#waiting -= pushes.done
    database -= pushes.done * costs.pushDatabase * 0.6
    const task = drain(this.#task, costs.taskDevice, cores.worker * work - pushes.used, costs.taskDatabase, database)
    this.#task -= task.done
    database -= task.done * costs.taskDatabase
    this.#note(second, before, pushes.done, chat.done)
    this.#minute.api += api.used / (cores.api * work)
    this.#minute.worker += (pushes.used + task.used) / (cores.worker * work)
    this.#minute.gateway += (chat.used + logins.used) / (cores.gateway * work)
    this.#minute.database += 1 - database / (cores.database * work)
  }

  #coresAt(second: number): { api: number; worker: number; gateway: number; database: number } {
    const { nodes, databaseCores, isSmall } = this.#plan
    const { nodeDiesAt } = this.#events
    const gone = nodeDiesAt !== undefined && second >= nodeDiesAt && second < nodeDiesAt + replacedAfter ? 1 : 0
    // Three nodes of all roles share their cores; each role is given its part.
    const part = isSmall ? 1 / 3 : 1
    return {
      api: (nodes.api - gone) * part,
      worker: (nodes.worker - gone) * part,
      gateway: (nodes.gateway - gone) * part,
      database: databaseCores,
    }
  }

  #note(second: number, waiting: number, done: number, said: number): void {
    const left = this.#waiting + this.#accepting
    const delay = done > 0 && left > done * 0.01 ? Math.ceil(waiting / done) : 0
    this.#noteDelay(delay, done)
    this.#backlogMax = Math.max(this.#backlogMax, left + this.#held)
    if (said > 0)
      this.#messageDelayMax = Math.max(this.#messageDelayMax, this.#chat > said * 0.01 ? this.#chat / said : 0)
    const { taskAt, nodeDiesAt } = this.#events
    if (taskAt !== undefined && second >= taskAt && this.#task <= 0) this.#taskEnd ??= second
    if (nodeDiesAt === undefined || second <= nodeDiesAt) return
    const comesBack = [...this.#leased.keys(), ...this.#coming.keys()].some(at => at > second)
    if (!comesBack && left < 1 && this.#logins < 1) this.#recovered ??= second
  }

  #noteDelay(seconds: number, count: number): void {
    this.#delays.set(seconds, (this.#delays.get(seconds) ?? 0) + count)
  }

  #closeMinute(): void {
    for (const role of ['api', 'worker', 'gateway', 'database'] as const) {
      this.#busiest[role] = Math.max(this.#busiest[role], this.#minute[role] / 60)
      this.#minute[role] = 0
    }
  }

  result(): Day {
    const { taskAt, nodeDiesAt } = this.#events
    const delays = [...this.#delays].toSorted(([left], [right]) => left - right)
    const all = delays.reduce((sum, [, count]) => sum + count, 0)
    let left = all * 0.99
    const p99 = delays.find(([, count]) => {
      left -= count
      return left <= 0
    })
    return {
      busiest: { ...this.#busiest },
      delayP99: p99?.[0] ?? 0,
      delayMax: delays.at(-1)?.[0] ?? 0,
      backlogMax: Math.round(this.#backlogMax),
      messageDelayMax: this.#messageDelayMax,
      taskSeconds: taskAt === undefined || this.#taskEnd === undefined ? undefined : this.#taskEnd - taskAt + 1,
      recoverySeconds:
        nodeDiesAt === undefined || this.#recovered === undefined ? undefined : this.#recovered - nodeDiesAt,
    }
  }
}

/** How many of those that wait are done with the CPU time and the database's that there is. */
function drain(
  waiting: number,
  us: number,
  roomUs: number,
  databaseUs = 0,
  databaseRoomUs = Number.POSITIVE_INFINITY,
): { readonly done: number; readonly used: number } {
  const byNode = us > 0 ? Math.max(0, roomUs) / us : waiting
  const byDatabase = databaseUs > 0 ? Math.max(0, databaseRoomUs) / databaseUs : waiting
  const done = Math.min(waiting, byNode, byDatabase)
  return { done, used: done * us }
}
