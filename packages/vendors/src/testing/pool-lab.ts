// A stand for the pool's tests: a pool whose peer and clock are the test, and a record of what became of each request.
import assert from 'node:assert/strict'
import type { WireResult } from '../transport/contract.ts'
import { Traffic } from '../transport/h2/metrics.ts'
import { Pool, type PoolOptions } from '../transport/h2/pool.ts'
import type { SendLimit } from '../transport/h2/ticket.ts'
import { ManualClock } from './manual-clock.ts'
import { ScriptedPeer } from './scripted-link.ts'

/** A pool and its world. */
export interface PoolLab {
  readonly clock: ManualClock
  readonly peer: ScriptedPeer
  readonly pool: Pool
  /** What ended, in order: `/a answered`, `/b unsent: deadline`. */
  readonly ended: string[]
  /** Sends a GET; a second end of it fails the test. */
  send(path: string, limit?: Partial<SendLimit>, then?: (result: WireResult) => void): void
  /** Sends several. */
  sendAll(...paths: readonly string[]): void
}

const defaults: PoolOptions = {
  connectionsMax: 3,
  inFlightMax: 1_000,
  waitingMax: 100,
  movesMax: 3,
  idleMs: 300_000,
  connectionAgeMsMax: 3_600_000,
  inFlight: { untilAnswered: 64, start: 64, max: 1_000 },
}

/** Makes one; chance is always in the middle. */
export function poolLab(more: Partial<PoolOptions> = {}): PoolLab {
  const clock = new ManualClock(1_000)
  const peer = new ScriptedPeer(clock.monotonic)
  const parts = { clock, random: () => 0.5, connect: peer.connect, traffic: new Traffic() }
  const pool = new Pool({ ...defaults, ...more }, parts)
  const ended: string[] = []
  const send: PoolLab['send'] = (path, limit = {}, then) => {
    let isEnded = false
    pool.send({ method: 'GET', path, headers: {} }, { timeoutMs: Number.POSITIVE_INFINITY, ...limit }, result => {
      assert.equal(isEnded, false, `${path} ended twice`)
      isEnded = true
      ended.push(`${path} ${result.kind}${result.kind === 'answered' ? '' : `: ${result.cause}`}`)
      then?.(result)
    })
  }
  const sendAll = (...paths: readonly string[]): void => {
    for (const path of paths) send(path)
  }
  return { clock, peer, pool, ended, send, sendAll }
}
