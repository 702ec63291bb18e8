// One audit of a lab: what everybody saw is put together and judged, when nothing is open any more. Knows no server.

import type { SendFact } from '../audit/facts.ts'
import type { RecordPlace } from '../audit/reading.ts'
import { loadRecord, type OpenWork } from '../audit/record.ts'
import { type AuditReport, audit } from '../audit.ts'
import type { Journal } from './journal.ts'
import type { Receiver } from './receiver.ts'
import type { Simulators } from './simulators.ts'
import type { World } from './world.ts'

/** One drain and what the audit found after it. */
export interface Round {
  readonly drainMs: number
  readonly report: AuditReport
  readonly requests: number
  readonly sends: number
  readonly receipts: number
  readonly pushes: number
  readonly deliveries: number
  readonly tasks: number
  /** Attempts that a crash cut off or whose answer was lost. */
  readonly ambiguous: number
  /** Deliveries that a phone got more than once. */
  readonly repeated: number
}

/** Those who saw. */
export interface Witnesses {
  readonly record: RecordPlace
  readonly journal: Pick<Journal, 'requests'>
  readonly simulators: Pick<Simulators, 'report'>
  readonly receiver: Pick<Receiver, 'receipts'>
  readonly world: Pick<World, 'secrets' | 'homes'>
}

/** Asks them all, and compares their stories. */
export async function judge(witnesses: Witnesses, drainMs: number): Promise<Round> {
  const { journal, receiver, world } = witnesses
  const record = await loadRecord(witnesses.record)
  const sends = await witnesses.simulators.report()
  const { receipts } = receiver
  const { secrets, homes } = world
  const report = audit({ requests: journal.requests, sends, receipts, record, secrets, homes })
  return {
    drainMs,
    report,
    requests: journal.requests.length,
    sends: sends.length,
    receipts: receipts.length,
    pushes: record.pushes.length,
    deliveries: record.deliveries.length,
    tasks: record.tasks.length,
    ambiguous: record.attempts.filter(({ kind }) => kind === undefined || kind === 'unknown').length,
    repeated: repeatedPushes(sends),
  }
}

function repeatedPushes(sends: readonly SendFact[]): number {
  const taken = Map.groupBy(
    sends.filter(send => send.taken),
    send => `${send.tag} ${send.token}`,
  )
  return [...taken.values()].filter(same => same.length > 1).length
}

/** Open work in words. */
export function openText({ tasks, pushes, deliveries, callbacks }: OpenWork): string {
  return `${tasks} tasks, ${pushes} pushes, ${deliveries} deliveries, ${callbacks} callbacks`
}

/** What there was to judge, in words. */
export function totalsText(round: Round): string {
  const { requests, tasks, pushes, deliveries, sends, receipts, ambiguous, repeated } = round
  return (
    `${requests} requests, ${tasks} tasks, ${pushes} pushes, ${deliveries} deliveries, ${sends} sends, ${receipts} callbacks received; ` +
    `${ambiguous} ambiguous attempts, ${repeated} pushes that a phone got more than once`
  )
}
