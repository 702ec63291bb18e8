// How a run is asked for on the command line: `--quick`, `--seed N`, `--source`. And the directory that a run works in.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machineLine } from './report.ts'

/** A run. */
export interface Run {
  /** One short round of everything: shows that it works, and no number worth keeping. */
  readonly quick: boolean
  readonly seed: number
  /** An empty directory that goes with the run. */
  readonly place: string
}

/** Reads the command line, prints the machine's line, runs a benchmark in a directory of its own and removes it. */
export async function bench(run: (settings: Run) => Promise<void>): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      // Read by posthouse.ts.
      source: { type: 'boolean', default: false },
    },
  })
  const place = await mkdtemp(join(tmpdir(), 'posthouse-bench-'))
  const seed = Number(values.seed)
  process.stdout.write(`${machineLine(seed)}\n`)
  try {
    await run({ quick: values.quick, seed, place })
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}
