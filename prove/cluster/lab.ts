// The cluster lab: nodes on one PostgreSQL and one NATS, clients of both kinds spread over them, one trouble after the other, and the audits
// of pushes and of messages. What is judged is only what others saw, as in the other labs.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Chance, createChance } from '../lab/chance.ts'
import { drain, isDone } from '../lab/drain.ts'
import { armSome } from '../lab/faults.ts'
import { type Journal, openJournal } from '../lab/journal.ts'
import { type Load, startLoad } from '../lab/load.ts'
import { type Receiver, startReceiver } from '../lab/receiver.ts'
import { judge, openText, type Round } from '../lab/round.ts'
import { type Simulators, startSimulators } from '../lab/simulators.ts'
import { furnish, tokensWanted, type World } from '../lab/world.ts'
import { faultsOf, type OnlineReport } from '../online/audit.ts'
import { gather, settle } from '../online/gathering.ts'
import { type Network, openNetwork } from '../online/network.ts'
import { type ClusterSite, openClusterSite } from './site.ts'
import { joinAsStranger, type Stranger } from './stranger.ts'
import { type Measure, startDead, type Trouble, type TroubleEnd } from './trouble.ts'

/** What to run. */
export interface ClusterLabOptions {
  readonly nodes: number
  readonly seed: number
  /** Drains and audits after each round of them. */
  readonly rounds: readonly (readonly Trouble[])[]
  readonly leaseDivisor: number
  /** Between two troubles, ms. */
  readonly calmMs: number
  /** Clients of the online channel, and the messages of all of them together; 0: none. */
  readonly online: { readonly clients: number; readonly messages: number }
  /** No trouble begins after this instant of `performance.now()`. */
  readonly untilMs: number
  readonly onTrouble?: (told: ToldTrouble) => void
  readonly onRound?: (round: Round) => void
}

/** A trouble that is over. */
export interface ToldTrouble extends TroubleEnd {
  readonly trouble: Trouble
  readonly tookMs: number
}

/** How it went. */
export interface ClusterResult {
  readonly troubles: readonly ToldTrouble[]
  readonly measures: readonly Measure[]
  readonly rounds: readonly Round[]
  readonly online: OnlineReport | undefined
  /** What was not as planned, and what the audit of messages found; besides what the audits of pushes say. */
  readonly problems: readonly string[]
  readonly isClean: boolean
  /** Evidence, kept only where something is wrong: journals, logs. */
  readonly directory: string
}

/** Runs the plan. Every process that it starts has ended when it resolves. */
export async function runClusterLab(options: ClusterLabOptions): Promise<ClusterResult> {
  const directory = await mkdtemp(join(tmpdir(), 'posthouse-cluster-'))
  const result = await runIn(directory, options)
  if (result.isClean) await rm(directory, { recursive: true, force: true })
  return result
}

interface Lab {
  readonly options: ClusterLabOptions
  readonly directory: string
  readonly site: ClusterSite
  readonly simulators: Simulators
  readonly receiver: Receiver
  readonly journal: Journal
  readonly stranger: Stranger
  readonly network: Network
  readonly world: World
  readonly chance: Chance
  readonly problems: string[]
  readonly troubles: ToldTrouble[]
  readonly rounds: Round[]
}

async function runIn(directory: string, options: ClusterLabOptions): Promise<ClusterResult> {
  const { nodes, leaseDivisor } = options
  await using parts = new AsyncDisposableStack()
  const chance = createChance(options.seed)
  await mkdir(join(directory, 'places'))
  const receiver = parts.use(await startReceiver(chance.stream('receiver')))
  const simulators = parts.use(await startSimulators(join(directory, 'places'), tokensWanted))
  const site = parts.use(await openClusterSite(directory, { nodes, leaseDivisor, simulators }))
  const stranger = parts.use(await joinAsStranger(site.nats.url))
  const network = parts.use(await openNetwork(chance.stream('network')))
  site.onServing(urls => network.lead(...urls))
  const journal = openJournal(join(directory, 'journal.jsonl'))
  const world = await furnish(site.urls[0] ?? '', site.adminKey, simulators, receiver.url)
  const shared = { options, directory, site, simulators, receiver, journal, stranger, network, world, chance }
  const lab: Lab = { ...shared, problems: [], troubles: [], rounds: [] }
  const online = await withCrowds(lab, () => runRounds(lab))
  if (stranger.streamCalls > 0)
    lab.problems.push(`F49: ${stranger.streamCalls} calls to JetStream, which keeps nothing of ours`)
  const { troubles, rounds, problems } = lab
  const isClean = problems.length === 0 && rounds.every(({ report }) => report.isClean)
  return {
    troubles,
    measures: troubles.flatMap(one => one.measures ?? []),
    rounds,
    online,
    problems,
    isClean,
    directory,
  }
}

