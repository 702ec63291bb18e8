import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { reportLines } from './audit.ts'
import { type ClusterResult, runClusterLab } from './cluster/lab.ts'
import { databaseKilled } from './cluster/troubles/database.ts'
import { natsKilled } from './cluster/troubles/nats.ts'
import { killed } from './cluster/troubles/nodes.ts'

const seed = 20_261_122

describe(`three nodes on one PostgreSQL and one NATS, seed ${seed}`, () => {
  let result: ClusterResult
  before(async () => {
    result = await runClusterLab({
      ...{ nodes: 3, seed, leaseDivisor: 20, calmMs: 300 },
      rounds: [[killed, natsKilled, databaseKilled]],
      online: { clients: 8, messages: 160 },
      untilMs: Number.POSITIVE_INFINITY,
    })
  })

  test('F18, F35, F46: a node, PostgreSQL and NATS are killed under load, and come back', t => {
    assert.deepEqual(
      result.troubles.map(({ trouble }) => trouble.id),
      ['F18', 'F46', 'F35'],
    )
    for (const { name, tookMs, goalMs } of result.measures) t.diagnostic(`${name}: ${tookMs} ms of ${goalMs}`)
    assert.deepEqual(result.problems, [], `evidence in ${result.directory}`)
  })

  test('I1, I2, I3, I4, I10, I15, I17: nothing accepted is lost, and every delivery has one outcome', () => {
    const [round] = result.rounds
    assert.ok(round, 'nothing was audited')
    const failed = round.report.checks.filter(({ offenders }) => offenders.length > 0)
    assert.deepEqual(reportLines({ checks: failed, isClean: false }), [], `evidence in ${result.directory}`)
    assert.ok(round.deliveries > 100, `${round.deliveries} deliveries`)
  })

  test('I7: messages between devices on different nodes are neither lost nor given twice, and keep their order', () => {
    assert.ok((result.online?.stored ?? 0) > 120, `${result.online?.stored} messages`)
    assert.equal(result.online?.lostCount, 0)
  })
})
