import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { AppId } from '@posthouse/protocol'
import { silentLog } from '../../base/log.ts'
import type { NotifierState } from '../../domain/notifier.ts'
import { aNotifier } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import { inTurns } from './in-turns.ts'
import { createNotifierRates, type NotifierRates } from './notifier-rates.ts'

const notifier = { appId: 1 as AppId, uuid: 'n1' }
const never = new AbortController().signal

/** Time that passes from one timer to the next. */
class Simulation {
  nowMs = 0
  readonly #timers: { readonly atMs: number; readonly run: () => void }[] = []

  /** A process's clock, so many ms ahead. */
  clock(aheadMs: number) {
    return {
      now: () => 1_000_000 + this.nowMs,
      monotonic: () => this.nowMs + aheadMs,
      after: (ms: number, run: () => void) => this.after(ms, run),
    }
  }

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.nowMs + Math.max(0, ms), run }
    this.#timers.push(timer)
    return () => void this.#timers.splice(this.#timers.indexOf(timer), 1)
  }

  async until(endMs: number): Promise<void> {
    for (;;) {
      await new Promise(setImmediate)
      const next = this.#timers.toSorted((one, other) => one.atMs - other.atMs)[0]
      if (!next || next.atMs > endMs) {
        this.nowMs = endMs
        return
      }
      this.#timers.splice(this.#timers.indexOf(next), 1)
      this.nowMs = next.atMs
      next.run()
    }
  }
}

/** The record of all processes, whose clock is another one again; a commit is begun after a while, and answered after another. */
class Pace {
  takenUntilUs = 0
  state: NotifierState = { kind: 'enabled' }
  aheadUs = 9e12
  taken = 0
  readonly #simulation: Simulation

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  /** As a process sees it; `delaysMs` are the ways there and back. */
  store(delaysMs: () => readonly [number, number]): Pick<Store, 'commit' | 'tables'> {
    const wait = (ms: number) => new Promise<void>(resolve => this.#simulation.after(ms, resolve))
    return {
      tables: { notifierPaces: { take: (_app: AppId, _uuid: string, us: number) => us } },
      commit: async ([us]: readonly [number]) => {
        const [there, back] = delaysMs()
        await wait(there)
        this.taken += 1
        const nowUs = this.#simulation.nowMs * 1_000 + this.aheadUs
        const startsUs = Math.max(this.takenUntilUs, nowUs)
        this.takenUntilUs = startsUs + us
        const { state } = this
        await wait(back)
        return [{ startsUs, nowUs, state }]
      },
    } as unknown as Pick<Store, 'commit' | 'tables'>
  }
}

/** Sends for as long as there is time, one piece after another, and notes when pushes left. */
async function sendAll(rates: NotifierRates, perSecond: number, simulation: Simulation, left: number[]): Promise<void> {
  for (;;) {
    const allowed = await rates.turn({ ...notifier, pushesPerSecond: perSecond }, perSecond, never)
    if (allowed === 0) return
    for (let push = 0; push < allowed; push += 1) left.push(simulation.nowMs)
  }
}

function mostInASecond(instants: readonly number[]): number {
  let [first, most] = [0, 0]
  for (const [last, atMs] of instants.entries()) {
    while (atMs - (instants[first] ?? atMs) >= 1_000) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

/** Numbers from 0 to 1, the same in each run. */
function drawn(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

for (const perSecond of [1, 7, 200])
  test(`I18: three processes with clocks of their own keep ${perSecond} a second, however long commits take now and then`, async () => {
    const simulation = new Simulation()
    const pace = new Pace(simulation)
    const draw = drawn(perSecond)
    const left: number[] = []
    // One commit in four meets a checkpoint.
    const delays = (): readonly [number, number] => (draw() < 0.25 ? [200 * draw(), 200 * draw()] : [1, 2])
    for (const aheadMs of [0, 5_000, -70_000]) {
      const rates = createNotifierRates({
        ...{ clock: simulation.clock(aheadMs), log: silentLog },
        shared: pace.store(delays),
      })
      void sendAll(rates, perSecond, simulation, left)
    }
    await simulation.until(20_000)
    ok(mostInASecond(left) <= perSecond, `${mostInASecond(left)} in a second`)
    ok(left.length > 20 * perSecond * 0.6, `${left.length} in 20 seconds`)
    ok(pace.taken < 300, `${pace.taken} statements`)
  })

test('I18: what waits for its turn in one process hears within a stretch that another was told to let the notifier rest', async () => {
  const simulation = new Simulation()
  const pace = new Pace(simulation)
  const left: number[] = []
  const rates = createNotifierRates({
    ...{ clock: simulation.clock(0), log: silentLog },
    shared: pace.store(() => [1, 2]),
  })
  const sending = sendAll(rates, 200, simulation, left)
  await simulation.until(1_000)
  pace.state = { kind: 'paused', why: 'throttled', untilMs: simulation.clock(0).now() + 5_000 }
  await simulation.until(2_000)
  // It gave up, so that what it held goes back to the record.
  await sending
  ok((left.at(-1) ?? 0) < 1_300, `${left.at(-1)}`)
  // An hour in which clocks may have drifted apart by seconds.
  await simulation.until(3_600_000)
  left.length = 0
  void sendAll(rates, 200, simulation, left)
  await simulation.until(3_601_000)
  ok(left.length > 180, `${left.length} in the first second after the rest`)
})

test('what is no longer ours to send takes nobody’s turn', async () => {
  let turns = 0
  const rates: NotifierRates = {
    async turn() {
      turns += 1
      return 1
    },
  }
  const paced = { ...aNotifier(), pushesPerSecond: 1 }
  const send = async () => [{ kind: 'accepted', vendorId: 'v', answer: {} } as const]
  const results = await inTurns(rates, paced, [1, 2, 3, 4], { signal: never, isOver: () => turns === 2 }, send)
  equal(turns, 2)
  deepEqual(
    results.map(({ kind }) => kind),
    ['accepted', 'accepted', 'unsent', 'unsent'],
  )
})
