// The online lab: clients that flap, fall silent, are killed and come back, a server that is killed with SIGKILL, and messages to users and
// groups all the while; then the audit of every message for every app (I7, F12, F91, F92, F95, F97).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Chance, createChance } from '../lab/chance.ts'
import type { Engine } from '../lab/plan.ts'
import type { Server } from '../lab/server-process.ts'
import { startSimulators } from '../lab/simulators.ts'
import { openSite, type Site } from '../lab/site.ts'
import { faultsOf, type OnlineReport } from './audit.ts'
import type { Crowd } from './crowd.ts'
import { gather, settle } from './gathering.ts'
import { type Network, openNetwork } from './network.ts'

/** What to run. */
export interface OnlineLabOptions {
  readonly engine: Engine
  readonly clients: number
  /** All clients together. */
  readonly messages: number
  /** How often the server is killed. */
  readonly kills: number
  readonly seed: number
  /** Of `performance.now()`: when the lab gives up to send. */
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

/** Between two faults of the network, ms. */
const faultEveryMs = 700

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
  const { clients, messages, seed } = options
  const door = network.url
  const wanted = { directory, server: storm.url, adminKey: site.adminKey, door, clients, messages, seed }
  const crowds = await gather(wanted)
  for (const crowd of crowds) owned.use(crowd)
  const startedMs = performance.now()
  await storm.rage(crowds)
  const report = await settle(site.record, directory)
  const { cuts, silences, serverKills } = storm
  const crowdKills = crowds.reduce((sum, { killed }) => sum + killed, 0)
  const tookMs = Math.round(performance.now() - startedMs)
  const early = storm.isLate ? ['the time was up before every message was sent'] : []
  return {
    ...{ report, cuts, silences, crowdKills, serverKills, tookMs, directory },
    faults: [...early, ...faultsOf(report)],
  }
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
