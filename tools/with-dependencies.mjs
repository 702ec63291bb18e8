// Runs a program of this repository on the Node of node_modules, after installing the dependencies where they are missing or
// not those of the lock file. Plain JavaScript without npm packages: it must run on whatever Node the machine has.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { handOver } from '../packages/server/bin/hand-over.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const binFolder = join(root, 'node_modules', '.bin')
const bundledNode = join(binFolder, 'node')
const lockFile = join(root, '.cache', 'install.lock')
const nodeMajorMin = 24
/** An install takes seconds to a few minutes; an older lock was left by another machine on the same disk. */
const lockAgeMsMax = 15 * 60_000

function say(text) {
  process.stderr.write(`posthouse: ${text}\n`)
}

function fail(text, code = 1) {
  say(text)
  process.exit(code)
}

/** Packages of a lock file by path; undefined when there is none, or when it was only half written. */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined // absent or torn: the same as not installed
  }
}

/**
 * npm writes node_modules/.package-lock.json as the last step of an install. What it lists must be what package-lock.json
 * asks for; only optional packages (other platforms) may be absent.
 */
function isInstalled() {
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'))
  if (installed === undefined) return false
  return Object.entries(lockedPackages(join(root, 'package-lock.json')) ?? {}).every(([path, wanted]) => {
    const found = installed[path]
    if (found === undefined) return path === '' || wanted.optional === true
    return ['version', 'resolved', 'integrity'].every(key => found[key] === wanted[key])
  })
}

/** Whether the process that took the lock is gone. */
function isLockStale() {
  try {
    const ageMs = Date.now() - statSync(lockFile).mtimeMs
    const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10)
    if (Number.isNaN(pid)) return ageMs > 10_000 // just being written, or its writer died before it wrote
    if (ageMs > lockAgeMsMax) return true
    process.kill(pid, 0)
    return false
  } catch (cause) {
    return cause.code === 'ESRCH' // ENOENT: released meanwhile; EPERM: alive, another user's
  }
}

/** One install at a time in this folder; released when this process ends. */
function takeLock() {
  mkdirSync(dirname(lockFile), { recursive: true })
  for (let turn = 0; ; turn++) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
      process.on('exit', releaseLock)
      return
    } catch (cause) {
      if (cause.code !== 'EEXIST') throw cause
    }
    if (turn === 0) say('another start is installing the dependencies; waiting for it…')
    if (isLockStale()) rmSync(lockFile, { force: true })
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  }
}

function releaseLock() {
  rmSync(lockFile, { force: true })
}

/** Runs `npm ci` to its end; a signal to us ends it too. */
async function npmCi() {
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm']
  const child = spawn(npm[0], [...npm.slice(1), ...args, '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, npm_config_update_notifier: 'false' },
  })
  let interrupt
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      interrupt = signal
      child.kill(signal)
    })
  }
  const code = await new Promise(done => {
    child.on('error', cause => fail(`cannot run npm: ${cause.message}`))
    child.on('exit', done)
  })
  if (interrupt !== undefined) fail('interrupted; the next start installs again.', 130)
  if (code !== 0) fail('`npm ci` failed; the lines above say why.', code ?? 1)
}

async function install() {
  try {
    takeLock()
  } catch (cause) {
    fail(
      `the dependencies must be installed, but this user may not write to ${root} (${cause.code}); run it once as its owner.`,
    )
  }
  if (!isInstalled()) {
    say('installing dependencies (once per lock file)…')
    // Without npm's own record a torn install can never pass for a whole one.
    rmSync(join(root, 'node_modules', '.package-lock.json'), { force: true })
    await npmCi()
    // npm puts the bundled Node first in the PATH of its scripts: on a C library that it cannot run on, it must go.
    if (existsSync(bundledNode) && spawnSync(bundledNode, ['--version']).status !== 0) rmSync(bundledNode)
  }
  releaseLock()
}

function newestNode() {
  if (existsSync(bundledNode)) return bundledNode
  if (Number(process.versions.node.split('.')[0]) >= nodeMajorMin) return process.execPath
  const platform = `${process.platform}-${process.arch}`
  return fail(
    `Node ${process.versions.node} is too old and no newer one came with the dependencies for ${platform}; ` +
      `install Node ${nodeMajorMin} or later and run the command again.`,
    78,
  )
}

if (!isInstalled()) await install()

const [program, ...args] = process.argv.slice(2)
if (program === undefined) fail('usage: node tools/with-dependencies.mjs <program of this repository> [arguments]', 64)
handOver(
  newestNode(),
  ['--conditions=source', '--disable-warning=ExperimentalWarning', resolve(root, program), ...args],
  {
    // Halves a second start. Beside the dependencies, because who may write there can change the program anyway.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'posthouse'),
    ...process.env,
    PATH: `${binFolder}${delimiter}${process.env.PATH ?? ''}`,
  },
)
