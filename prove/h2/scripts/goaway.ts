// F61: GOAWAY in every state of the connection and its streams. F62: GOAWAY on every connection for a while.
import type { PeerConnection } from '../connection.ts'
import type { Scene } from '../scene.ts'
import { answering, lay, recoveryMsMax, type State, spring, states } from '../trap.ts'
import { errorCodes } from '../wire.ts'

/** What a graceful GOAWAY names first (RFC 9113 §6.8). */
const LAST_OF_ALL = 2 ** 31 - 1

type Last = 'none above what was processed' | 'the highest seen' | 'higher than any' | 'a notice first'
const lasts: readonly Last[] = [
  'none above what was processed',
  'the highest seen',
  'higher than any',
  'a notice first',
]

/** F61: one GOAWAY, or two, with any last stream and any code, and any end of the connection after it. */
export async function goaway(scene: Scene): Promise<void> {
  const { chance, clock } = scene
  const state: State | 'idle' = chance.pick([...states, 'idle'])
  const count = chance.integer(1, 40)
  const ordinal = chance.integer(1, count)
  const leave = (connection: PeerConnection): void => sayGoaway(scene, connection)
  if (state === 'idle') {
    scene.peer.behaviour = answering(scene)
    await scene.askMany(count)
    const sinceMs = clock.monotonic()
    if (scene.connection) leave(scene.connection)
    await goOn(scene, sinceMs, recoveryMsMax.warm)
    return
  }
  const holdFrom = chance.integer(1, ordinal)
  const { sinceMs, msMax } = await spring(scene, count, lay(scene, { state, ordinal, holdFrom, spring: leave }))
  await goOn(scene, sinceMs, msMax)
}

async function goOn(scene: Scene, sinceMs: number, msMax: number): Promise<void> {
  const more = scene.askMany(scene.chance.integer(0, 10))
  await scene.untilAnswered(sinceMs, msMax)
  await more
}

function sayGoaway(scene: Scene, connection: PeerConnection): void {
  const { chance, clock } = scene
  const last = chance.pick(lasts)
  const code = chance.happens(0.6) ? 0 : chance.pick(errorCodes)
  if (last === 'a notice first') {
    connection.goaway(LAST_OF_ALL, 0)
    const second = (): void => {
      connection.goaway(highest(connection), code)
      endOf(scene, connection)
    }
    if (chance.happens(0.5)) clock.after(chance.integer(0, 50), second)
    else void connection.prove().then(second)
    return
  }
  connection.goaway(lastOf(scene, connection, last), code)
  if (chance.happens(0.2)) connection.goaway(processed(connection), code)
  endOf(scene, connection)
}

function lastOf({ chance }: Scene, connection: PeerConnection, last: Last): number {
  if (last === 'none above what was processed') return processed(connection)
  return last === 'the highest seen' ? highest(connection) : highest(connection) + 2 * chance.integer(1, 50)
}

/** The highest stream that was processed: naming less would be a lie. */
function processed({ streams, lastStreamId }: PeerConnection): number {
  const ids = [...streams.values()].filter(stream => stream.appearance?.processed).map(stream => stream.id)
  return Math.min(lastStreamId, Math.max(0, ...ids))
}

function highest({ streams, lastStreamId }: PeerConnection): number {
  return Math.min(lastStreamId, Math.max(0, ...streams.keys()))
}

/** After GOAWAY a connection ends at once, in either way, or when its last stream has, or only when the client goes. */
function endOf(scene: Scene, connection: PeerConnection): void {
  const { chance, clock } = scene
  const end = chance.pick(['stay', 'stay', 'finish', 'finish', 'fin', 'reset'] as const)
  if (end === 'fin') clock.after(chance.integer(0, 20), () => connection.fin())
  if (end === 'reset') clock.after(chance.integer(0, 20), () => connection.reset())
  if (end === 'finish') void scene.until(() => connection.openCount === 0, 5_000).then(() => connection.fin())
}

/** F62: each connection is told to go, with or without an answer before. */
export async function storm(scene: Scene): Promise<void> {
  const { chance, peer, clock, ledger } = scene
  const isFruitful = chance.happens(0.5)
  let isStormy = true
  peer.behaviour = answering(scene)
  peer.welcome = () => (isStormy ? { kind: 'serve', behaviour: stormy(scene, isFruitful) } : { kind: 'serve' })
  const endMs = clock.monotonic() + chance.integer(5_000, 30_000)
  let asked = 0
  while (clock.monotonic() < endMs) {
    const count = chance.integer(1, 5)
    asked += count
    void scene.askMany(count)
    await clock.sleep(chance.integer(50, 1_000))
  }
  // Who has just been answered may try again at once; who has not must wait longer each time.
  const max = CONNECTIONS_MAX + (isFruitful ? asked : 0)
  ledger.counts.push({ what: 'connections in a storm of GOAWAY', count: peer.arrivedCount, max })
  isStormy = false
  await scene.untilAnswered(clock.monotonic(), BACKOFF_MS_MAX)
}

function stormy(scene: Scene, isFruitful: boolean): ReturnType<typeof lay>['behaviour'] {
  const { chance } = scene
  const state: State = isFruitful ? 'answered' : chance.pick(['open', 'head', 'body', 'request'])
  const code = chance.pick([0, 0, 2, 11])
  const goAway = (connection: PeerConnection): void => {
    connection.goaway(isFruitful ? highest(connection) : 0, code)
    if (chance.happens(0.5)) connection.fin()
  }
  return lay(scene, { state, ordinal: 1, holdFrom: isFruitful ? 2 : 1, spring: goAway }).behaviour
}

/** Connections in 30 s with a back-off that doubles from a second; a client that spins makes thousands. */
const CONNECTIONS_MAX = 30
const BACKOFF_MS_MAX = 61_000
