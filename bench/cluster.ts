// Many nodes over PostgreSQL and NATS, beside one embedded process and beside job queues over the same PostgreSQL. On a machine with two
// cores more processes cannot be faster; what counts is the CPU time that each part takes per delivery, which tells how many machines
// carry how much. What was measured goes into measured.json, for bench/plan.
import { chatAcross, natsAlone, type OnlineRound } from './cluster/online.ts'
import { acceptAndWork, type Round } from './cluster/pipeline.ts'
import { printOnline, printPipeline, printQueues, printSteady, printTasks } from './cluster/print.ts'
import { enqueueAndWork, openQueues, queueNames } from './cluster/queues.ts'
import { openSite, openVariant, type Site, type Variant } from './cluster/site.ts'
import { atSteadyLoads, type SteadyRound } from './cluster/steady.ts'
import { addCrowd, type TaskRound, tasksForAll } from './cluster/task.ts'
import { type Measured, recordMeasured } from './measured.ts'
import { missingTools } from './nghttp2.ts'
import { interleaved, medians } from './report.ts'
import { bench, type Run } from './settings.ts'

/** Measures and prints. */
export async function cluster(run: Run): Promise<void> {
  const missing = await missingTools()
  if (missing !== undefined) {
    process.stderr.write(`${missing}\n`)
    process.exitCode = 1
    return
  }
  await using site = await openSite(run.place)
  const variants: Variant[] = []
  for (const nodes of [0, 1, 2, 3]) variants.push(await openVariant(site, nodes))
  const [embedded, one] = variants
  if (!embedded || !one) throw new Error('no variants')
  const sizeBefore = await site.database.sizeBytes(one.url ?? '')
  const pipeline = await pushes(site, variants, run)
  const diskBytesPerPush = ((await site.database.sizeBytes(one.url ?? '')) - sizeBefore) / one.accepted.count
  const across = variants[2] ?? one
  const sizeQuiet = await site.database.sizeBytes(across.url ?? '')
  const online = await messages(site, variants, run)
  const diskBytesPerMessage = ((await site.database.sizeBytes(across.url ?? '')) - sizeQuiet) / across.said.count
  const steady = await loads(site, run)
  const task = await tasks(site, variants, run)
  const raw = await queues(site, { pipeline, task }, run)
  record(run, { pipeline, online, steady, task, diskBytesPerPush, diskBytesPerMessage, raw, embedded, one })
}

type Pipeline = ReadonlyMap<string, Round>

async function pushes(site: Site, variants: readonly Variant[], { quick, seed }: Run): Promise<Pipeline> {
  const seconds = quick ? 1 : 3
  const rounds = await interleaved(variants, quick ? 1 : 3, seed, variant => acceptAndWork(site, variant, seconds))
  const results = new Map([...rounds].map(([name, measured]) => [name, medians(measured)]))
  printPipeline(results)
  return results
}

/** Resolves with what the limit took per row, µs. */
async function queues(
  site: Site,
  ours: { readonly pipeline: Pipeline; readonly task: TaskRound },
  { quick, seed }: Run,
): Promise<number> {
  await using opened = new AsyncDisposableStack()
  const peers = await openQueues(site, opened)
  const jobs = quick ? 2_000 : 50_000
  for (const peer of peers) await enqueueAndWork(site, peer, jobs / 10)
  const rounds = await interleaved(peers, quick ? 1 : 3, seed, peer => enqueueAndWork(site, peer, jobs))
  const results = new Map([...rounds].map(([name, measured]) => [name, medians(measured)]))
  printQueues(ours, results)
  const limit = results.get(queueNames.raw)
  return limit ? limit.processUs + limit.databaseUs : Number.NaN
}

async function messages(
  site: Site,
  variants: readonly Variant[],
  { quick, seed }: Run,
): Promise<ReadonlyMap<string, OnlineRound>> {
  // Below what any of them can do, so that times say something; each sender's own limit is 10 a second (spec/zego.md §7).
  const load = { devices: quick ? 40 : 1_000, forMs: quick ? 1_000 : 8_000, pauseMs: quick ? 200 : 500 }
  const rounds = await interleaved(variants, quick ? 1 : 3, seed, variant => chatAcross(site, variant, load))
  const results = new Map([...rounds].map(([name, measured]) => [name, medians(measured)]))
  printOnline(results, await natsAlone(site, quick ? 2_000 : 50_000), (load.devices / 2) * (1_000 / load.pauseMs))
  return results
}

async function loads(site: Site, { quick }: Run): Promise<readonly SteadyRound[]> {
  const variant = await openVariant(site, 1)
  const rounds = await atSteadyLoads(site, variant, quick ? [50, 200] : [20, 100, 400, 1_200, 3_000], quick ? 2 : 10)
  printSteady(rounds)
  return rounds
}

async function tasks(site: Site, variants: readonly Variant[], { quick }: Run): Promise<TaskRound> {
  const chosen = variants.filter(({ url, nodes }) => url !== undefined && nodes !== 2)
  const results = new Map<string, TaskRound>()
  for (const variant of chosen) {
    await addCrowd(site, variant, quick ? 5_000 : 200_000)
    results.set(variant.name, await tasksForAll(site, variant, quick ? 1 : 3))
  }
  printTasks(results)
  const [first] = results.values()
  if (!first) throw new Error('no task was measured')
  return first
}

interface Everything {
  readonly pipeline: Pipeline
  readonly online: ReadonlyMap<string, OnlineRound>
  readonly steady: readonly SteadyRound[]
  readonly task: TaskRound
  readonly diskBytesPerPush: number
  readonly diskBytesPerMessage: number
  readonly raw: number
  readonly embedded: Variant
  readonly one: Variant
}

function record({ quick }: Run, everything: Everything): void {
  const { pipeline, online, steady, task, diskBytesPerPush, diskBytesPerMessage, raw, embedded, one } = everything
  const [own, other] = [pipeline.get(one.name), pipeline.get(embedded.name)]
  const [chat, otherChat] = [online.get('2 nodes, PostgreSQL'), online.get(embedded.name)]
  if (!own || !other || !chat || !otherChat) throw new Error('not everything was measured')
  const byNodes = [...pipeline].flatMap(([name, round], nodes) =>
    name === embedded.name
      ? []
      : [
          {
            nodes,
            nodeUs: round.acceptNodeUs + round.workNodeUs,
            databaseUs: round.acceptDatabaseUs + round.workDatabaseUs,
          },
        ],
  )
  const values: Omit<Measured['cluster'], 'origin'> = {
    accept: { nodeUs: own.acceptNodeUs, databaseUs: own.acceptDatabaseUs, walBytes: own.acceptWalBytes },
    work: { nodeUs: own.workNodeUs, databaseUs: own.workDatabaseUs, walBytes: own.workWalBytes },
    ...{ byNodes, steady, diskBytesPerPush, rawUs: raw },
    task: { nodeUs: task.nodeUs, databaseUs: task.databaseUs, walBytes: task.walBytes, diskBytes: task.diskBytes },
    message: {
      ...{ nodeUs: chat.nodeUs, databaseUs: chat.databaseUs, natsUs: chat.natsUs, walBytes: chat.walBytes },
      diskBytes: diskBytesPerMessage,
    },
  }
  recordMeasured(quick, 'cluster', values)
  const workUs = other.workNodeUs
  recordMeasured(quick, 'embedded', { acceptUs: other.acceptNodeUs, workUs, messageUs: otherChat.nodeUs })
}

if (import.meta.main) await bench(cluster)
