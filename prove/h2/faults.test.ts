// The short form of the laboratory: a few sessions of each fault. `npm run prove:h2` plays a thousand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ClientKind, clientKinds } from './clients.ts'
import { faults } from './faults.ts'
import { issuePapers } from './papers.ts'
import { offenderLines } from './report.ts'
import { runFaults } from './run.ts'

const papers = await issuePapers(Date.now())
const client = clientKinds.find(({ name }) => name === 'posthouse') as ClientKind
const sessions = 20

for (const fault of faults) {
  test(`${fault.id}: ${fault.title}: nothing lost, nothing twice, no answer misreported, back in time`, async () => {
    const [sum] = await runFaults({ faults: [fault], client, papers, sessions, seed: 1, shape: 'any' })
    assert.ok(sum && sum.requests > sessions)
    assert.deepEqual(offenderLines(sum), [])
  })
}

test('F57 F58 F59 F60 F61 F62 F63 F64 F65 F66 are all in the catalogue', () => {
  assert.deepEqual(
    faults.map(({ id }) => id),
    Array.from({ length: 10 }, (_, index) => `F${57 + index}`),
  )
})
