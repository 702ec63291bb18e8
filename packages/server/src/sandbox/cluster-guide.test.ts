// The guide to the cluster is followed as it stands, in one shell: three processes over a real PostgreSQL and a real NATS. Only ports and
// addresses are those of this machine.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { processEnvironment } from '../app/config.ts'
import { freePort } from '../base/testing/service.ts'
import { startNats } from '../bus/testing/nats.ts'
import { startPostgres } from '../store/testing/postgres.ts'
import { guideBlocks } from './testing/guide.ts'

const guides = ['cluster.md', 'cluster.zh-CN.md'] as const
const program = join(import.meta.dirname, '../../bin/posthouse.js')

/** The guide's script, with what this machine has in place of what the guide's has. */
async function scriptOf(database: string, nats: string): Promise<string> {
  const blocks = await guideBlocks(guides[0])
  let script = blocks.map(({ text }) => text).join('')
  for (const port of [8091, 8092, 8093, 8191, 8192, 8193]) {
    script = script.replaceAll(String(port), String(await freePort()))
  }
  return script
    .replace('postgres://posthouse:change-me@127.0.0.1:5432/posthouse', database)
    .replace('nats://127.0.0.1:4222', nats)
}

test('both guides show the same commands', async () => {
  const [english, chinese] = await Promise.all(guides.map(guideBlocks))
  assert.deepEqual(chinese, english)
  assert.ok((english?.length ?? 0) >= 6)
})

test('the guide’s commands start three nodes, of which one leaves in the end', { timeout: 60_000 }, async () => {
  await using postgres = await startPostgres()
  await using nats = await startNats()
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'posthouse-cluster-guide-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  await symlink(program, join(folder, 'posthouse'))
  const script = await scriptOf(await postgres.createDatabase(), nats.url)
  // Jobs are known by their number, as at a terminal; what is left ends with the script.
  const whole = `set -eum\ntrap 'kill -TERM $(jobs -p) 2>/dev/null; wait' EXIT\n${script}`
  const path = `${folder}:${processEnvironment()['PATH'] ?? ''}`
  const env = { PATH: path, HOME: folder, POSTHOUSE_LOG_LEVEL: 'error', LANG: 'en_US.UTF-8' }
  const shell = spawn('bash', ['-c', whole], { cwd: folder, env, timeout: 45_000 })
  let said = ''
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      said += text
    })
  }
  const [code] = await once(shell, 'close')
  assert.equal(code, 0, said)
  const tables = said.split(/NUMBER +NAME.*\n/).slice(1)
  assert.equal(tables.length, 2, said)
  const states = (table: string | undefined) =>
    ['one', 'two', 'three'].map(name => new RegExp(`^\\d+\\*? +${name} +(\\w+)`, 'm').exec(table ?? '')?.[1])
  assert.deepEqual(states(tables[0]), ['present', 'present', 'present'], said)
  assert.deepEqual(states(tables[1]), ['present', 'present', 'left'], said)
  assert.match(said, /posthouse_nodes\{role="worker"\} [123]$/m)
  assert.equal(
    said.match(/^Console: .*set-up#/gm)?.length,
    1,
    'S12 of the links for the first account that were printed all work',
  )
})