/** Clients that send messages to each other meanwhile, and the audit of what they were given. */
async function withCrowds(lab: Lab, run: () => Promise<void>): Promise<OnlineReport | undefined> {
  const { options, directory, site, network, problems } = lab
  const { clients, messages } = options.online
  if (clients === 0) {
    await run()
    return undefined
  }
  await using owned = new AsyncDisposableStack()
  const [server = ''] = site.urls
  const wanted = {
    directory,
    server,
    adminKey: site.adminKey,
    door: network.url,
    clients,
    messages,
    seed: options.seed,
  }
  const crowds = await gather(wanted)
  for (const crowd of crowds) owned.use(crowd)
  await run()
  const lastMs = performance.now() + sendMsMax
  while (!crowds.every(({ isDone }) => isDone) && performance.now() < lastMs) await pause(200)
  if (!crowds.every(({ isDone }) => isDone))
    problems.push(`messages were not all sent ${sendMsMax} ms after the last trouble`)
  const report = await settle(site.record, directory)
  problems.push(...faultsOf(report))
  return report
}

/** How long clients may still send once the last round is over, ms. */
const sendMsMax = 60_000

async function runRounds(lab: Lab): Promise<void> {
  for (const troubles of lab.options.rounds) {
    if (performance.now() > lab.options.untilMs) return
    const load = startLoad(lab.world, lab.journal, lab.chance.stream(`load ${lab.rounds.length}`), tags(lab))
    let isOver = false
    lab.site.onServing(urls => isOver || load.moveTo(...urls))
    await pause(lab.options.calmMs)
    for (const trouble of troubles) {
      if (performance.now() < lab.options.untilMs) await runTrouble(lab, load, trouble)
    }
    const round = await auditRound(lab, load)
    isOver = true
    lab.options.onRound?.(round)
    if (!round.report.isClean) return
  }
}

/** Titles go on where the journal ends. */
function tags({ rounds }: Lab): () => string {
  const round = rounds.length
  let last = 0
  return () => {
    last += 1
    return `t${round}-${last}`
  }
}

async function runTrouble(lab: Lab, load: Load, trouble: Trouble): Promise<void> {
  const { site, journal, stranger, options } = lab
  const chance = lab.chance.stream(`trouble ${lab.troubles.length}`)
  armSome(lab.simulators, chance)
  const startedMs = performance.now()
  const end = await trouble.run({ site, journal, load, stranger, chance, leaseDivisor: options.leaseDivisor })
  const told = { ...end, trouble, tookMs: Math.round(performance.now() - startedMs) }
  lab.troubles.push(told)
  if (end.problem !== undefined) lab.problems.push(`${trouble.id}: ${end.problem}`)
  options.onTrouble?.(told)
  await startDead(site)
  await pause(options.calmMs)
}

/** What is owed is asked, what is open is finished by all nodes together, then everybody's story is compared. */
async function auditRound(lab: Lab, load: Load): Promise<Round> {
  const { site, simulators, journal, receiver, world, problems } = lab
  simulators.disarm()
  await load.stop()
  const { tookMs, left } = await drain(site.record, () => site.urls.length > 0)
  if (!isDone(left)) problems.push(`after ${tookMs} ms ${openText(left)} are still open`)
  const round = await judge({ record: site.record, journal, simulators, receiver, world }, tookMs)
  lab.rounds.push(round)
  return round
}
