import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { RecordFacts } from './audit/facts.ts'
import { loadRecord } from './audit/record.ts'
import { checkSums } from './audit/sums.ts'
import { checkTaskSums } from './audit/tasks.ts'
import { createChance } from './lab/chance.ts'
import { armSome } from './lab/faults.ts'
import { openJournal } from './lab/journal.ts'
import { startLoad } from './lab/load.ts'
import { startReceiver } from './lab/receiver.ts'
import { startSimulators } from './lab/simulators.ts'
import { openSite } from './lab/site.ts'
import { furnish, tokensWanted } from './lab/world.ts'

/** Samples, under a load that goes on meanwhile and across a kill. */
const samples = 12
const killedAfter = 6
/** Requests between two samples. */
const requestsBetween = 10
const seed = 20_260_118

test('F118 I17: read in a loop while pushes, tasks and faults go on, and a kill, the sums match at every sample', async t => {
  const directory = await mkdtemp(join(tmpdir(), 'posthouse-sums-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  const chance = createChance(seed)
  await using parts = new AsyncDisposableStack()
  await mkdir(join(directory, 'places'))
  const receiver = parts.use(await startReceiver(chance.stream('receiver')))
  const simulators = parts.use(await startSimulators(join(directory, 'places'), tokensWanted))
  const site = parts.use(await openSite(directory, 'sqlite', simulators))
  const journal = openJournal(join(directory, 'journal.jsonl'))
  let server = await site.start([])
  const world = await furnish(server.url, site.adminKey, simulators, receiver.url)
  let tags = 0
  const load = startLoad(world, journal, chance.stream('load'), () => `t0-${++tags}`)
  parts.defer(() => load.stop())
  load.moveTo(server.url)
  await load.delivered()
  const sizes = new Set<number>()
  let open = 0
  for (let sample = 0; sample < samples; sample += 1) {
    armSome(simulators, chance.stream(`faults ${sample}`))
    if (sample === killedAfter) {
      await server.kill()
      server = await site.start([])
      load.moveTo(server.url)
    }
    const enough = journal.requests.length + requestsBetween
    while (journal.requests.length < enough) await new Promise(setImmediate)
    const record = await loadRecord(site.record)
    const checks = [...checkSums({ record }), ...checkTaskSums({ record: withoutBusyTasks(record) })]
    const offenders = checks.flatMap(check => check.offenders.map(one => `${check.statement}: ${one.id} ${one.why}`))
    assert.deepEqual([...offenders, ...miscountedTasks(record)], [], `sample ${sample}`)
    sizes.add(record.deliveries.length)
    open += record.deliveries.filter(({ status }) => status === undefined).length
  }
  assert.ok(sizes.size > samples / 2, 'each sample is another state')
  assert.ok(open > 0, 'some samples are of deliveries under way')
})

/** The tasks of pushes, by push. */
function tasksOf({ pushes }: RecordFacts): ReadonlyMap<string, string> {
  return new Map(pushes.flatMap(({ id, taskId }) => (taskId === undefined ? [] : [[id, taskId]])))
}

/** What is open has no provider yet, so that a task's sums per provider can be judged when nothing of it is. */
function withoutBusyTasks(record: RecordFacts): RecordFacts {
  const taskOf = tasksOf(record)
  const busy = new Set(
    record.deliveries.flatMap(one => (one.status === undefined ? taskOf.get(one.pushId) : undefined) ?? []),
  )
  return {
    ...record,
    pushes: record.pushes.filter(({ taskId }) => taskId === undefined || !busy.has(taskId)),
    taskCounts: record.taskCounts.filter(({ taskId }) => !busy.has(taskId)),
  }
}

/** I17 of every task, over all providers: targeted are all of its deliveries, the open ones too. */
function miscountedTasks(record: RecordFacts): readonly string[] {
  const taskOf = tasksOf(record)
  const deliveries = Map.groupBy(record.deliveries, ({ pushId }) => taskOf.get(pushId))
  return record.tasks.flatMap(({ id }) => {
    const rows = record.taskCounts.filter(row => row.taskId === id && row.measure === 'targeted')
    const targeted = rows.reduce((sum, { counted }) => sum + counted, 0)
    const there = deliveries.get(id)?.length ?? 0
    return targeted === there ? [] : [`task ${id}: targeted ${targeted}, deliveries ${there}`]
  })
}
