// Follows a message: looks at its trace again and again and prints each hop once, until every device has an outcome and no callback
// waits, or the patience ends.
import { callbackEndpoints, second, traceEndpoints } from '@posthouse/protocol'
import type { Context } from './command.ts'
import type { AppConnection } from './connect.ts'
import { pause } from './pause.ts'
import { createTracePrinter, type TraceReply, type TraceStyle } from './trace-text.ts'

/** What was seen at the end. */
export interface Followed {
  readonly trace: TraceReply
  /** False when the patience ended first. */
  readonly finished: boolean
}

/** Between two looks. */
const lookEveryMs = 200
/** After this the command says that it is still going on, and ends. */
export const patienceMs: number = 15 * second

/** Prints a message's hops as they appear. Throws when the app has no such message. */
export async function follow(
  context: Pick<Context, 'io' | 'print'>,
  app: AppConnection,
  msgId: string,
  style: TraceStyle,
): Promise<Followed> {
  const { clock, signal } = context.io
  const printer = createTracePrinter(style)
  const untilMs = clock.monotonic() + patienceMs
  for (let look = 0; ; look += 1) {
    const trace = await app.operate(traceEndpoints.messageTrace, { params: { msgId } })
    const finished = trace.settled && (await callbacksEnded(app, msgId))
    // The last callback may have ended after the trace was read.
    const latest = finished ? await app.operate(traceEndpoints.messageTrace, { params: { msgId } }) : trace
    if (look === 0) for (const line of printer.head(latest)) context.print(line)
    for (const line of printer.more(latest)) context.print(line)
    if (finished || clock.monotonic() >= untilMs) return { trace: latest, finished }
    await pause(clock, lookEveryMs, signal)
  }
}

async function callbacksEnded(app: AppConnection, msgId: string): Promise<boolean> {
  const query = { msgId, states: 'waiting', limit: 1 }
  const { callbacks } = await app.operate(callbackEndpoints.callbackList, { query })
  return callbacks.length === 0
}
