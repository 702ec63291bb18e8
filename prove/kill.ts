// The kill lab from the command line: kills the server again and again under load and proves that nothing it promised was lost.
//
//   npm run prove:kill                                   100 random kills and every failpoint, SQLite
//   npm run prove:kill -- --database postgres --cycles 300 --minutes 20 --seed 7
import { parseArgs } from 'node:util'
import { reportLines } from './audit.ts'
import { createChance } from './lab/chance.ts'
import { type LabResult, runLab, type Told } from './lab/lab.ts'
import type { Life } from './lab/life.ts'
import { cycleText, type Engine, planCycles } from './lab/plan.ts'
import { openText, type Round, totalsText } from './lab/round.ts'

/** Hits of each failpoint in the sweep. */
const hits = 3
/** Cycles between two audits. */
const auditEvery = 50
/** One SIGTERM, and one of each fault that the engine has, for so many random kills. */
const killsPerStop = 10

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      cycles: { type: 'string', default: '100' },
      database: { type: 'string', default: 'sqlite' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      minutes: { type: 'string', default: '600' },
    },
  })
  const kills = wholeNumber('cycles', values.cycles)
  const seed = wholeNumber('seed', values.seed)
  const minutes = wholeNumber('minutes', values.minutes)
  const engine = engineOf(values.database)
  const stops = Math.ceil(kills / killsPerStop)
  const cycles = planCycles({ engine, kills, hits, stops }, createChance(seed).stream('plan'))
  print(`kill lab: ${engine}, seed ${seed}, ${cycles.length} cycles`)
  const result = await runLab({
    engine,
    seed,
    cycles,
    auditEvery,
    withFaults: true,
    untilMs: performance.now() + minutes * 60_000,
    onLife: (life, told) => print(lifeLine(life, told, cycles.length)),
    onAudit: round => print(roundLine(round)),
  })
  for (const line of closingLines(result)) print(line)
  return result.isClean
}

function lifeLine({ cycle, livedMs, end, problem, backAfterMs }: Life, told: Told, of: number): string {
  const number = `${told.number}/${of}`.padStart(9)
  const back = backAfterMs === undefined ? '' : `, back after ${backAfterMs} ms`
  const went = `${end.signal ?? `exit ${end.code}`} at ${livedMs} ms${back}`
  const asked = `${told.requests} requests (${told.unanswered} unanswered)`
  const trouble = problem === undefined ? '' : `  PROBLEM: ${problem}`
  return `${number}  ${cycleText(cycle).padEnd(34)} ${went.padEnd(24)} ${asked}; open: ${openText(told.open)}${trouble}`
}

function roundLine({ drainMs, report, deliveries }: Round): string {
  const count = report.checks.reduce((sum, check) => sum + check.offenders.length, 0)
  return `    audit  drained in ${drainMs} ms; ${deliveries} deliveries, ${count} violations`
}

function closingLines({ lives, rounds, problems, isClean, directory }: LabResult): readonly string[] {
  const last = rounds.at(-1)
  const totals = last ? totalsText(last) : 'nothing was audited'
  return [
    '',
    ...(last ? reportLines(last.report) : []),
    '',
    `${lives.length} lives; ${totals}`,
    ...problems.map(problem => `PROBLEM: ${problem}`),
    isClean ? 'clean: no violation' : `NOT CLEAN; evidence in ${directory}`,
  ]
}

function engineOf(text: string): Engine {
  if (text === 'sqlite' || text === 'postgres') return text
  throw new Error(`--database is sqlite or postgres, not ${text}`)
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, not ${text}`)
  return Number(text)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

if (import.meta.main) process.exitCode = (await main()) ? 0 : 1
