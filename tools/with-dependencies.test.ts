// The launcher of `npm start` and `npm test` in small repositories that need no registry: their one dependency is a folder.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'posthouse-start-'))
after(() => rmSync(folder, { recursive: true }))

const installing = 'posthouse: installing dependencies'

test('dependencies are installed before the first start, and not before the second', async () => {
  const home = repository('first')
  const first = await start(home, 'a', '--b')
  assert.deepEqual([first.stdout, first.code], ['from one ["a","--b"]\n', 3])
  assert.ok(first.stderr.includes(installing))
  const second = await start(home)
  assert.deepEqual([second.stdout, second.stderr, second.code], ['from one []\n', '', 3])
})

test('a changed lock file is installed at the next start', async () => {
  const home = repository('changed')
  await start(home)
  lock(home, 'two')
  const { stdout, stderr } = await start(home)
  assert.equal(stdout, 'from two []\n')
  assert.ok(stderr.includes(installing))
})

test('a torn install is installed again', async () => {
  const home = repository('torn')
  await start(home)
  for (const torn of [undefined, '{"packages":{']) {
    const record = join(home, 'node_modules/.package-lock.json')
    if (torn === undefined) rmSync(record)
    else writeFileSync(record, torn)
    const { stdout, stderr } = await start(home)
    assert.equal(stdout, 'from one []\n')
    assert.ok(stderr.includes(installing))
  }
})

test('of starts at the same time one installs and the others wait for it', async () => {
  const home = repository('together')
  const starts = await Promise.all([start(home), start(home), start(home)])
  assert.deepEqual(
    starts.map(({ stdout, code }) => [stdout, code]),
    Array(3).fill(['from one []\n', 3]),
  )
  assert.equal(starts.filter(({ stderr }) => stderr.includes(installing)).length, 1)
  assert.equal(existsSync(join(home, '.cache/install.lock')), false)
})

test('a lock left by a process that is gone, or by one that never wrote its id, is taken over', async () => {
  const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(gone, 'exit')
  for (const text of [String(gone.pid), '']) {
    const home = repository(`stale-${text.length}`)
    const lockFile = join(home, '.cache/install.lock')
    mkdirSync(join(home, '.cache'))
    writeFileSync(lockFile, text)
    utimesSync(lockFile, new Date(0), new Date(0))
    const { stdout } = await start(home)
    assert.equal(stdout, 'from one []\n')
  }
})

test('a failed install says so, ends with an error and is tried again', async () => {
  const home = repository('failing')
  const lockFile = join(home, 'package-lock.json')
  const whole = readFileSync(lockFile, 'utf8')
  writeFileSync(lockFile, whole.replaceAll('"one"', '"other"'))
  const { stderr, code } = await start(home)
  assert.match(stderr, /`npm ci` failed/)
  assert.equal(code, 1)
  writeFileSync(lockFile, whole)
  assert.equal((await start(home)).stdout, 'from one []\n')
})

test('the program gets the signal and its exit code is ours', async () => {
  const home = repository('signals')
  await start(home)
  const child = launch(home, 'wait')
  for await (const text of child.stdout?.setEncoding('utf8') ?? []) if (String(text).includes('waiting')) break
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  assert.deepEqual(await ended, [5, null])
})

/** A repository whose program prints which of two folders its dependency is. */
function repository(name: string): string {
  const home = join(folder, name)
  mkdirSync(join(home, 'tools'), { recursive: true })
  for (const path of ['tools/with-dependencies.mjs', 'packages/server/bin/hand-over.js']) {
    cpSync(join(root, path), join(home, path))
  }
  for (const version of ['one', 'two']) {
    mkdirSync(join(home, version))
    writeFileSync(
      join(home, version, 'package.json'),
      JSON.stringify({ name: version, version: '1.0.0', main: 'a.js' }),
    )
    writeFileSync(join(home, version, 'a.js'), `module.exports = '${version}'`)
  }
  const program = `import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const args = process.argv.slice(2)
process.exitCode = 3
if (args[0] === 'wait') {
  process.on('SIGTERM', () => process.exit(5))
  setInterval(() => {}, 1e6)
  console.log('waiting')
} else {
  console.log('from', require(existsSync('node_modules/two') ? 'two' : 'one'), JSON.stringify(args))
}
`
  writeFileSync(join(home, 'program.mjs'), program)
  lock(home, 'one')
  return home
}

/** Makes the folder `name` the repository's only dependency, in manifest and lock file. */
function lock(home: string, name: string): void {
  const dependencies = { [name]: `file:${name}` }
  const manifest = { name: 'small', version: '1.0.0', private: true, type: 'module', dependencies }
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest))
  const packages = {
    '': { name: 'small', version: '1.0.0', dependencies },
    [`node_modules/${name}`]: { resolved: name, link: true },
    [name]: { version: '1.0.0' },
  }
  const lockFile = { name: 'small', version: '1.0.0', lockfileVersion: 3, requires: true, packages }
  writeFileSync(join(home, 'package-lock.json'), JSON.stringify(lockFile))
}

function launch(home: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['tools/with-dependencies.mjs', 'program.mjs', ...args], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function start(home: string, ...args: readonly string[]) {
  const child = launch(home, ...args)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', text => {
      output[name] += text
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { ...output, code }
}
