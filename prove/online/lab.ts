// The online lab: clients that flap, fall silent, are killed and come back, a server that is killed with SIGKILL, and messages to users and
// groups all the while; then the audit of every message for every app (I7, F12, F91, F92, F95, F97).
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { call } from '../../packages/server/src/sandbox/rest.ts'
import { createApp, type Rest } from '../lab/app.ts'
import { type Chance, createChance } from '../lab/chance.ts'
import type { Engine } from '../lab/plan.ts'
import type { Server } from '../lab/server-process.ts'
import { startSimulators } from '../lab/simulators.ts'
import { openSite, type Site } from '../lab/site.ts'
import { auditOnline, faultsOf, type OnlineReport } from './audit.ts'
import { Crowd } from './crowd.ts'
import { type Network, openNetwork } from './network.ts'
import { type CrowdOrder, linesOf } from './orders.ts'

/** What to run. */
export interface OnlineLabOptions {
  readonly engine: Engine
  readonly clients: number
  /** All clients together. */
  readonly messages: number
  /** How often the server is killed. */
  readonly kills: number
  readonly seed: number
  /** Of `performance.now()`: when the lab gives up. */
  readonly untilMs: number
  readonly onEvent?: (text: string) => void
}

/** How it went. */
export interface OnlineLabResult {
  readonly report: OnlineReport
  readonly faults: readonly string[]
  readonly cuts: number
  readonly silences: number
  readonly crowdKills: number
  readonly serverKills: number
  readonly tookMs: number
  /** Evidence, kept only where something is wrong. */
  readonly directory: string
}

const processes = 4
/** Between two faults of the network, ms. */
const faultEveryMs = 700
/** How long clients may take to have everything once the last message was sent, ms. */
const settleMsMax = 120_000

/** Runs it. Every process that it starts has ended when it resolves. */
export async function runOnlineLab(options: OnlineLabOptions): Promise<OnlineLabResult> {
  const directory = await mkdtemp(join(tmpdir(), 'posthouse-online-'))
  const result = await runIn(directory, options)
  if (result.faults.length === 0) await rm(directory, { recursive: true, force: true })
  return result
}

async function runIn(directory: string, options: OnlineLabOptions): Promise<OnlineLabResult> {
  await using owned = new AsyncDisposableStack()
  const chance = createChance(options.seed)
  const simulators = owned.use(await startSimulators(directory, { live: 0, dead: 0 }))
  const site = owned.use(await openSite(directory, options.engine, simulators))
  const network = owned.use(await openNetwork(chance.stream('network')))
  const storm = new Storm(options, site, network, chance.stream('storm'))
  await storm.serve()
  const crowds = await gather(directory, options, site, network, storm)
  for (const crowd of crowds) owned.use(crowd)
  const startedMs = performance.now()
  await storm.rage(crowds)
  const report = await settle(site, directory, options.untilMs)
  const { cuts, silences, serverKills } = storm
  const crowdKills = crowds.reduce((sum, { killed }) => sum + killed, 0)
  const tookMs = Math.round(performance.now() - startedMs)
  const early = storm.isLate ? ['the time was up before every message was sent'] : []
  return {
    ...{ report, cuts, silences, crowdKills, serverKills, tookMs, directory },
    faults: [...early, ...faultsOf(report)],
  }
}

/** Makes the app and starts the clients, who make their users; then the groups. All are logged in when it resolves. */
async function gather(
  directory: string,
  options: OnlineLabOptions,
  site: Site,
  network: Network,
  storm: Storm,
): Promise<readonly Crowd[]> {
  const made = await createApp(storm.url, site.adminKey, { org: 'lab', name: 'online' })
  const users = Array.from({ length: options.clients }, (_, index) => `client${index}`)
  const folder = join(directory, 'clients')
  await mkdir(folder)
  const { appID, appSign } = made
  const shared = { appID, appSign, server: network.url, folder, everybody: users, seed: options.seed }
  const messages = Math.ceil(options.messages / options.clients)
  const crowds = Array.from({ length: Math.min(processes, options.clients) }, (_, place) => {
    const own = users.filter((_, index) => index % processes === place)
    const order: CrowdOrder = { ...shared, users: own, messages, journal: journalOf(directory, place) }
    return new Crowd(order)
  })
  await Promise.all(crowds.map(crowd => crowd.start()))
  const groups = await makeGroups(made, users)
  for (const crowd of crowds) crowd.go({ groups })
  return crowds
}

