// F63: the peer falls silent without closing anything, as if the cable were cut.
import type { PeerConnection } from '../connection.ts'
import type { Scene } from '../scene.ts'
import { answering, beginFrame, lay, recoveryMsMax, spring, states } from '../trap.ts'

/** A dead peer is found 15 s after the first request that it leaves without an answer; the close itself is seen a moment later. */
const FOUND_MS_MAX = 15_000
/** Without requests only the PING of an idle connection finds it: a minute, and its answer's time. */
const FOUND_IDLE_MS_MAX = 80_000

/** The connection dies in any state; the client must find out, and the others must not wait for it. */
export async function halfOpen(scene: Scene): Promise<void> {
  const { chance, clock, ledger, peer } = scene
  const state = chance.pick([...states, 'idle'] as const)
  const count = chance.integer(1, 20)
  const ordinal = chance.integer(1, count)
  const vanish = (connection: PeerConnection, stream?: Parameters<typeof beginFrame>[2]): void => {
    if (chance.happens(0.3)) beginFrame(scene, connection, stream)
    connection.vanish()
  }
  let sinceMs: number
  if (state === 'idle') {
    peer.behaviour = answering(scene)
    await scene.askMany(count)
    if (scene.connection) vanish(scene.connection)
    await clock.sleep(chance.integer(0, 3_000))
    sinceMs = clock.monotonic()
  } else ({ sinceMs } = await spring(scene, count, lay(scene, { state, ordinal, spring: vanish })))
  const [dead] = peer.connections
  if (dead === undefined) return
  await findDead(scene, dead, sinceMs)
  const { closedAtMs } = dead
  ledger.waits.push({ what: 'the end of a dead connection', sinceMs, untilMs: closedAtMs, msMax: FOUND_MS_MAX })
  if (closedAtMs !== undefined) await scene.untilAnswered(clock.monotonic(), recoveryMsMax.cold)
}

/** Requests go on, with short or long deadlines, until the dead connection is given up. */
async function findDead(scene: Scene, dead: PeerConnection, sinceMs: number): Promise<void> {
  const { chance, clock } = scene
  const deadlineMs = chance.pick([2_000, 4_000, 10_000, 20_000])
  const everyMs = chance.pick([300, 1_000, 2_500])
  while (dead.closedAtMs === undefined && clock.monotonic() - sinceMs < FOUND_IDLE_MS_MAX) {
    void scene.ask({ deadlineMs })
    await scene.until(() => dead.closedAtMs !== undefined, everyMs)
  }
}
