// What became of notifications, on its way to the server: kept until somebody is logged in, a bounded number, each told once.
import { type Params, zimCodes } from '@posthouse/protocol/frames'
import { refusalOf } from '../refusal.ts'

/** One report, as the wire has it. */
export type Report = Params<'push.report'>['reports'][number]

/** Reports that wait. */
export interface Reports {
  /** Adds one; the same event of the same notification counts once while it is remembered. */
  add(report: Report): void
  /** Sends what waits; resolves when there is nothing more to do now. Failures keep what was not sent, and are tried at the next flush. */
  flush(): Promise<void>
}

/** Most reports that wait, and that are remembered as told; older ones go first. */
const reportsMax = 200
/** Of one request (protocol: `push.report`). */
const batchMax = 50

/** `send` rejects while nobody is logged in. */
export function createReports(send: (reports: readonly Report[]) => Promise<unknown>): Reports {
  let waiting: readonly Report[] = []
  let known: readonly string[] = []
  let flushing: Promise<void> | undefined
  let isWantedAgain = false
  const sendAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchMax)
      try {
        await send(batch)
      } catch (cause) {
        // What the server can never take is not to keep the others from it.
        if (refusalOf(cause).code !== zimCodes['params-invalid'].code) throw cause
      }
      waiting = waiting.filter(one => !batch.includes(one))
    }
  }
  /** Somebody may log in while the last try is still failing: then there is another. */
  const drain = async (): Promise<void> => {
    do {
      isWantedAgain = false
      // What failed waits on, for the next login or the next report.
      await sendAll().catch(() => undefined)
    } while (isWantedAgain)
    flushing = undefined
  }
  return {
    add(report) {
      const name = JSON.stringify([report.event, report.subjectId, report.taskId, report.pushId])
      if (known.includes(name)) return
      known = [...known, name].slice(-reportsMax)
      waiting = [...waiting, report].slice(-reportsMax)
    },
    flush() {
      if (waiting.length === 0) return Promise.resolve()
      isWantedAgain = flushing !== undefined
      flushing ??= drain()
      return flushing
    },
  }
}
