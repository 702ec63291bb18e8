// `posthouse serve`: reads the settings, opens everything, says where it is, and stops in order when it is told to.
import { readFileSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { VendorIo } from '@posthouse/vendors'
import { compose, type System } from './app/compose.ts'
import { ConfigError, readConfig } from './app/config.ts'
import { type DataDirectory, openDataDirectory, operatorKey, writePrivate } from './app/data-directory.ts'
import { leaveStandardStreams } from './app/log-lines.ts'
import { createLog } from './app/logger.ts'
import { rereadConfig } from './app/reread-config.ts'
import type { Config } from './app/settings.ts'
import { readVendorProxies } from './app/vendor-proxies.ts'
import { version } from './app/version.ts'
import { systemClock } from './base/clock.ts'
import type { Log } from './base/log.ts'
import { pause } from './base/pause.ts'
import { systemRandom } from './base/random.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { readPlaces, simulatedIo } from './sandbox/simulated-io.ts'
import { isAway } from './store/postgres-errors.ts'

/**
 * Exit codes of sysexits(3): 78 = the configuration cannot be used, 69 = the database cannot be reached now, so that whoever supervises
 * should start it again, 70 = the server failed while running.
 */
const exitConfig = 78
const exitUnreachable = 69
const exitFailed = 70

/**
 * Runs until SIGTERM or SIGINT, or until its terminal is closed; resolves with the exit code. A second signal ends the process at once.
 * SIGHUP from anybody but a terminal has the settings checked (F112).
 */
export async function serve(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  try {
    const sources = { argv, env, readFile, nodeFlags: process.execArgv }
    const config = readConfig(sources)
    const proxies = readVendorProxies(config.vendorProxy)
    const log = createLog(config.logLevel)
    keepDebuggerShut(log)
    const hungUp = untilHungUp(() => rereadConfig(config, sources, log))
    const directory = await openDataDirectory(config.data, config.masterKeyFile)
    const adminKey = await operatorKey(directory, config.adminKey, systemRandom)
    await using parts = new AsyncDisposableStack()
    const sandbox = config.sandbox ? parts.use(await openSandbox(directory)) : undefined
    const vendorIo = ioOf(config, sandbox)
    const throughProxy = (vendor: string): VendorIo => withProxy(vendorIo(vendor), proxies.get(vendor))
    const system = parts.use(
      await compose({ config, directory, adminKey, log, ioOf: throughProxy, sandbox: sandbox?.desk }),
    )
    const stopped = untilStopped(system, hungUp, log)
    const url = await start(system, config, directory, adminKey, sandbox)
    log.info('server.ready', { url, sandbox: config.sandbox })
    const code = await stopped
    await drain(system, config, code, log)
    return code
  } catch (cause) {
    return explain(cause)
  }
}

/** Leaves nothing behind that would keep a process which has its exit code from ending (F19, F119). */
export function leave(): Promise<void> {
  return leaveStandardStreams(systemClock)
}

/** Says that it is not ready, and goes on until balancers have turned away from it; what failed waits for nobody. */
async function drain(system: System, { drainWaitMs }: Config, code: number, log: Log): Promise<void> {
  system.drain()
  if (code !== 0 || drainWaitMs === 0) return
  log.info('server.draining', { drainWaitMs })
  await pause(systemClock, drainWaitMs, system.store.failed)
}

async function openSandbox(directory: DataDirectory): Promise<Sandbox> {
  const { startSandbox } = await import('./sandbox/sandbox.ts')
  return await startSandbox({ clock: systemClock, random: systemRandom, directory })
}

function ioOf(config: Config, sandbox: Sandbox | undefined): (vendor: string) => VendorIo {
  const world = { clock: systemClock, random: systemRandom }
  const places = sandbox?.places ?? (config.simulators === '' ? undefined : readPlaces(config.simulators, readFile))
  if (places) return vendor => simulatedIo(places, vendor, world)
  return () => ({ clock: systemClock, random: () => systemRandom.fraction(), endpoints: {} })
}

/** Simulators too: a proxy can be tried in the sandbox. */
function withProxy(io: VendorIo, proxy: string | undefined): VendorIo {
  return proxy === undefined ? io : { ...io, proxy }
}

/** Listens, leaves what the command line needs, and tells a person what to do next. */
async function start(
  system: System,
  config: Config,
  directory: DataDirectory,
  adminKey: string,
  sandbox: Sandbox | undefined,
): Promise<string> {
  const { url: listening, adminUrl } = await system.listen()
  const url = config.publicUrl === '' ? listening : config.publicUrl
  const at = { server: listening, admin: adminUrl }
  // A key that the operator keeps elsewhere is not copied to the disk.
  const operator = config.adminKey === '' ? { ...at, adminKey } : at
  await writePrivate(directory.operator, `${JSON.stringify(operator, undefined, 2)}\n`)
  const steps = sandbox ? await sandbox.furnish(system, { url: listening, adminUrl, adminKey }) : undefined
  // Only now: in the sandbox the vendors must know the apps before anything is sent to them.
  system.work()
  const isApi = config.roles.includes('api')
  const setUp = isApi ? await system.offerSetUp() : undefined
  const lines = [
    `ready ${url}\n`,
    adminUrl === listening ? '' : `admin ${adminUrl}\n`,
    // A fragment: browsers send it nobody (S10).
    isApi ? `Console: ${adminUrl}/console${setUp === undefined ? '' : `/set-up#${setUp}`}\n` : '',
    config.simulators === '' ? '' : 'Sending to simulators: nothing reaches a real phone.\n',
    steps ?? '',
  ]
  // In one write: a script that reads the first line and closes the pipe must not end the server by a second one.
  process.stdout.write(lines.join(''))
  return url
}

/** Resolves with the exit code once somebody wants the end: a signal, a store that can no longer be trusted (I16), or a newer program (F113). */
function untilStopped(system: System, hungUp: Promise<NodeJS.Signals>, log: Log): Promise<number> {
  return new Promise(resolve => {
    const stop = (signal: NodeJS.Signals) => {
      log.info('server.stopping', { signal })
      for (const again of ['SIGTERM', 'SIGINT'] as const) process.once(again, () => process.exit(128 + 15))
      resolve(0)
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
    void hungUp.then(stop)
    const leave = (): void => {
      log.error('server.outdated', { known: version })
      resolve(exitConfig)
    }
    if (system.outdated.aborted) leave()
    system.outdated.addEventListener('abort', leave)
    system.store.failed.addEventListener('abort', () => {
      log.error('store.failed', { cause: String(system.store.failed.reason) })
      resolve(exitFailed)
    })
  })
}

/**
 * Without a listener SIGHUP ends a process at once and without a word. From a terminal that is closed it means the end, in order: resolves
 * then. Others send it to a server that has no terminal to have it look at its settings. Heard from before there is anything to stop.
 */
function untilHungUp(reread: () => void): Promise<NodeJS.Signals> {
  const hasTerminal = isatty(0) || isatty(1)
  return new Promise(resolve => {
    process.on('SIGHUP', signal => (hasTerminal ? resolve(signal) : reread()))
  })
}

/** Node opens the debugger's port at SIGUSR1 where nobody listens, for everybody on the machine (S54). */
function keepDebuggerShut(log: Log): void {
  process.on('SIGUSR1', () => log.warn('debugger.refused'))
}

function explain(cause: unknown): number {
  if (cause instanceof ConfigError) {
    for (const fault of cause.faults) process.stderr.write(`posthouse: ${fault}\n`)
    return exitConfig
  }
  if (isAway(cause)) {
    process.stderr.write(`posthouse: the database cannot be reached: ${cause.message || String(cause.code)}\n`)
    return exitUnreachable
  }
  const sentence = cause instanceof Error ? cause.message : String(cause)
  process.stderr.write(`posthouse: ${sentence}\n`)
  return isBug(cause) ? exitFailed : exitConfig
}

/** What keeps a server from starting is its surroundings (a port, a file, a key, a database), unless the program itself broke. */
function isBug(cause: unknown): boolean {
  return cause instanceof TypeError || cause instanceof ReferenceError || cause instanceof RangeError
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
