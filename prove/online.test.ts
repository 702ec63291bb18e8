import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runOnlineLab } from './online/lab.ts'

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`I7, F12, F91, F92, F95, F97: clients that flap and die and a server that is killed lose nothing, hear nothing twice, and keep the order: ${engine}`, async () => {
    const untilMs = performance.now() + 45_000
    const result = await runOnlineLab({ engine, clients: 16, messages: 480, kills: 2, seed: 20_261_121, untilMs })
    assert.deepEqual(result.faults, [])
    assert.equal(result.serverKills, 2)
    assert.ok(result.crowdKills > 0 && result.cuts > 0, 'nothing went wrong: that proves little')
    assert.ok(result.report.stored > 400, `${result.report.stored} messages`)
  })
}
