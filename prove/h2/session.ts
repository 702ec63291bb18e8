// Plays one session of one fault and judges it. Everything it opens is closed when it resolves.
import { createChance } from '../lab/chance.ts'
import { check, type Violation } from './check.ts'
import type { ClientKind } from './clients.ts'
import { type Entry, Ledger } from './ledger.ts'
import type { Papers } from './papers.ts'
import { Peer } from './peer.ts'
import { Scene, type Script, type Shape } from './scene.ts'
import { RealClock, type SessionClock, WarpedClock, type WatchedClock, watched } from './time.ts'

/** What a session is made of. */
export interface SessionPlan {
  readonly script: Script
  readonly client: ClientKind
  readonly papers: Papers
  readonly seed: number
  readonly shape: Shape
}

/** How a session went. */
export interface Verdict {
  readonly seed: number
  readonly violations: readonly Violation[]
  readonly requests: number
  readonly answered: number
  readonly unsent: number
  readonly unknown: number
  /** Reported failed by a client that does not say whether it was processed. */
  readonly failed: number
  /** Reported as failed or unsent although the peer had said of every try that it did not process it. */
  readonly givenUp: number
  readonly connections: number
  /** Longest time to a usable connection, and to the end of a dead one, ms; undefined where none was measured. */
  readonly recoveryMs: number | undefined
  readonly deathMs: number | undefined
}

/** Epoch ms at which warped clocks begin. */
const EPOCH_MS = 1_800_000_000_000
/** Bytes that the client keeps of an answer. */
const RESPONSE_BYTES_MAX = 65_536
/** Longest wait for what must come: in warped time, and in real time. */
const patienceMs = { warped: 130_000, real: 12_000 } as const
/** How long a closed client's sockets may take to be gone. */
const CLOSE_MS_MAX = 1_000
/** How long the peer may take to read the last requests. */
const SETTLE_MS_MAX = 50

/** Plays and judges. */
export async function playSession({ script, client: kind, papers, seed, shape }: SessionPlan): Promise<Verdict> {
  using clock: SessionClock = kind.takesClock ? new WarpedClock(EPOCH_MS) : new RealClock()
  const ledger = new Ledger()
  ledger.responseBytesMax = RESPONSE_BYTES_MAX
  const chance = createChance(seed)
  await using peer = new Peer({ clock, ledger, papers })
  clock.pace = () => (peer.isShaking ? 'busy' : 'free')
  await peer.listen()
  const clientClock = watched(clock)
  const client = await kind.open({
    origin: peer.origin,
    caPem: papers.caPem,
    clock: clientClock,
    random: () => chance.fraction(),
    connectTimeoutMs: 10_000,
    responseBytesMax: RESPONSE_BYTES_MAX,
    inFlightMax: 1_000,
  })
  const prefix = ((seed >>> 0) % 0x1_0000_0000).toString(16).padStart(8, '0')
  const patience = kind.takesClock ? patienceMs.warped : patienceMs.real
  const scene = new Scene({
    clock,
    chance,
    ledger,
    peer,
    client,
    prefix,
    shape,
    takesBody: kind.takesBody,
    deadlineMs: 10_000,
    patienceMs: patience,
  })
  await script(scene)
  await scene.until(() => [...ledger.entries.values()].every(({ told }) => told.length > 0))
  await settle(scene)
  await close(scene, clientClock)
  return verdict(seed, ledger)
}

/** Gives the peer the time to read what was sent, and the client the time to say a second thing. */
async function settle({ clock, peer }: Scene): Promise<void> {
  await clock.when(() => peer.connections.every(connection => connection.isUpToDate), SETTLE_MS_MAX)
}

/** A closed client leaves no socket and no timer behind. */
async function close({ clock, ledger, peer, parts }: Scene, clientClock: WatchedClock): Promise<void> {
  ledger.isClosed = true
  const closed = parts.client.close().then(
    () => true,
    () => true,
  )
  let isClosed = false
  void closed.then(() => {
    isClosed = true
    clock.touch()
  })
  await clock.when(() => isClosed && peer.socketCount === 0, CLOSE_MS_MAX)
  if (!isClosed) ledger.leaks.push('closing the client did not end')
  if (peer.socketCount > 0) ledger.leaks.push(`${peer.socketCount} sockets open after the client was closed`)
  if (clientClock.pending > 0) ledger.leaks.push(`${clientClock.pending} timers set after the client was closed`)
}

/** What a ledger comes to. */
export function verdict(seed: number, ledger: Ledger): Verdict {
  const kinds = [...ledger.entries.values()].map(({ told }) => told[0]?.result.kind)
  const count = (kind: string): number => kinds.filter(one => one === kind).length
  const longest = (what: string): number | undefined => {
    const waits = ledger.waits.filter(wait => wait.what === what && wait.msMax < Number.POSITIVE_INFINITY)
    const times = waits.map(({ sinceMs, untilMs }) =>
      untilMs === undefined ? Number.POSITIVE_INFINITY : untilMs - sinceMs,
    )
    return times.length === 0 ? undefined : Math.max(...times)
  }
  return {
    seed,
    violations: check(ledger),
    requests: kinds.length,
    answered: count('answered'),
    unsent: count('unsent'),
    unknown: count('unknown'),
    failed: count('failed'),
    givenUp: [...ledger.entries.values()].filter(isGivenUp).length,
    connections: ledger.connections,
    recoveryMs: longest('a usable connection'),
    deathMs: longest('the end of a dead connection'),
  }
}

function isGivenUp({ told, appearances }: Entry): boolean {
  const isFailed = told[0] !== undefined && told[0].result.kind !== 'answered'
  return isFailed && appearances.length > 0 && appearances.every(({ declinedAtMs }) => declinedAtMs !== undefined)
}
