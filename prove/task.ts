// The task lab from the command line: one task for very many users, killed again and again during its walk, and every device audited.
//
//   npm run prove:task                                            200,000 users with 3 devices each, ten kills, SQLite
//   npm run prove:task -- --users 20000 --kills 4 --seed 7 --database postgres
import { parseArgs } from 'node:util'
import { reportLines } from './audit.ts'
import { createChance } from './lab/chance.ts'
import type { Engine } from './lab/plan.ts'
import { growthOf, labVendors, peakGrowthOf, runTaskLab, type TaskLabResult } from './task/lab.ts'
import type { WalkLife } from './task/life.ts'
import { growthBytesMax, peakOf, type Thirds } from './task/memory.ts'
import { killText, planKills } from './task/plan.ts'

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      users: { type: 'string', default: '200000' },
      kills: { type: 'string', default: '10' },
      database: { type: 'string', default: 'sqlite' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      minutes: { type: 'string', default: '20' },
    },
  })
  const users = wholeNumber('users', values.users)
  const seed = wholeNumber('seed', values.seed)
  const engine = engineOf(values.database)
  const kills = planKills(
    users,
    wholeNumber('kills', values.kills),
    labVendors.length,
    createChance(seed).stream('plan'),
  )
  print(
    `task lab: ${engine}, seed ${seed}, ${users} users with ${labVendors.length} devices each, ${kills.length} kills`,
  )
  print('')
  print(
    `  ${'life'.padEnd(44)} ${'users gone over'.padEnd(18)} ${'ms'.padStart(7)}   RSS, MiB: first third, last third, peak`,
  )
  const untilMs = performance.now() + wholeNumber('minutes', values.minutes) * 60_000
  const result = await runTaskLab({ engine, users, kills, untilMs, onLife: life => print(lifeLine(life)) })
  for (const line of closingLines(result)) print(line)
  return result.isClean
}

function lifeLine(life: WalkLife): string {
  const name = life.kill ? killText(life.kill) : 'let be until nothing was open'
  const gone = `${life.from.walked}–${life.to.walked}`
  const trouble = life.problem === undefined ? '' : `  PROBLEM: ${life.problem}`
  const sizes = `${thirdsText(growthOf(life))}${mebibytes(peakOf(life.samples))}`
  return `  ${name.padEnd(44)} ${gone.padEnd(18)} ${String(life.tookMs).padStart(7)}   ${sizes}${trouble}`
}

function closingLines(result: TaskLabResult): readonly string[] {
  const { lives, report, problems, memory, devices, rows, ambiguous, givenUp, repeated, isClean, directory } = result
  const walkedMs = lives.reduce((sum, life) => sum + life.tookMs, 0)
  return [
    '',
    ...reportLines(report),
    '',
    `${devices} devices in ${Math.round(walkedMs / 1_000)} s and ${lives.length} lives; ${rows} deliveries left their page`,
    `${ambiguous} ambiguous attempts; ${repeated} phones got it more than once; ${givenUp} deliveries ended as unclear`,
    memory
      ? `memory: growth from the first third of the walk to the last ${mebibytes(memory.growth)} MiB, of the peaks of lives ` +
        `${mebibytes(peakGrowthOf(lives))} MiB; less than ${mebibytes(growthBytesMax)} MiB is flat`
      : 'memory: the walk was too short to say',
    ...problems.map(problem => `PROBLEM: ${problem}`),
    isClean ? 'clean: no violation' : `NOT CLEAN; evidence in ${directory}`,
  ]
}

function thirdsText(thirds: Thirds | undefined): string {
  return thirds ? `${mebibytes(thirds.first)}, ${mebibytes(thirds.last)}, ` : ''
}

function mebibytes(bytes: number): string {
  return String(Math.round(bytes / 1_048_576))
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
