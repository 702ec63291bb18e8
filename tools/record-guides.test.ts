// The guides to backups and to moving the record, followed: every `sh` block is run by a shell, in order. Directories and the address of the
// database are replaced; what stands in `bash` blocks runs for ever, or is PostgreSQL's own.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from '../packages/server/src/sandbox/test-server.ts'
import { startPostgres, type TestPostgres } from '../packages/server/src/store/testing/postgres.ts'

const root = join(import.meta.dirname, '..')
const guideUrl = 'postgres://posthouse@db.example.com/posthouse'

let postgres: TestPostgres
let place: string
before(async () => {
  place = await mkdtemp(join(tmpdir(), 'posthouse-record-guides-'))
  postgres = await startPostgres()
})
after(async () => {
  await postgres.stop()
  await rm(place, { recursive: true, force: true })
})

async function blocksOf(guide: string): Promise<readonly string[]> {
  const text = await readFile(join(root, 'docs/guides', guide), 'utf8')
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(match => match[1] ?? '')
}

/** Runs a block; resolves with what it printed. A command that fails fails the test. */
async function run(
  block: string,
  replaced: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const script = [...replaced].reduce((text, [from, to]) => text.replaceAll(from, to), block)
  const program = '"$NODE" --conditions=source --disable-warning=ExperimentalWarning "$MAIN"'
  const prelude = `set -euo pipefail\nnpx() { [ "$1" = posthouse ]; shift; ${program} "$@"; }\n`
  const child = spawn('bash', ['-c', `${prelude}${script}`], {
    cwd: place,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
      LANG: 'en_US.UTF-8',
      NODE: process.execPath,
      MAIN: join(root, 'packages/server/src/main.ts'),
      ...env,
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
    })
  const [code] = await once(child, 'close')
  assert.equal(code, 0, `${script}\nended with ${code}: ${said}`)
  return said
}

/** The users of the demo app, by name. */
async function usersOf(server: TestServer): Promise<readonly string[]> {
  const { body } = await server.app('GET', 'users')
  return (body.entities as { username: string }[]).map(({ username }) => username)
}

test('backup.md: a copy is made, checked and put back, and the start asks for a word first', async () => {
  const data = join(place, 'backup', 'data')
  const backups = join(place, 'backup', 'backups')
  await mkdir(backups, { recursive: true })
  const replaced = new Map([
    ['/var/lib/posthouse', data],
    ['/var/backups', backups],
  ])
  const [make = '', check = '', putBack = '', ...more] = await blocksOf('backup.md')
  assert.deepEqual(more, [])
  {
    await using server = await startTestServer([], { dataPath: data })
    const env = { POSTHOUSE_SERVER: server.url, POSTHOUSE_ADMIN_KEY: server.demo.adminKey }
    assert.match(await run(make, replaced, env), /The copy is complete/)
    await server.app('POST', 'users', { username: 'zoe', password: 'secret' })
    assert.match(await run(check, replaced), /is whole: .*The master key opens it\./)
    assert.equal((await usersOf(server)).includes('zoe'), true)
    await new Promise(resolve => setTimeout(resolve, 150))
  }
  await run(putBack, replaced)
  await assert.rejects(startTestServer([], { dataPath: data }), /--accept-restore/)
  {
    await using server = await startTestServer(['--accept-restore'], { dataPath: data })
    assert.equal((await usersOf(server)).includes('zoe'), false)
  }
  await using _again = await startTestServer([], { dataPath: data })
})

test('move.md: there, compared, used, and back', async () => {
  const data = join(place, 'move')
  const database = await postgres.createDatabase()
  const replaced = new Map([
    ['/var/lib/posthouse', data],
    [guideUrl, database],
  ])
  const [there = '', compare = '', back = '', ...more] = await blocksOf('move.md')
  assert.deepEqual(more, [])
  {
    await using _server = await startTestServer([], { dataPath: data })
  }
  assert.match(await run(there, replaced), /Moved and verified: /)
  assert.match(await run(compare, replaced), /are the same: /)
  {
    await using server = await startTestServer(['--database', database], { dataPath: data })
    await server.app('POST', 'users', { username: 'zoe', password: 'secret' })
  }
  assert.match(await run(back, replaced), /Moved and verified: /)
  await assert.rejects(startTestServer(['--database', database], { dataPath: data }), /moved_away/)
  await using server = await startTestServer(['--database', join(data, 'returned.db')], { dataPath: data })
  assert.equal((await usersOf(server)).includes('zoe'), true)
})
