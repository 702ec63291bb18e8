// The cluster lab from the command line: breaks nodes, PostgreSQL, NATS and the ways between them under load, and proves that nothing promised
// was lost, and that work goes on in time.
//
//   npm run prove:cluster                                       every fault in two rounds, three nodes
//   npm run prove:cluster -- --only F46,F50 --cycles 5 --seed 7
import { parseArgs } from 'node:util'
import { reportLines } from './audit.ts'
import { type ClusterResult, runClusterLab, type ToldTrouble } from './cluster/lab.ts'
import { planTroubles } from './cluster/plan.ts'
import type { Measure } from './cluster/trouble.ts'
import { createChance } from './lab/chance.ts'
import { type Round, totalsText } from './lab/round.ts'

/** Leases are so many times shorter than a server's. */
const leaseDivisor = 10
const calmMs = 1_500

const options = {
  nodes: { type: 'string', default: '3' },
  cycles: { type: 'string', default: '2' },
  minutes: { type: 'string', default: '15' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  only: { type: 'string', default: '' },
  clients: { type: 'string', default: '40' },
  messages: { type: 'string', default: '20000' },
} as const

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options })
  const numberOf = (name: Exclude<keyof typeof options, 'only'>): number => wholeNumber(name, values[name])
  const [nodes, seed, cycles] = [numberOf('nodes'), numberOf('seed'), numberOf('cycles')]
  const only = values.only.split(',').filter(id => id !== '')
  const rounds = planTroubles({ cycles, only }, createChance(seed).stream('plan'))
  print(`cluster lab: ${nodes} nodes, seed ${seed}, ${rounds.flat().length} troubles in ${rounds.length} rounds`)
  const result = await runClusterLab({
    ...{ nodes, seed, rounds, leaseDivisor, calmMs },
    online: { clients: numberOf('clients'), messages: numberOf('messages') },
    untilMs: performance.now() + numberOf('minutes') * 60_000,
    onTrouble: told => print(troubleLine(told)),
    onRound: round => print(roundLine(round)),
  })
  const late = result.measures.filter(isLate)
  for (const line of closingLines(result)) print(line)
  return result.isClean && late.length === 0
}

function troubleLine({ trouble, tookMs, note, problem, measures = [] }: ToldTrouble): string {
  const told = [...(note === undefined ? [] : [note]), ...measures.map(measureText)].join('; ')
  const trouble_ = problem === undefined ? '' : `  PROBLEM: ${problem}`
  return `  ${trouble.id.padEnd(9)} ${trouble.title.padEnd(54)} ${String(tookMs).padStart(6)} ms  ${told}${trouble_}`
}

function roundLine({ drainMs, report, deliveries }: Round): string {
  const count = report.checks.reduce((sum, check) => sum + check.offenders.length, 0)
  return `    audit  drained in ${drainMs} ms; ${deliveries} deliveries, ${count} violations`
}

function closingLines({
  rounds,
  online,
  measures,
  problems,
  isClean,
  directory,
  troubles,
}: ClusterResult): readonly string[] {
  const last = rounds.at(-1)
  return [
    '',
    ...(last ? reportLines(last.report) : []),
    '',
    ...recoveryLines(measures),
    '',
    `${troubles.length} troubles; ${last ? totalsText(last) : 'nothing was audited'}`,
    ...(online
      ? [
          `${online.stored} messages, ${online.acknowledged} acknowledged, ${online.unclear} ended unclear for their sender; ` +
            `${online.owed} owed to apps, ${online.given} given`,
        ]
      : []),
    ...problems.map(problem => `PROBLEM: ${problem}`),
    ...measures.filter(isLate).map(measure => `LATE: ${measureText(measure)}`),
    isClean ? 'clean: no violation' : `NOT CLEAN; evidence in ${directory}`,
  ]
}

/** One line per goal: how often it was measured, the slowest, and the goal. */
function recoveryLines(measures: readonly Measure[]): readonly string[] {
  return [...Map.groupBy(measures, ({ name }) => name)].map(([name, all]) => {
    const slowest = Math.max(...all.map(({ tookMs }) => tookMs))
    const goalMs = all[0]?.goalMs ?? 0
    const mark = slowest <= goalMs ? 'ok  ' : 'LATE'
    return `${mark} ${name.padEnd(48)} ${String(all.length).padStart(3)} times, at most ${String(slowest).padStart(5)} ms of ${goalMs}`
  })
}

function measureText({ name, tookMs, goalMs }: Measure): string {
  return `${name}: ${tookMs} ms of ${goalMs}`
}

function isLate({ tookMs, goalMs }: Measure): boolean {
  return tookMs > goalMs
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, not ${text}`)
  return Number(text)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

if (import.meta.main) process.exitCode = (await main()) ? 0 : 1
