// The kill lab: one world, many lives of its server, and the audit at the end of each round. What is judged is only what others
// saw: the client, the vendors, the callback receiver, and the record.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadOpenWork, type OpenWork } from '../audit/record.ts'
import { type Chance, createChance } from './chance.ts'
import { drain, isDone } from './drain.ts'
import { armSome } from './faults.ts'
import { type Journal, openJournal } from './journal.ts'
import { type Life, live } from './life.ts'
import { type Load, startLoad } from './load.ts'
import type { Cycle, Engine } from './plan.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { judge, openText, type Round } from './round.ts'
import { type Simulators, startSimulators } from './simulators.ts'
import { openSite, type Site } from './site.ts'
import { furnish, tokensWanted, type World } from './world.ts'

/** What to run. */
export interface LabOptions {
  readonly engine: Engine
  readonly seed: number
  readonly cycles: readonly Cycle[]
  /** Drains and audits after so many cycles, and at the end. */
  readonly auditEvery: number
  /** No cycle begins after this instant of `performance.now()`. */
  readonly untilMs: number
  /** Vendors that refuse, fail, break off and dawdle, by the seed. */
  readonly withFaults: boolean
  /** Hears of each cycle as it ends. */
  readonly onLife?: (life: Life, told: Told) => void
  readonly onAudit?: (round: Round) => void
}

/** A cycle's figures. */
export interface Told {
  readonly number: number
  readonly requests: number
  readonly unanswered: number
  readonly open: OpenWork
}

/** How it went. */
export interface LabResult {
  readonly lives: readonly Life[]
  readonly rounds: readonly Round[]
  /** Deaths that were not as planned, drains that did not end; besides what the last audit says. */
  readonly problems: readonly string[]
  readonly isClean: boolean
  /** Evidence, kept only where something is wrong: journal, logs, data. */
  readonly directory: string
}

/** Runs the plan. Every process that it starts has ended when it resolves. */
export async function runLab(options: LabOptions): Promise<LabResult> {
  const directory = await mkdtemp(join(tmpdir(), 'posthouse-kill-'))
  const result = await runIn(directory, options)
  if (result.isClean) await rm(directory, { recursive: true, force: true })
  return result
}

async function runIn(directory: string, options: LabOptions): Promise<LabResult> {
  const chance = createChance(options.seed)
  await using parts = new AsyncDisposableStack()
  await mkdir(join(directory, 'places'))
  const receiver = parts.use(await startReceiver(chance.stream('receiver')))
  const simulators = parts.use(await startSimulators(join(directory, 'places'), tokensWanted))
  const site = parts.use(await openSite(directory, options.engine, simulators))
  const journal = openJournal(join(directory, 'journal.jsonl'))
  const first = await site.start([])
  const world = await furnish(first.url, site.adminKey, simulators, receiver.url)
  const end = await first.stop()
  const problems = end.code === 0 ? [] : [`the furnished server stopped with ${end.signal ?? end.code}`]
  const lab: Lab = { options, site, simulators, receiver, journal, world, chance, problems, lives: [], rounds: [] }
  await runCycles(lab)
  const { lives, rounds } = lab
  const isClean = problems.length === 0 && rounds.every(round => round.report.isClean)
  return { lives, rounds, problems, isClean, directory }
}

interface Lab {
  readonly options: LabOptions
  readonly site: Site
  readonly simulators: Simulators
  readonly receiver: Receiver
  readonly journal: Journal
  readonly world: World
  readonly chance: Chance
  readonly problems: string[]
  readonly lives: Life[]
  readonly rounds: Round[]
}

async function runCycles(lab: Lab): Promise<void> {
  const { cycles, auditEvery, untilMs } = lab.options
  let left = cycles
  while (left.length > 0) {
    const load = startLoad(lab.world, lab.journal, lab.chance.stream(`load ${lab.lives.length}`), tags(lab))
    const batch = left.slice(0, auditEvery)
    for (const cycle of batch) {
      if (performance.now() < untilMs) await runCycle(lab, load, cycle)
    }
    const round = await auditRound(lab, load)
    lab.options.onAudit?.(round)
    left = performance.now() < untilMs && round.report.isClean ? left.slice(auditEvery) : []
  }
}

/** Titles go on where the journal ends. */
function tags({ lives }: Lab): () => string {
  const round = lives.length
  let last = 0
  return () => {
    last += 1
    return `t${round}-${last}`
  }
}

async function runCycle(lab: Lab, load: Load, cycle: Cycle): Promise<void> {
  const { site, journal, simulators, chance } = lab
  const before = journal.requests.length
  if (lab.options.withFaults) armSome(simulators, chance.stream(`faults ${lab.lives.length}`))
  const life = await live({ site, load, nextAccepted: () => journal.nextAccepted() }, cycle)
  lab.lives.push(life)
  const number = lab.lives.length
  if (life.problem !== undefined) lab.problems.push(`cycle ${number}: ${life.problem}`)
  const asked = journal.requests.slice(before)
  lab.options.onLife?.(life, {
    number,
    requests: asked.length,
    unanswered: asked.filter(({ answer }) => answer.kind === 'none').length,
    open: await loadOpenWork(site.record),
  })
}

/** A last life without faults: what is owed is asked, what is open is finished, then everybody's story is compared. */
async function auditRound(lab: Lab, load: Load): Promise<Round> {
  const { site, simulators, receiver, journal, problems } = lab
  simulators.disarm()
  const server = await site.start([])
  load.moveTo(server.url)
  await load.stop()
  const { tookMs, left } = await drain(site.record, () => server.isRunning)
  if (!isDone(left)) problems.push(`after ${tookMs} ms ${openText(left)} are still open`)
  const end = await server.stop()
  if (end.code !== 0) problems.push(`the last server stopped with ${end.signal ?? end.code}`)
  const round = await judge({ record: site.record, journal, simulators, receiver, world: lab.world }, tookMs)
  lab.rounds.push(round)
  return round
}
