// Accepting and working, one after the other over the same record: nodes that only accept, with load on all of them; then new nodes that
// work off what was accepted, from claim to durable outcome over HTTP/2 and TLS. The parts' CPU time is counted apart.
import { setTimeout as pause } from 'node:timers/promises'
import { settledCount } from '../house.ts'
import { load, type Measured } from '../load.ts'
import { counting, type Nodes, type Share, type Site, startNodes, users, type Variant } from './site.ts'

/** One round of a variant. Costs are µs of CPU time, and bytes of the log, per push. */
export interface Round {
  readonly acceptRate: number
  readonly acceptP99Ms: number
  readonly acceptNodeUs: number
  readonly acceptDatabaseUs: number
  readonly acceptWalBytes: number
  readonly workRate: number
  readonly workNodeUs: number
  readonly workDatabaseUs: number
  readonly workWalBytes: number
  /** Pushes per CPU second of nodes and database together, from the request to the outcome. */
  readonly perCpuSecond: number
}

const connections = 96
/** A push of its own for each user, about as long as those of seed 002. */
const body = JSON.stringify({
  strategy: 2,
  pushMessage: { title: '环信推送', content: '你好，欢迎使用环信推送服务 {n}', sub_title: '环信' },
})

/** Accepts for some seconds, then works until every push has its outcome. */
export async function acceptAndWork(site: Site, variant: Variant, seconds: number): Promise<Round> {
  const accepted = await accept(site, variant, seconds)
  const worked = await work(site, variant, accepted.pushes)
  const each = ({ share, pushes }: Stretch, ms: (share: Share) => number): number => (ms(share) * 1_000) / pushes
  const round = {
    acceptRate: (accepted.pushes * 1_000) / accepted.share.elapsedMs,
    acceptP99Ms: accepted.p99Ms,
    acceptNodeUs: each(accepted, ({ nodesMs }) => nodesMs),
    acceptDatabaseUs: each(accepted, ({ databaseMs }) => databaseMs),
    acceptWalBytes: accepted.share.walBytes / accepted.pushes,
    workRate: (worked.pushes * 1_000) / worked.share.elapsedMs,
    workNodeUs: each(worked, ({ nodesMs }) => nodesMs),
    workDatabaseUs: each(worked, ({ databaseMs }) => databaseMs),
    workWalBytes: worked.share.walBytes / worked.pushes,
  }
  const { acceptNodeUs, acceptDatabaseUs, workNodeUs, workDatabaseUs } = round
  return { ...round, perCpuSecond: 1_000_000 / (acceptNodeUs + acceptDatabaseUs + workNodeUs + workDatabaseUs) }
}

interface Stretch {
  readonly pushes: number
  readonly share: Share
}

async function accept(site: Site, variant: Variant, seconds: number): Promise<Stretch & { readonly p99Ms: number }> {
  await using nodes = await startNodes(variant, 'api')
  // Short, so that code is warm and connections to the database are there.
  const warm = await onAll(site, variant, nodes, 1)
  const counted = await counting(site, nodes.programs)
  const results = await onAll(site, variant, nodes, seconds)
  const share = await counted()
  const pushes = sumOf(results)
  variant.accepted.count += sumOf(warm) + pushes
  return { pushes, share, p99Ms: Math.max(...results.map(({ p99Ms }) => p99Ms)) }
}

function sumOf(results: readonly Measured[]): number {
  return results.reduce((sum, { requests }) => sum + requests, 0)
}

function onAll(site: Site, { house }: Variant, { programs }: Nodes, seconds: number): Promise<readonly Measured[]> {
  return Promise.all(
    programs.map(program =>
      load(
        { url: `${program.ready}${house.base}/push/async/user-{n}`, token: house.token, users, program },
        { connections: Math.ceil(connections / programs.length), seconds, place: site.place, body },
      ),
    ),
  )
}

/** Measured from a fifth of the way on, when the nodes are warm. */
async function work(site: Site, variant: Variant, pushes: number): Promise<Stretch> {
  await using nodes = await startNodes(variant, 'api,worker')
  const at = { url: nodes.urls[0] ?? '' }
  const until = variant.accepted.count
  const from = until - pushes * 0.8
  let begun = await settledCount(at)
  while (begun < from) {
    await pause(20)
    begun = await settledCount(at)
  }
  const counted = await counting(site, nodes.programs)
  let settled = begun
  while (settled < until) {
    await pause(50)
    settled = await settledCount(at)
  }
  return { pushes: settled - begun, share: await counted() }
}
