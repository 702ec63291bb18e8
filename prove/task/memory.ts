// How large the server was while it walked, and whether that is flat. Pure, but for the one look into /proc.
import { readFile } from 'node:fs/promises'

/** One look at a running server. */
export interface Sample {
  /** Resident size, bytes. */
  readonly rssBytes: number
  /** Users gone over so far. */
  readonly walked: number
}

/** Most growth that counts as flat, bytes. */
export const growthBytesMax: number = 100 * 1_048_576

/** The resident size of a process, bytes; undefined once it is gone. */
export async function rssOf(pid: number): Promise<number | undefined> {
  try {
    const kilobytes = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' && (cause as NodeJS.ErrnoException).code !== 'ESRCH')
      throw cause
    return undefined
  }
}

/** Median sizes in the first and the last third of a stretch of the walk; `growth` is the difference, bytes. */
export interface Thirds {
  readonly first: number
  readonly last: number
  readonly growth: number
}

/** Undefined where there are too few samples in one of the two thirds to say anything. */
export function thirdsOf(samples: readonly Sample[], from: number, to: number): Thirds | undefined {
  const third = (to - from) / 3
  const early = samples.filter(({ walked }) => walked >= from && walked < from + third)
  const late = samples.filter(({ walked }) => walked >= to - third && walked < to)
  if (early.length < samplesMin || late.length < samplesMin) return undefined
  const [first, last] = [medianOf(early), medianOf(late)]
  return { first, last, growth: last - first }
}

/** The largest size, bytes; 0 without a sample. */
export function peakOf(samples: readonly Sample[]): number {
  return Math.max(0, ...samples.map(({ rssBytes }) => rssBytes))
}

const samplesMin = 5

function medianOf(samples: readonly Sample[]): number {
  const sizes = samples.map(({ rssBytes }) => rssBytes).sort((left, right) => left - right)
  return sizes[Math.floor(sizes.length / 2)] ?? 0
}
