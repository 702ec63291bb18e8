// The task lab: one task for very many users, each with a phone at every vendor, a server that is killed again and again while it walks,
// and the audit of every single device at the end.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '../../packages/server/src/sandbox/rest.ts'
import type { AuditReport } from '../audit.ts'
import { createApp, createNotifiers, type Rest } from '../lab/app.ts'
import type { Engine } from '../lab/plan.ts'
import type { Server } from '../lab/server-process.ts'
import { openSite, type Site } from '../lab/site.ts'
import { type Fleet, insertCrowd } from './crowd.ts'
import { liveWalk, type WalkLife } from './life.ts'
import { growthBytesMax, peakOf, type Thirds, thirdsOf } from './memory.ts'
import { type Phones, startPhones } from './phones.ts'
import type { Kill } from './plan.ts'
import { TaskTally } from './tally.ts'
import { loadWalked } from './walked.ts'

/** What to run. */
export interface TaskLabOptions {
  readonly engine: Engine
  readonly users: number
  readonly kills: readonly Kill[]
  /** Of `performance.now()`: when the lab gives up. */
  readonly untilMs: number
  /** Hears of each life as it ends. */
  readonly onLife?: (life: WalkLife) => void
}

/** How it went. */
export interface TaskLabResult {
  readonly lives: readonly WalkLife[]
  readonly report: AuditReport
  /** Deaths that were not as planned, memory that grew; besides what the audit says. */
  readonly problems: readonly string[]
  /** The whole walk, all lives together; undefined for a walk too short to say. */
  readonly memory: Thirds | undefined
  readonly devices: number
  /** Deliveries that left their page for a row. */
  readonly rows: number
  readonly ambiguous: number
  /** Deliveries of which nobody knows whether the phone got them: three crashes hit them. */
  readonly givenUp: number
  /** Phones that got it more than once. */
  readonly repeated: number
  readonly isClean: boolean
  /** Evidence, kept only where something is wrong. */
  readonly directory: string
}

/** One vendor that takes one phone at a time, and two that take many at once. */
export const labVendors: readonly string[] = ['apns', 'huawei', 'xiaomi']

/** Runs it. Every process that it starts has ended when it resolves. */
export async function runTaskLab(options: TaskLabOptions): Promise<TaskLabResult> {
  const directory = await mkdtemp(join(tmpdir(), 'posthouse-task-'))
  const result = await runIn(directory, options)
  if (result.isClean) await rm(directory, { recursive: true, force: true })
  return result
}

async function runIn(directory: string, options: TaskLabOptions): Promise<TaskLabResult> {
  const { engine, users } = options
  await using parts = new AsyncDisposableStack()
  const places = join(directory, 'places')
  await mkdir(places)
  const phones = parts.use(await startPhones({ directory: places, vendors: labVendors, phones: users }))
  // On SQLite whoever starts ends the leases of the one before; elsewhere they run out, and a minute each would be long.
  const site = parts.use(await openSite(directory, engine, phones, engine === 'sqlite' ? 1 : undefined))
  const rest = await furnish(site, phones, users)
  const lives = await walk(site, rest, options)
  const tally = new TaskTally(users, labVendors)
  const record = await loadWalked(site.record, tally)
  const taken: Uint8Array[] = []
  for (const vendor of labVendors) taken.push(await phones.taken(vendor))
  const checks = tally.checks(record, taken)
  const report = { checks, isClean: checks.every(check => check.offenders.length === 0) }
  const memory = memoryOf(lives, users)
  const problems = problemsOf(lives, options.kills.length, memory)
  return {
    ...{ lives, report, problems, memory, directory },
    devices: users * labVendors.length,
    rows: tally.rows,
    ambiguous: tally.ambiguousAttempts,
    givenUp: tally.givenUp,
    repeated: tally.repeated(taken),
    isClean: report.isClean && problems.length === 0,
  }
}

async function furnish(site: Site, phones: Phones, users: number): Promise<Omit<Rest, 'server'>> {
  const server = await site.start([])
  const { base, token } = await createApp(server.url, site.adminKey, { org: 'lab', name: 'task' })
  await createNotifiers({ server: server.url, base, token }, phones.apps)
  const { code, signal } = await server.stop()
  if (code !== 0) throw new Error(`the furnished server stopped with ${signal ?? code}`)
  const fleets: Fleet[] = []
  for (const { vendor, credential } of phones.apps) {
    fleets.push({ vendor, notifier: credential.name, tokens: await phones.tokens(vendor) })
  }
  await insertCrowd(site.record, users, fleets)
  return { base, token }
}

async function walk(
  site: Site,
  { base, token }: Omit<Rest, 'server'>,
  { kills, untilMs, onLife }: TaskLabOptions,
): Promise<readonly WalkLife[]> {
  const lives: WalkLife[] = []
  const create = async ({ url }: Server): Promise<void> => {
    if (lives.length > 0) return
    const pushMessage = { title: 'task lab', content: 'to everybody, once' }
    await call(url, token, 'POST', `${base}/push/task`, { pushMessage })
  }
  for (const kill of [...kills, undefined]) {
    const life = await liveWalk({ site, untilMs }, kill, create)
    lives.push(life)
    onLife?.(life)
    if (life.problem !== undefined) break
  }
  return lives
}

/** Over all lives. */
function memoryOf(lives: readonly WalkLife[], users: number): Thirds | undefined {
  return thirdsOf(
    lives.flatMap(life => life.samples),
    0,
    users,
  )
}

/** Of one life, over its own stretch. */
export function growthOf({ samples, from, to }: WalkLife): Thirds | undefined {
  return thirdsOf(samples, from.walked, to.walked)
}

function problemsOf(lives: readonly WalkLife[], kills: number, memory: Thirds | undefined): readonly string[] {
  const found = lives.flatMap(({ problem }, index) => (problem === undefined ? [] : [`life ${index + 1}: ${problem}`]))
  if (lives.length !== kills + 1) found.push(`${lives.length - 1} kills instead of ${kills}`)
  const stretches = [...lives.map(growthOf), memory].map(thirds => thirds?.growth ?? 0)
  const growths = [...stretches, peakGrowthOf(lives)].filter(growth => growth >= growthBytesMax)
  return growths.length > 0 ? [...found, `memory grew by ${Math.max(...growths)} bytes`] : found
}

/** From the peak of the first life that walked for a while to the highest of all, bytes. */
export function peakGrowthOf(lives: readonly WalkLife[]): number {
  const first = lives.find(life => growthOf(life) !== undefined)
  return first ? Math.max(...lives.map(life => peakOf(life.samples))) - peakOf(first.samples) : 0
}
