// One life of the server: started, loaded, ended as the cycle says. A death that did not happen as planned is a problem: a lab whose
// faults do not fire proves nothing (reliability §4).
import { join } from 'node:path'
import { injectFault } from '../disk/strace.ts'
import { flood } from './flood.ts'
import type { Load } from './load.ts'
import type { Cycle } from './plan.ts'
import { type Server, type ServerEnd, ServerNotReady, stopMsMax } from './server-process.ts'
import type { Site } from './site.ts'

/** How a cycle went. */
export interface Life {
  readonly cycle: Cycle
  /** From start to end, ms. */
  readonly livedMs: number
  readonly end: ServerEnd
  /** What was not as it must be. */
  readonly problem?: string
  /** F35: from PostgreSQL's return to the first answer or the server's own end, ms. */
  readonly backAfterMs?: number
}

/** What a life needs from the lab. */
export interface LifeParts {
  readonly site: Site
  readonly load: Pick<Load, 'moveTo'>
  /** Resolves at the next request that is answered 2xx. */
  readonly nextAccepted: () => Promise<void>
}

/** How long a named place may take to be passed. */
const reachMsMax = 10_000
/** PostgreSQL's return to work (F35 says 5 s; a busy machine gets more). */
const backMsMax = 30_000

/** Lives one cycle; the server is gone when it resolves. */
export async function live(parts: LifeParts, cycle: Cycle): Promise<Life> {
  const startedMs = performance.now()
  const lived = await end(parts, cycle)
  parts.load.moveTo()
  return { cycle, livedMs: Math.round(performance.now() - startedMs), ...lived }
}

type Ended = Omit<Life, 'cycle' | 'livedMs'>

async function end(parts: LifeParts, cycle: Cycle): Promise<Ended> {
  const server = await begin(parts, cycle)
  if (!('url' in server)) return server
  switch (cycle.kind) {
    case 'kill':
      await Promise.race([pause(cycle.afterMs), server.ended])
      return await killed(server)
    case 'failpoint':
      return await diedThere(server, cycle)
    case 'stop':
      await pause(cycle.afterMs)
      return await stopped(server)
    case 'second':
      await pause(cycle.afterMs)
      return await challenged(parts, server)
    case 'disk':
      return await onBadDisk(parts, server, cycle)
    case 'memory':
      return await outOfMemory(parts, server)
    case 'database':
      await pause(cycle.afterMs)
      return await withoutDatabase(parts, server)
  }
}

async function begin({ site, load }: LifeParts, cycle: Cycle): Promise<Server | Ended> {
  try {
    const server = await site.start(
      cycle.kind === 'failpoint' ? [`${cycle.place}:${cycle.hit}`] : [],
      cycle.kind === 'memory' ? cycle.heapMiB : undefined,
    )
    load.moveTo(server.url)
    return server
  } catch (cause) {
    if (!(cause instanceof ServerNotReady)) throw cause
    // Work that waited from before may pass the place before the server says that it is ready.
    const isPlanned = cycle.kind === 'failpoint' && cause.end.signal === 'SIGKILL'
    return { end: cause.end, ...(isPlanned ? {} : { problem: cause.message }) }
  }
}

async function killed(server: Server): Promise<Ended> {
  const isOwnEnd = !server.isRunning
  const gone = await server.kill()
  return { end: gone, ...(isOwnEnd ? { problem: `it ended by itself with ${gone.signal ?? gone.code}` } : {}) }
}

async function diedThere(server: Server, { place }: Extract<Cycle, { kind: 'failpoint' }>): Promise<Ended> {
  const died = await Promise.race([server.ended, pause(reachMsMax)])
  if (!died) return { end: await server.kill(), problem: `${place} was not passed within ${reachMsMax} ms` }
  return { end: died, ...(died.signal === 'SIGKILL' ? {} : { problem: `it ended with ${died.code} instead` }) }
}

async function stopped(server: Server): Promise<Ended> {
  const askedMs = performance.now()
  const gone = await server.stop()
  const tookMs = Math.round(performance.now() - askedMs)
  if (gone.code !== 0)
    return { end: gone, problem: `SIGTERM: it ended with ${gone.signal ?? gone.code} after ${tookMs} ms` }
  return { end: gone, ...(tookMs > stopMsMax ? { problem: `SIGTERM took ${tookMs} ms` } : {}) }
}

async function challenged(parts: LifeParts, server: Server): Promise<Ended> {
  const problem = await refusesSecond(parts)
  const answered = await Promise.race([parts.nextAccepted().then(() => true), pause(reachMsMax)])
  const end = await server.kill()
  const mute = answered ? undefined : 'the first server answered nothing after the second one tried'
  const found = problem ?? mute
  return { end, ...(found === undefined ? {} : { problem: found }) }
}

async function refusesSecond({ site }: LifeParts): Promise<string | undefined> {
  try {
    const second = await site.startSecond()
    await second.kill()
    return 'a second process opened the same data'
  } catch (cause) {
    if (!(cause instanceof ServerNotReady)) throw cause
    return cause.end.code === 0 ? 'the second process ended with 0' : undefined
  }
}

async function onBadDisk(
  { site }: LifeParts,
  server: Server,
  { calls, errorAt }: Extract<Cycle, { kind: 'disk' }>,
): Promise<Ended> {
  if (site.postgres) throw new Error('this cycle needs SQLite')
  const files = ['', '-wal'].map(ending => `${site.record}${ending}`)
  const traceFile = join(site.directory, 'disk.trace')
  await using fault = await injectFault({ pid: server.pid, calls, files, as: { errorAt }, traceFile })
  const end = await Promise.race([server.ended, pause(reachMsMax)])
  const { injected } = await fault.seen()
  if (!end) return { end: await server.kill(), problem: `${injected} errors did not end it within ${reachMsMax} ms` }
  const isFailStop = injected > 0 && end.code !== null && end.code !== 0
  return { end, ...(isFailStop ? {} : { problem: `it ended with ${end.signal ?? end.code} after ${injected} errors` }) }
}

async function outOfMemory({ site }: LifeParts, server: Server): Promise<Ended> {
  await flood(server, site.adminKey)
  const end = await Promise.race([server.ended, pause(reachMsMax)])
  if (!end) return { end: await server.kill(), problem: 'its memory was enough for everything' }
  return { end, ...(end.code === 0 ? { problem: 'it ended with 0' } : {}) }
}

async function withoutDatabase({ site, nextAccepted }: LifeParts, server: Server): Promise<Ended> {
  if (!site.postgres) throw new Error('this cycle needs PostgreSQL')
  await site.postgres.kill()
  await site.postgres.restart()
  const backMs = performance.now()
  const first = await Promise.race([nextAccepted().then(() => 'answered'), server.ended, pause(backMsMax)])
  const backAfterMs = Math.round(performance.now() - backMs)
  const isFailStop = !server.isRunning
  const end = await server.kill()
  if (isFailStop && end.code === 0) return { end, backAfterMs, problem: 'it ended with 0 after a storage failure' }
  return { end, backAfterMs, ...(first ? {} : { problem: `nothing was accepted for ${backMsMax} ms` }) }
}

function pause(forMs: number): Promise<undefined> {
  return new Promise(resolve => setTimeout(() => resolve(undefined), forMs))
}
