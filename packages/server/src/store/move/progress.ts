// How far a move is, in numbers: rows copied and rows compared, how fast, and how long it will still take. Pure.

/** A move at one moment. */
export interface Progress {
  /** The table at work, and its place among all, from 1. */
  readonly table: string
  readonly tableNumber: number
  readonly tables: number
  readonly step: 'copy' | 'verify'
  /** Rows of this table that this step is through with, of how many. */
  readonly rows: number
  readonly rowsOfTable: number
  /** Over the whole move: each row counts twice, for it is copied and compared. 0 to 1. */
  readonly done: number
  /** Since the begin. */
  readonly rowsPerSecond: number
  readonly bytesPerSecond: number
  /** undefined: nothing is known yet. */
  readonly remainingMs: number | undefined
}

/** Counts of a move. */
export interface Tally {
  readonly stepsDone: number
  readonly stepsTotal: number
  readonly bytes: number
  readonly elapsedMs: number
}

/** What a tally says about speed. A step is a row copied or a row compared. */
export function paceOf({
  stepsDone,
  stepsTotal,
  bytes,
  elapsedMs,
}: Tally): Pick<Progress, 'done' | 'rowsPerSecond' | 'bytesPerSecond' | 'remainingMs'> {
  const seconds = Math.max(elapsedMs, 1) / 1000
  return {
    done: stepsTotal === 0 ? 1 : Math.min(1, stepsDone / stepsTotal),
    rowsPerSecond: Math.round(stepsDone / seconds),
    bytesPerSecond: Math.round(bytes / seconds),
    remainingMs:
      stepsDone === 0 ? undefined : Math.round((elapsedMs * Math.max(0, stepsTotal - stepsDone)) / stepsDone),
  }
}
