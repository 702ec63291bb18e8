// What the APNs peers are given: where the simulator is, its credential and tokens; and the loop that sends so many pushes as it is
// told on standard input, and says how long it took.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { SimulatedCredential } from '@posthouse/vendors/simulators'
import { percentile } from '../report.ts'

/** The file that the parent writes. */
export interface ApnsInput {
  readonly ca: string
  readonly apnsUrl: string
  readonly credential: SimulatedCredential
  readonly tokens: readonly string[]
}

/** Reads it. */
export function readInput(): ApnsInput {
  return JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ApnsInput
}

/** Sends pushes `from` … `from + size - 1`; rejects when one is not taken. */
export type SendBatch = (from: number, size: number) => Promise<void>

/**
 * Says ready; for each line `count` on standard input sends so many in batches of `batchSize`, `workers` batches at a time, and says
 * `sent <ms>`; for `count inFlight` sends them one by one, so many at a time, and says `latency <p50 ms> <p99 ms>`.
 */
export async function serve(send: SendBatch, batchSize: number, workers: number): Promise<void> {
  process.stdout.write('ready to send\n')
  for await (const line of createInterface(process.stdin)) {
    const [count = 0, inFlight] = line.split(' ').map(Number)
    const startedMs = performance.now()
    const timesMs = await sendAll(send, count, inFlight === undefined ? batchSize : 1, inFlight ?? workers)
    if (inFlight === undefined) process.stdout.write(`sent ${performance.now() - startedMs}\n`)
    else process.stdout.write(`latency ${percentile(timesMs, 0.5)} ${percentile(timesMs, 0.99)}\n`)
  }
}

async function sendAll(send: SendBatch, count: number, batchSize: number, workers: number): Promise<readonly number[]> {
  const timesMs: number[] = []
  let begun = 0
  const work = async (): Promise<void> => {
    while (begun < count) {
      const from = begun
      const size = Math.min(batchSize, count - from)
      begun += size
      const startedMs = performance.now()
      await send(from, size)
      timesMs.push(performance.now() - startedMs)
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  return timesMs
}
