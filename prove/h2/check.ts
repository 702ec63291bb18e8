// Judges a session by its ledger: what the client said against what the peer did. Knows neither clients nor faults.
import type { Appearance, Entry, Ledger, Told } from './ledger.ts'

/** One broken promise. */
export interface Violation {
  readonly rule: Rule
  readonly text: string
}

/** The promises. `sent twice` counts sends without leave, whether or not the vendor processed both. */
export type Rule =
  | 'lost'
  | 'ended twice'
  | 'accepted reported failed'
  | 'answer made up'
  | 'wrong answer'
  | 'unsent but processed'
  | 'processed twice'
  | 'sent twice'
  | 'not as asked'
  | 'late'
  | 'slow to recover'
  | 'too many'
  | 'broke the protocol'
  | 'left behind'

/** How far past its deadline a request may end, ms. */
const LATE_MS_MAX = 250
/** How long an answer may be under way to the caller before the other word counts as given against better knowledge, ms. */
const READ_MS_MAX = 50

/** Every violation of a session. */
export function check(ledger: Ledger): readonly Violation[] {
  const found: Violation[] = [...ledger.entries.values()].flatMap(entry => checkEntry(entry, ledger))
  for (const { sinceMs, untilMs, msMax, what } of ledger.waits) {
    const tookMs = untilMs === undefined ? Number.POSITIVE_INFINITY : untilMs - sinceMs
    if (tookMs > msMax)
      found.push({ rule: 'slow to recover', text: `${what} after ${Math.round(tookMs)} ms, above ${msMax}` })
  }
  for (const { what, count, max } of ledger.counts)
    if (count > max) found.push({ rule: 'too many', text: `${count} ${what}, above ${max}` })
  for (const text of ledger.complaints) found.push({ rule: 'broke the protocol', text })
  for (const text of ledger.leaks) found.push({ rule: 'left behind', text })
  return found
}

function checkEntry(entry: Entry, ledger: Ledger): readonly Violation[] {
  const { id, told, appearances } = entry
  const found: Violation[] = []
  const note = (rule: Rule, text: string): void => void found.push({ rule, text: `${id}: ${text}` })
  if (told.length > 1) note('ended twice', `${told.length} results`)
  const processed = appearances.filter(appearance => appearance.processed)
  if (processed.length > 1) note('processed twice', streams(processed))
  if (appearances.some((appearance, index) => index > 0 && !wasFree(appearances.slice(0, index), appearance.atMs)))
    note('sent twice', `${streams(appearances)}, without leave`)
  const [first] = told
  if (first === undefined) {
    note('lost', `no result; ${streams(appearances) || 'never seen'}`)
    return found
  }
  const tookMs = first.atMs - entry.askedAtMs
  if (tookMs > entry.deadlineMs + LATE_MS_MAX)
    note('late', `ended after ${Math.round(tookMs)} ms of ${entry.deadlineMs}`)
  checkResult(entry, first.result, first.atMs, ledger.responseBytesMax, note)
  return found
}

function checkResult(
  { appearances }: Entry,
  result: Told,
  atMs: number,
  responseBytesMax: number,
  note: (rule: Rule, text: string) => void,
): void {
  const taken = appearances.find(appearance => appearance.processed)
  if (result.kind === 'answered') {
    const answered = appearances.find(appearance => appearance.answer !== undefined)
    if (answered?.answer === undefined) {
      note('answer made up', `${result.status}, and the peer answered nothing`)
      return
    }
    const { status, body } = answered.answer
    if (result.status !== status) note('wrong answer', `status ${result.status} for ${status}`)
    // Of a body that is too long a part is enough, and the peer may still be writing it.
    const isCut = result.truncated === true
    if (result.body === undefined) return
    const kept = isCut ? body.slice(0, responseBytesMax) : body
    if (result.body !== kept) note('wrong answer', `${result.body.length} characters of ${body.length}, or others`)
    return
  }
  if (result.kind === 'unsent' && taken) note('unsent but processed', `${streams([taken])}; ${result.cause}`)
  const whole = appearances.find(
    ({ deliveredAtMs, isDoubtful }) => deliveredAtMs !== undefined && !isDoubtful && deliveredAtMs < atMs - READ_MS_MAX,
  )
  if (whole)
    note('accepted reported failed', `${result.kind} (${result.cause}), and ${streams([whole])} was answered whole`)
}

/** Whether the request may be sent again: each earlier time the peer had said that it did not process it. */
function wasFree(earlier: readonly Appearance[], atMs: number): boolean {
  return earlier.every(
    ({ processed, declinedAtMs }) => !processed && declinedAtMs !== undefined && declinedAtMs <= atMs,
  )
}

function streams(appearances: readonly Appearance[]): string {
  return appearances.map(({ connection, streamId }) => `connection ${connection} stream ${streamId}`).join(', ')
}
