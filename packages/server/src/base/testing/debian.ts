// Where a program of the operating system is, for the tests that need a real one: found on the machine, else installed with apt-get where
// this runs as root. Without either it fails and says what to do; a test is never skipped.
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A program that a Debian package has. */
export interface DebianProgram {
  /** For people. */
  readonly title: string
  /** What its file may be called. */
  readonly names: readonly string[]
  readonly debianPackage: string
}

/** Updating the lists and installing 100 MB takes a minute or two; an older lock was left by a process that died. */
const installMsMax = 10 * 60_000
const lookAgainMs = 500

/** Where to look and what may be done; tests give their own. */
export interface Machine {
  /** Looked through in this order. */
  readonly folders: readonly string[]
  readonly isRoot: boolean
  /** The installer's name or path. */
  readonly aptGet: string
  /** A folder that exists while somebody installs. */
  readonly lockFolder: string
}

/** The program's path. Rejects with a sentence for a person where there is none and none can be installed. */
export async function programPath(program: DebianProgram, machine: Machine = thisMachine()): Promise<string> {
  return found(program, machine) ?? (await installed(program, machine))
}

function thisMachine(): Machine {
  return {
    folders: [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/usr/sbin'],
    isRoot: process.getuid?.() === 0,
    aptGet: 'apt-get',
    lockFolder: join(tmpdir(), `posthouse-apt-${process.getuid?.() ?? 0}.lock`),
  }
}

function found({ names }: DebianProgram, { folders }: Machine): string | undefined {
  return folders.flatMap(folder => names.map(name => join(folder, name))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** One process installs; others wait for it and then find what it installed. */
async function installed(program: DebianProgram, machine: Machine): Promise<string> {
  const { isRoot, aptGet, lockFolder } = machine
  const { title, debianPackage } = program
  const isDebian = spawnSync(aptGet, ['--version'], { stdio: 'ignore' }).status === 0
  if (!isRoot || !isDebian)
    throw new Error(
      `no ${title} was found: install it (Debian and Ubuntu: apt-get install ${debianPackage}) and run again`,
    )
  const untilMs = performance.now() + installMsMax
  while (!isLocked(lockFolder)) {
    if (performance.now() > untilMs)
      throw new Error(`another process has been installing programs for too long: remove ${lockFolder}`)
    await sleep(lookAgainMs)
  }
  try {
    const before = found(program, machine)
    if (before !== undefined) return before
    await run(aptGet, ['update'], untilMs)
    await run(aptGet, ['install', '-y', '--no-install-recommends', debianPackage], untilMs)
  } finally {
    rmSync(lockFolder, { recursive: true, force: true })
  }
  const path = found(program, machine)
  if (path === undefined) throw new Error(`apt-get installed ${debianPackage}, but no ${title} is in the PATH`)
  return path
}

/** A folder is made by one process only. */
function isLocked(lockFolder: string): boolean {
  try {
    mkdirSync(join(lockFolder, '..'), { recursive: true })
    mkdirSync(lockFolder)
    return true
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    if (isStale(lockFolder)) rmSync(lockFolder, { recursive: true, force: true })
    return false
  }
}

function isStale(lockFolder: string): boolean {
  const made = statSync(lockFolder, { throwIfNoEntry: false })
  return made !== undefined && Date.now() - made.mtimeMs > installMsMax
}

/** Runs apt-get without questions; ends it when the time is over. */
function run(aptGet: string, args: readonly string[], untilMs: number): Promise<void> {
  const leftMs = Math.max(1_000, Math.round(untilMs - performance.now()))
  const child = spawn(aptGet, ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: leftMs,
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => said.push(text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`apt-get ${args.join(' ')} ended with ${signal ?? code}:\n${said.join('').slice(-2_000)}`))
    })
  })
}
