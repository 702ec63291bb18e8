// Who is there: this process says so every few seconds in the record, reads who else does, and remembers it for questions on hot
// paths. Knows what a node says of itself, not what anybody does with it.
//
//   held ──seen──▶ held ──the record is away──▶ held, after a while not counted by the others, and without new ids
//     └──another one has the number──▶ the store fails: the process ends before it makes another id (F43, F110)
import type { Clock } from '../../base/clock.ts'
import type { NumberLease } from '../../base/ids.ts'
import { causeOf, type Log } from '../../base/log.ts'
import { pause } from '../../base/pause.ts'
import { createScope } from '../../base/scope.ts'
import { type NodeFacts, type NodeRecord, nodeGoneAfterMs, nodeSeenEveryMs, type Roster } from '../../ports/nodes.ts'
import { type Store, StoreError } from '../../ports/store.ts'

/** What the roster uses. */
export interface RosterDeps {
  readonly store: Pick<Store, 'commit' | 'tables' | 'held' | 'fail' | 'isOutdated'>
  readonly clock: Clock
  readonly log: Log
  /** What this process says of itself now. */
  readonly facts: () => NodeFacts
  /** Nobody else can share the record: then it is told once, and nothing else is asked or feared. */
  readonly isAlone: boolean
}

/** A roster that runs. Closing says that this process left. */
export interface RunningRoster extends Roster, AsyncDisposable {
  /** For how long this process's number is its own. */
  readonly lease: NumberLease
  /** Aborts when a newer program changed the record so that this one must stop, in order, while it still can (F113). */
  readonly outdated: AbortSignal
}

/** Between tries while the record is away, ms: a node makes no ids before it was heard again. */
const tryAgainMs = 500
/** Clocks of other machines may be wrong by so much: who says something new is there, whatever time it names. */
const clockSkewMsMax = 3_600_000

/** Starts it: resolves once this process is in the record and knows who else is. */
export async function openRoster(deps: RosterDeps): Promise<RunningRoster> {
  const { store, clock, log, isAlone } = deps
  const { number, epoch, takenAtMs } = store.held
  const others = createOthers(clock, number)
  let saidMs = takenAtMs
  let heardMs = clock.monotonic()
  const outdated = new AbortController()

  async function say(): Promise<void> {
    const askedMs = clock.monotonic()
    // Never the same instant twice: the others tell by the change that this process lives.
    const nowMs = Math.max(clock.now(), saidMs + 1)
    const [isOurs] = await store.commit([store.tables.nodes.seen(number, epoch, deps.facts(), nowMs)])
    if (!isOurs) return store.fail(`this process was silent for so long that its number ${number} went to another one`)
    saidMs = nowMs
    heardMs = askedMs
    if (isAlone) return
    others.learn(await store.tables.nodes.seenAfter(nowMs - clockSkewMsMax))
    if (await store.isOutdated()) outdated.abort()
  }

  async function sayAgain(signal: AbortSignal): Promise<void> {
    // Once more soon after the first time, when the bus had not connected yet.
    let waitMs = tryAgainMs
    while (!signal.aborted) {
      await pause(clock, waitMs, signal)
      if (signal.aborted) return
      waitMs = await say().then(
        () => nodeSeenEveryMs,
        error => {
          log.warn('node.unheard', causeOf(error))
          return tryAgainMs
        },
      )
    }
  }

  await say()
  const scope = createScope(error => log.error('node.failed', causeOf(error)))
  if (!isAlone) scope.run(sayAgain)
  const own = (): NodeRecord => ({
    ...{ number, epoch, ...deps.facts() },
    ...{ startedAtMs: takenAtMs, seenAtMs: isAlone ? clock.now() : saidMs, leftAtMs: undefined },
  })
  return {
    self: number,
    present: () => [...others.there(), own()].toSorted((one, other) => one.number - other.number),
    isPresent: asked => asked === number || others.has(asked),
    countOf: role => Math.max(1, [...others.there(), own()].filter(({ roles }) => roles.includes(role)).length),
    outdated: outdated.signal,
    isCounted: () => isAlone || clock.monotonic() - heardMs < nodeGoneAfterMs,
    lease: {
      fromMs: takenAtMs,
      untilMs: () => (isAlone ? Number.POSITIVE_INFINITY : saidMs + nodeGoneAfterMs),
      refusal: () => new StoreError('full', 'this process has not been heard for so long that it may make no ids'),
    },
    async [Symbol.asyncDispose]() {
      await scope[Symbol.asyncDispose]()
      await store
        .commit([store.tables.nodes.left(number, epoch, clock.now())])
        .catch(error => log.warn('node.left-unsaid', causeOf(error)))
    },
  }
}

/** The other processes, by what they say: one that has said nothing new for a while is gone. */
function createOthers(clock: Clock, self: number) {
  let known = new Map<number, { readonly record: NodeRecord; readonly changedMs: number }>()
  let there: readonly NodeRecord[] = []
  let numbers: ReadonlySet<number> = new Set()
  return {
    learn(records: readonly NodeRecord[]): void {
      const nowMs = clock.monotonic()
      const before = known
      known = new Map()
      for (const record of records) {
        // Programs that only open the record, as for a move, do nothing that others count on.
        if (record.number === self || record.roles.length === 0) continue
        const last = before.get(record.number)
        const isSame = last?.record.epoch === record.epoch && last.record.seenAtMs === record.seenAtMs
        known.set(record.number, { record, changedMs: isSame ? last.changedMs : firstSeenMs(record, last, nowMs) })
      }
      there = [...known.values()]
        .filter(({ record, changedMs }) => record.leftAtMs === undefined && nowMs - changedMs < nodeGoneAfterMs)
        .map(({ record }) => record)
      numbers = new Set(there.map(({ number }) => number))
    },
    there: () => there,
    has: (number: number): boolean => numbers.has(number),
  }

  /** Whoever is met for the first time is judged by the time that it names. */
  function firstSeenMs(record: NodeRecord, last: unknown, nowMs: number): number {
    return last === undefined ? nowMs - Math.max(0, clock.now() - record.seenAtMs) : nowMs
  }
}
