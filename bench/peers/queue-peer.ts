// What every job queue beside the cluster is told on standard input: `enqueue <n>` and `work <n>`; answers `done` when all n are enqueued,
// or completed and durable. Refuses to know how a queue does it.
import { createInterface } from 'node:readline'
import { Client } from 'pg'

/** A job queue over a database of its own. */
export interface QueuePeer {
  enqueue(count: number): Promise<void>
  /** Resolves once so many jobs are completed. */
  work(count: number): Promise<void>
}

/** What a job carries: about what a push does. */
export interface JobData {
  readonly target: string
  readonly title: string
  readonly content: string
  readonly subTitle: string
}

/** Jobs that are enqueued with one call. */
const jobsPerCall = 1_000

/** The data of a job. */
export function jobData(index: number): JobData {
  return {
    target: `user-${index % 1_000}`,
    title: '环信推送',
    content: `你好，欢迎使用环信推送服务 ${index}`,
    subTitle: '环信',
  }
}

/** Lists of so many jobs' data, {@link jobsPerCall} at most in each. */
export function* jobLists(count: number): Generator<readonly JobData[]> {
  for (let from = 0; from < count; from += jobsPerCall)
    yield Array.from({ length: Math.min(jobsPerCall, count - from) }, (_, index) => jobData(from + index))
}

/** Waits until a query answers true; asks 20 times a second. */
export async function until(url: string, sql: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    for (;;) {
      const { rows } = await client.query<{ done: boolean }>(sql)
      if (rows[0]?.done) return
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  } finally {
    await client.end()
  }
}

/** Serves orders until the input ends. */
export async function serveOrders(peer: QueuePeer): Promise<void> {
  process.stdout.write('ready here\n')
  for await (const line of createInterface(process.stdin)) {
    const [order, count] = line.split(' ')
    if (order === 'enqueue') await peer.enqueue(Number(count))
    else await peer.work(Number(count))
    process.stdout.write('done\n')
  }
  process.exit(0)
}
