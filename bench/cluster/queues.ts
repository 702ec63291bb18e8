// What job queues do with one job per delivery, over the same PostgreSQL: jobs that do nothing but be completed. CPU time of the worker's
// process and of the database, for enqueuing and for working.
import { join } from 'node:path'
import { type Program, startNode } from '../process.ts'
import { counting, type Site } from './site.ts'

/** A queue that waits for orders. */
export interface Queue {
  readonly name: string
  readonly program: Program
}

/** Costs are µs of CPU time per job. */
export interface QueueRound {
  readonly rate: number
  readonly processUs: number
  readonly databaseUs: number
  /** Jobs per CPU second of process and database together, from enqueuing to completion. */
  readonly perCpuSecond: number
}

/** Names as they stand in tables. */
export const queueNames = {
  raw: 'limit: the same rows by bare statements',
  boss: 'pg-boss, jobs that do nothing',
  graphile: 'graphile-worker, jobs that do nothing',
} as const

/** Starts the peers, each with a database of its own. */
export async function openQueues(site: Site, opened: AsyncDisposableStack): Promise<readonly Queue[]> {
  const files = [
    [queueNames.raw, 'raw-queue.ts'],
    [queueNames.boss, 'pg-boss.ts'],
    [queueNames.graphile, 'graphile-worker.ts'],
  ] as const
  const queues: Queue[] = []
  for (const [name, file] of files) {
    const peer = join(import.meta.dirname, '../peers', file)
    const program = opened.use(await startNode(peer, [await site.database.create()]))
    queues.push({ name, program })
  }
  return queues
}

/** Enqueues so many jobs, then works them. */
export async function enqueueAndWork(site: Site, { program }: Queue, jobs: number): Promise<QueueRound> {
  const counted = await counting(site, [program])
  for (const order of ['enqueue', 'work']) {
    const done = program.line('done')
    program.tell(`${order} ${jobs}`)
    await done
  }
  const { nodesMs, databaseMs, elapsedMs } = await counted()
  return {
    rate: (jobs * 1_000) / elapsedMs,
    processUs: (nodesMs * 1_000) / jobs,
    databaseUs: (databaseMs * 1_000) / jobs,
    perCpuSecond: (jobs * 1_000) / (nodesMs + databaseMs),
  }
}
