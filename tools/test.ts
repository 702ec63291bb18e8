// `npm test`: the checks, then every test of the repository on Node's own runner. The runner's summary is the last thing printed.
//
//   npm test                              checks and tests
//   npm test -- --only check | unit       one of the two
//   npm test -- packages/vendors/src/apns/*.test.ts     these tests alone, without the checks
import { spawnSync } from 'node:child_process'
import { chmodSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join, matchesGlob, resolve } from 'node:path'
import { run } from 'node:test'
import { dot, spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import { buildConsole } from './build-console.ts'
import { check } from './check.ts'
import { chromiumPath } from './chromium.ts'

const root = join(import.meta.dirname, '..')
const allTests: readonly string[] = [
  'packages/**/*.test.ts',
  'tools/**/*.test.ts',
  'prove/**/*.test.ts',
  'bench/**/*.test.ts',
  'conformance/**/*.test.ts',
  'examples/*.test.ts',
]
/** Where the files that take ten seconds and more are. They begin first, so that no core waits for a long one at the end. */
const longOnes: readonly string[] = [
  'prove/*.test.ts',
  'conformance/console/{pages,xss,overview,phones,hard-times}.browser.test.ts',
  '{conformance,examples}/**/*.browser.test.ts',
  'conformance/**',
  'tools/**',
  'packages/server/src/{sandbox,store}/*.test.ts',
]
/** Room in memory that all tests at once stay far below, bytes. */
const memoryBytesMin = 6 * 1024 ** 3
/** A test that takes longer hangs. */
const testTimeoutMs = 180_000
const closingLine = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/

interface Outcome {
  /** At least one test ran and none failed. */
  readonly isGreen: boolean
  /** The runner's closing lines: `tests 12`, `pass 12`, `fail 0`, … */
  readonly closing: readonly string[]
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true })
  const only = values.only ?? (positionals.length > 0 ? 'unit' : undefined)
  if (only !== undefined && only !== 'unit' && only !== 'check') {
    process.stderr.write(`npm test: --only takes check or unit, not ${only}\n`)
    process.exitCode = 64
    return
  }
  const failedChecks = only === 'unit' ? [] : await check()
  const outcome = only === 'check' ? undefined : await runTests(positionals.length > 0 ? positionals : allTests)
  if (failedChecks.length > 0) process.stdout.write(`\ncheck: failed: ${failedChecks.join(', ')}\n`)
  if (outcome !== undefined) process.stdout.write(`\n${outcome.closing.map(line => `# ${line}\n`).join('')}`)
  process.exitCode = failedChecks.length === 0 && outcome?.isGreen !== false ? 0 : 1
}

/** Runs the files that the patterns name, each in its own process; a run without a test is not green. */
async function runTests(patterns: readonly string[]): Promise<Outcome> {
  const files = globSync(patterns, { cwd: root, exclude: path => /(^|\/)(node_modules|dist)$/.test(path) })
  if (files.length === 0) process.stdout.write(`no test file matches ${patterns.join(' ')}\n`)
  if (files.some(file => file.endsWith('.browser.test.ts'))) await prepareBrowser()
  if (files.some(file => file.startsWith('conformance/console/'))) await buildConsole()
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal))
  const place = await placeForData()
  // Hundreds of processes load the same modules: each is compiled once.
  const compiled = join(place, 'compiled')
  const events = run({
    files: inOrder(files).map(file => resolve(root, file)),
    cwd: root,
    env: { NODE_COMPILE_CACHE: compiled, ...process.env, TMPDIR: place },
    // One more than there are cores: much of a test is waiting for a disk, a page or a retry.
    concurrency: availableParallelism() + 1,
    execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
    timeout: testTimeoutMs,
    signal: stop.signal,
  })
  let isGreen = false
  const closing: string[] = []
  events.on('test:summary', ({ file, success, counts }) => {
    if (file === undefined) isGreen = success && counts.tests > 0
  })
  events.on('test:diagnostic', ({ nesting, message }) => {
    if (nesting === 0 && closingLine.test(message)) closing.push(message)
  })
  const isWatched = process.stdout.isTTY && process.env['CI'] === undefined
  const report = isWatched ? events.compose(dot) : events.compose(new spec())
  try {
    for await (const text of report) process.stdout.write(text)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
  return { isGreen, closing }
}

/**
 * A folder for what tests write: in memory where there is room, because hundreds of databases wait for a disk at each commit. What a flush
 * is worth is shown by the labs that watch and break the calls themselves (prove/).
 */
async function placeForData(): Promise<string> {
  const memory = '/dev/shm'
  const isRoomy = await statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize >= memoryBytesMin,
    () => false,
  )
  const place = mkdtempSync(join(isRoomy && mayRun(memory) ? memory : tmpdir(), 'posthouse-tests-'))
  // Databases run as another user than root.
  chmodSync(place, 0o1777)
  return place
}

/** Some mounts run no programs, and tests unpack some. */
function mayRun(folder: string): boolean {
  const place = mkdtempSync(join(folder, 'posthouse-probe-'))
  try {
    const probe = join(place, 'probe')
    writeFileSync(probe, '#!/bin/sh\nexit 0\n', { mode: 0o755 })
    return spawnSync(probe).status === 0
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

function inOrder(files: readonly string[]): readonly string[] {
  const rank = (file: string): number => {
    const found = longOnes.findIndex(pattern => matchesGlob(file, pattern))
    return found < 0 ? longOnes.length : found
  }
  return [...files].sort().sort((one, other) => rank(one) - rank(other))
}

/** Installs Chromium where it is missing, before any test's time runs. A test that needs it says itself why there is none. */
async function prepareBrowser(): Promise<void> {
  try {
    await chromiumPath()
  } catch (cause) {
    process.stdout.write(`${cause instanceof Error ? cause.message : String(cause)}\n`)
  }
}

await main()
