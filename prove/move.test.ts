// A record that is moved under fire: a server on SQLite is killed with everything open, the record goes to PostgreSQL, another server
// there takes over, is killed too, and the record comes back. Then everybody's story is compared.
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../packages/server/src/base/clock.ts'
import { silentLog } from '../packages/server/src/base/log.ts'
import { moveRecord } from '../packages/server/src/store/move/move-record.ts'
import { openSource, openTarget } from '../packages/server/src/store/move/open-ends.ts'
import { startPostgres } from '../packages/server/src/store/testing/postgres.ts'
import { reportLines } from './audit.ts'
import { createChance } from './lab/chance.ts'
import { drain } from './lab/drain.ts'
import { openJournal } from './lab/journal.ts'
import { startLoad } from './lab/load.ts'
import { startReceiver } from './lab/receiver.ts'
import { judge } from './lab/round.ts'
import { type Server, startServer } from './lab/server-process.ts'
import { startSimulators } from './lab/simulators.ts'
import { furnish, tokensWanted } from './lab/world.ts'

const adminKey = 'pha_move-lab-operator-key-0123456789'

test('a record that is killed, moved to PostgreSQL, killed and moved back has lost nothing and said nothing twice', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'posthouse-move-lab-'))
  try {
    await using parts = new AsyncDisposableStack()
    const chance = createChance(8)
    await mkdir(join(directory, 'data'), { mode: 0o700 })
    const receiver = parts.use(await startReceiver(chance.stream('receiver')))
    const simulators = parts.use(await startSimulators(directory, tokensWanted))
    const postgres = parts.use(await startPostgres())
    const data = join(directory, 'data')
    const [before, between, after] = [
      join(data, 'posthouse.db'),
      await postgres.createDatabase(),
      join(data, 'back.db'),
    ]
    const start = async (database: string): Promise<Server> => {
      const logFile = join(directory, 'server.log')
      const server = await startServer({
        ...{ data, database, simulators: simulators.file, adminKey, failpoints: [], leaseDivisor: 10, logFile },
      })
      parts.defer(async () => {
        await server.kill()
      })
      return server
    }
    const first = await start(before)
    const world = await furnish(first.url, adminKey, simulators, receiver.url)
    const journal = openJournal(join(directory, 'journal.jsonl'))
    let title = 0
    const load = startLoad(world, journal, chance.stream('load'), () => {
      title += 1
      return `t-${title}`
    })
    const killUnderLoad = async (server: Server): Promise<void> => {
      load.moveTo(server.url)
      await new Promise(resolve => setTimeout(resolve, 1_500))
      await server.kill()
      load.moveTo()
    }
    await killUnderLoad(first)
    await move(before, between)
    await killUnderLoad(await start(between))
    await move(between, after)

    const last = await start(after)
    load.moveTo(last.url)
    await load.stop()
    const { tookMs } = await drain(after, () => last.isRunning)
    await last.stop()
    const round = await judge({ record: after, journal, simulators, receiver, world }, tookMs)
    assert.ok(round.report.isClean, reportLines(round.report).join('\n'))
    for (const invariant of ['I1', 'I2', 'I3', 'I4', 'I17'])
      assert.ok(
        round.report.checks.some(check => check.invariant === invariant && check.checked > 0),
        `${invariant} was looked at`,
      )
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

async function move(from: string, to: string): Promise<void> {
  const deps = { clock: systemClock, log: silentLog }
  await using source = await openSource(deps, from, async () => undefined)
  await using target = await openTarget(deps, to)
  const { signal } = new AbortController()
  await moveRecord({ from: source, to: target }, { monotonic: () => systemClock.monotonic(), signal, tell: () => {} })
}
