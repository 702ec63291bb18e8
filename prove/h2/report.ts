// Runs in words: a table, the offenders with their seeds, and the comparison as it stands in docs/http2-faults.md.
import type { Rule } from './check.ts'
import type { FaultSum } from './run.ts'

/** The head over {@link sumLine}. */
export function headLine(): string {
  return columns(
    '',
    'sessions',
    'requests',
    'answered',
    'unsent',
    'unknown',
    'failed',
    'bad',
    'back ms',
    'dead ms',
    's',
  )
}

/** A fault's line. */
export function sumLine(sum: FaultSum): string {
  const { fault, sessions, requests, answered, unsent, unknown, failed, bad } = sum
  const { recoveryMsMax, deathMsMax, tookMs } = sum
  const figures = [sessions, requests, answered, unsent, unknown, failed, bad.length].map(String)
  return columns(
    fault.id,
    ...figures,
    milliseconds(recoveryMsMax),
    milliseconds(deathMsMax),
    (tookMs / 1000).toFixed(0),
  )
}

/** The first offenders of a fault, each with what repeats it. */
export function offenderLines({ fault, bad }: FaultSum): readonly string[] {
  return bad
    .slice(0, OFFENDERS_MAX)
    .flatMap(({ seed, violations }) => [
      `  ${fault.id} seed ${seed}: npm run prove:h2 -- --fault ${fault.id} --seed ${seed} --sessions 1`,
      ...violations.slice(0, VIOLATIONS_MAX).map(({ rule, text }) => `    ${rule}: ${text}`),
      ...(violations.length > VIOLATIONS_MAX ? [`    and ${violations.length - VIOLATIONS_MAX} more`] : []),
    ])
}

/** Requests and sessions of one client, as the comparison counts them. */
export interface Compared {
  readonly name: string
  readonly sums: readonly FaultSum[]
}

/** Rows of a Markdown table: per fault and client what went wrong. */
export function comparisonLines(clients: readonly Compared[]): readonly string[] {
  const rows = clients.flatMap(({ name, sums }) =>
    sums.map(sum => ({ id: sum.fault.id, cells: [sum.fault.id, name, ...comparedCells(sum)] })),
  )
  rows.sort((one, other) => one.id.localeCompare(other.id))
  const head = [
    'Fault',
    'Client',
    'Sessions',
    'Requests',
    'Answered',
    'Lost',
    'Accepted, reported failed',
    'Processed twice',
    'Given up though declined',
    'Connections',
    'Worst time to a usable connection',
  ]
  return [row(head), row(head.map(() => '---')), ...rows.map(({ cells }) => row(cells))]
}

function comparedCells(sum: FaultSum): readonly string[] {
  const count = (rule: Rule): string => grouped(violationsOf(sum, rule))
  const { sessions, requests, answered, recoveryMsMax } = sum
  return [
    grouped(sessions),
    grouped(requests),
    `${((100 * answered) / Math.max(1, requests)).toFixed(1)} %`,
    count('lost'),
    count('accepted reported failed'),
    count('processed twice'),
    grouped(sum.givenUp),
    grouped(sum.connections),
    recoveryMsMax === undefined
      ? '–'
      : Number.isFinite(recoveryMsMax)
        ? `${grouped(recoveryMsMax)} ms`
        : 'none in 12 s',
  ]
}

/** How often a rule was broken. */
function violationsOf({ bad }: FaultSum, rule: Rule): number {
  return bad.flatMap(({ violations }) => violations).filter(violation => violation.rule === rule).length
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function columns(first: string, ...rest: readonly string[]): string {
  return `${first.padEnd(4)}${rest.map(text => text.padStart(9)).join('')}`
}

function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return '–'
  return Number.isFinite(ms) ? String(Math.round(ms)) : 'never'
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en')
}

const OFFENDERS_MAX = 10
const VIOLATIONS_MAX = 5