function journalOf(directory: string, place: number): string {
  return join(directory, 'clients', `journal-${place}.log`)
}

const groupSize = 20

/** Every user is in one group; resolves with whose is which. */
async function makeGroups(
  { server, base, token }: Rest,
  users: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const groups: Record<string, readonly string[]> = {}
  for (let first = 0; first < users.length; first += groupSize) {
    const [owner = '', ...members] = users.slice(first, first + groupSize)
    const body = { groupname: owner, description: 'lab', public: true, maxusers: groupSize, owner, members }
    const { data } = (await call(server, token, 'POST', `${base}/chatgroups`, body)) as {
      readonly data: { readonly groupid: string }
    }
    for (const user of [owner, ...members]) groups[user] = [data.groupid]
  }
  return groups
}

/** Everything that goes wrong on purpose. */
class Storm {
  cuts = 0
  silences = 0
  serverKills = 0
  isLate = false
  url = ''
  readonly #options: OnlineLabOptions
  readonly #site: Site
  readonly #network: Network
  readonly #chance: Chance
  #server: Server | undefined

  constructor(options: OnlineLabOptions, site: Site, network: Network, chance: Chance) {
    this.#options = options
    this.#site = site
    this.#network = network
    this.#chance = chance
  }

  /** Starts a server and leads the network to it. */
  async serve(): Promise<void> {
    this.#server = await this.#site.start([])
    this.url = this.#server.url
    this.#network.lead(this.url)
  }

  /** Until every client has sent everything, and the server was killed as often as planned. */
  async rage(crowds: readonly Crowd[]): Promise<void> {
    const everyFaults = this.#faultsPerKill()
    for (let fault = 1; !crowds.every(({ isDone }) => isDone) || this.serverKills < this.#options.kills; fault += 1) {
      if (performance.now() > this.#options.untilMs) {
        this.isLate = true
        return
      }
      await pause(faultEveryMs)
      if (this.serverKills < this.#options.kills && fault % everyFaults === 0) await this.#killServer()
      else if (fault % (everyFaults * 2) === everyFaults - 1) await this.#killCrowd(crowds)
      else if (this.#chance.happens(0.1)) this.silences += this.#network.silence(0.03)
      else this.cuts += this.#network.cut(0.1)
    }
  }

  /** Kills are spread over the time that the messages will take. */
  #faultsPerKill(): number {
    const perClient = this.#options.messages / this.#options.clients
    const lastsMs = perClient * usualRestMs
    return Math.max(2, Math.floor(lastsMs / faultEveryMs / (this.#options.kills + 1)))
  }

  async #killServer(): Promise<void> {
    await this.#server?.kill()
    this.serverKills += 1
    this.#options.onEvent?.(`server killed, ${this.serverKills} of ${this.#options.kills}`)
    await this.serve()
  }

  async #killCrowd(crowds: readonly Crowd[]): Promise<void> {
    const crowd = this.#chance.pick(crowds)
    this.#options.onEvent?.('a quarter of the clients killed')
    await crowd.killAndReturn()
  }
}

const usualRestMs = 250

/** Audits again and again until nothing is missing, or the clients had time enough. */
async function settle(site: Site, directory: string, untilMs: number): Promise<OnlineReport> {
  const lastMs = Math.min(performance.now() + settleMsMax, Math.max(untilMs, performance.now() + faultEveryMs))
  for (;;) {
    const journals = await Promise.all(
      Array.from({ length: processes }, async (_, place) =>
        linesOf(await readFile(journalOf(directory, place), 'utf8').catch(() => '')),
      ),
    )
    const report = await auditOnline(site.record, journals)
    if (report.lostCount === 0 || performance.now() > lastMs) return report
    await pause(1_000)
  }
}
