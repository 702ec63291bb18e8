// The tables of bench/cluster, and its goals as they stand.
import { printTable, ratio, thousands } from '../report.ts'
import type { OnlineRound } from './online.ts'
import type { Round } from './pipeline.ts'
import { type QueueRound, queueNames } from './queues.ts'
import type { SteadyRound } from './steady.ts'
import type { TaskRound } from './task.ts'

/** Deliveries per CPU second, of each of the two job queues. */
const goal = 5
const ours = '1 node, PostgreSQL'

/** Accepting, and working off. */
export function printPipeline(results: ReadonlyMap<string, Round>): void {
  const [first] = results.values()
  if (!first) throw new Error('nothing was measured')
  printTable(
    'Accepting over PostgreSQL, 96 connections over all nodes',
    ['variant', 'requests/s', 'p99 ms', 'node µs', 'PostgreSQL µs', 'together'],
    [...results].map(([name, { acceptRate, acceptP99Ms, acceptNodeUs, acceptDatabaseUs }]) => [
      ...[name, thousands(acceptRate), acceptP99Ms.toFixed(1), acceptNodeUs.toFixed(1), acceptDatabaseUs.toFixed(1)],
      ratio((acceptNodeUs + acceptDatabaseUs) / first.acceptNodeUs),
    ]),
  )
  printTable(
    'From accepted to durable outcome, a text for each user, all processes on the same two cores',
    ['variant', 'deliveries/s', 'node µs', 'PostgreSQL µs', 'PostgreSQL’s share', 'log bytes each', 'together'],
    [...results].map(([name, { workRate, workNodeUs, workDatabaseUs, workWalBytes }]) => [
      ...[name, thousands(workRate), workNodeUs.toFixed(1), workDatabaseUs.toFixed(1)],
      ...[percent(workDatabaseUs / (workNodeUs + workDatabaseUs)), workWalBytes.toFixed(0)],
      ratio((workNodeUs + workDatabaseUs) / first.workNodeUs),
    ]),
  )
}

/** One job per delivery. */
export function printQueues(
  own: { readonly pipeline: ReadonlyMap<string, Round>; readonly task: TaskRound },
  queues: ReadonlyMap<string, QueueRound>,
): void {
  const one = own.pipeline.get(ours)
  if (!one) throw new Error('one node was not measured')
  const { acceptNodeUs, workNodeUs, acceptDatabaseUs, workDatabaseUs, perCpuSecond } = one
  const { nodeUs, databaseUs } = own.task
  const ofTask = 1_000_000 / (nodeUs + databaseUs)
  const row = (name: string, us: readonly [process: number, database: number], each: number): readonly string[] => [
    ...[name, us[0].toFixed(1), us[1].toFixed(1), thousands(each), ratio(perCpuSecond / each), ratio(ofTask / each)],
  ]
  printTable(
    'One job per delivery, the same PostgreSQL: from request or job to its end',
    ['variant', 'process µs', 'PostgreSQL µs', 'per CPU second', 'single pushes are', 'a task is'],
    [
      row('Posthouse, single pushes', [acceptNodeUs + workNodeUs, acceptDatabaseUs + workDatabaseUs], perCpuSecond),
      row('Posthouse, a task’s devices', [nodeUs, databaseUs], ofTask),
      ...[...queues].map(([name, queue]) => row(name, [queue.processUs, queue.databaseUs], queue.perCpuSecond)),
    ],
  )
  process.stdout.write(
    '\nPosthouse takes each push over HTTP, plans it, sends it over HTTP/2 and TLS and records the outcome; a job does nothing.\n',
  )
  printTable(
    'Goals beside job queues',
    ['goal', 'single pushes', '', 'a task', ''],
    [queueNames.boss, queueNames.graphile].map(name => {
      const peer = queues.get(name)?.perCpuSecond ?? Number.NaN
      const [single, task] = [perCpuSecond / peer, ofTask / peer]
      const said = (reached: number): string => (reached >= goal ? 'met' : 'not met')
      return [`≥ ${goal} × ${name.split(',')[0]} per CPU second`, ratio(single), said(single), ratio(task), said(task)]
    }),
  )
}

/** Messages across nodes. */
export function printOnline(
  results: ReadonlyMap<string, OnlineRound>,
  nats: { readonly rate: number; readonly nodeUs: number; readonly natsUs: number },
  offered: number,
): void {
  printTable(
    `Messages to somebody on the next node, ${thousands(offered)} offered per second`,
    ['variant', 'per s', 'answered p50/p99 ms', 'received p50/p99 ms', 'node µs', 'PostgreSQL µs', 'NATS µs'],
    [
      ...[...results].map(([name, round]) => [
        ...[name, thousands(round.rate)],
        `${round.answerP50Ms.toFixed(1)} / ${round.answerP99Ms.toFixed(1)}`,
        `${round.receivedP50Ms.toFixed(1)} / ${round.receivedP99Ms.toFixed(1)}`,
        ...[round.nodeUs.toFixed(0), round.databaseUs.toFixed(0), round.natsUs.toFixed(0)],
      ]),
      [
        'limit: a NATS request and its reply',
        thousands(nats.rate),
        '–',
        '–',
        nats.nodeUs.toFixed(0),
        '–',
        nats.natsUs.toFixed(0),
      ],
    ],
  )
}

/** Even loads. */
export function printSteady(rounds: readonly SteadyRound[]): void {
  printTable(
    'One node at even loads, accepted and delivered',
    ['pushes/s', 'node cores', 'PostgreSQL cores', 'µs each', 'commits/s', 'log kB/s', 'p50 / p99 ms'],
    rounds.map(({ perSecond, nodeCores, databaseCores, commitsPerSecond, walBytesPerSecond, p50Ms, p99Ms }) => [
      ...[perSecond.toFixed(0), nodeCores.toFixed(3), databaseCores.toFixed(3)],
      perSecond === 0 ? '–' : (((nodeCores + databaseCores) * 1e6) / perSecond).toFixed(0),
      ...[commitsPerSecond.toFixed(0), (walBytesPerSecond / 1_000).toFixed(0)],
      perSecond === 0 ? '–' : `${p50Ms.toFixed(1)} / ${p99Ms.toFixed(1)}`,
    ]),
  )
}

/** Tasks for everybody. */
export function printTasks(results: ReadonlyMap<string, TaskRound>): void {
  const [first] = results.values()
  printTable(
    `A task to ${thousands(first?.devices ?? 0)} iPhones over PostgreSQL`,
    ['variant', 'devices/s', 'node µs', 'PostgreSQL µs', 'devices per CPU second', 'log bytes each', 'on disk'],
    [...results].map(([name, { rate, nodeUs, databaseUs, walBytes, diskBytes }]) => [
      ...[
        name,
        thousands(rate),
        nodeUs.toFixed(1),
        databaseUs.toFixed(1),
        thousands(1_000_000 / (nodeUs + databaseUs)),
      ],
      ...[walBytes.toFixed(0), diskBytes.toFixed(0)],
    ]),
  )
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`
}
