// One node at even loads far below its limit, where groups are small and each push costs more: what the model of bench/plan is fitted to
// and held against.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startNode } from '../process.ts'
import { counting, type Site, startNodes, users, type Variant } from './site.ts'

/** What a load took. */
export interface SteadyRound {
  readonly perSecond: number
  /** Cores in use. */
  readonly nodeCores: number
  readonly databaseCores: number
  readonly walBytesPerSecond: number
  readonly commitsPerSecond: number
  /** From a synchronous push's request to its durable outcome. */
  readonly p50Ms: number
  readonly p99Ms: number
}

/** The server's statistics are behind by about a second. */
const statisticsLagMs = 1_200

/** Holds each load for so many seconds on a node that does everything; the first entry is 0, the node alone. */
export async function atSteadyLoads(
  site: Site,
  variant: Variant,
  loads: readonly number[],
  seconds: number,
): Promise<readonly SteadyRound[]> {
  await using nodes = await startNodes(variant, 'api,worker')
  const { house, url = '' } = variant
  const file = join(import.meta.dirname, '../peers/steady.ts')
  await using load = await startNode(file, [house.token, `${house.base}/push`, String(users), ...nodes.urls])
  const send = async (perSecond: number, forSeconds: number): Promise<readonly number[]> => {
    const said = load.line('sent')
    load.tell(`${perSecond} ${forSeconds}`)
    return (await said).split(' ').map(Number)
  }
  await send(500, 2)
  const rounds: SteadyRound[] = []
  for (const perSecond of [0, ...loads]) {
    await pause(statisticsLagMs)
    const commits = await site.database.commits(url)
    const counted = await counting(site, nodes.programs)
    let times: readonly number[] = []
    if (perSecond === 0) await pause(seconds * 1_000)
    else times = await send(perSecond, seconds)
    const { nodesMs, databaseMs, elapsedMs, walBytes } = await counted()
    await pause(statisticsLagMs)
    rounds.push({
      // What was really sent: on a busy machine the load itself may be late.
      perSecond: (perSecond * seconds * 1_000) / elapsedMs,
      nodeCores: nodesMs / elapsedMs,
      databaseCores: databaseMs / elapsedMs,
      walBytesPerSecond: (walBytes * 1_000) / elapsedMs,
      commitsPerSecond: (((await site.database.commits(url)) - commits) * 1_000) / elapsedMs,
      ...{ p50Ms: times[1] ?? 0, p99Ms: times[2] ?? 0 },
    })
  }
  return rounds
}
