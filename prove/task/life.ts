// One life of the server during the walk: looked at until it is killed as planned, or until the task is done.
import { setTimeout as pause } from 'node:timers/promises'
import { type Server, ServerNotReady } from '../lab/server-process.ts'
import type { Site } from '../lab/site.ts'
import { rssOf, type Sample } from './memory.ts'
import type { Kill } from './plan.ts'
import { loadProgress, type Progress } from './walked.ts'

/** How a life went. */
export interface WalkLife {
  /** Absent for the last one, which was let be. */
  readonly kill?: Kill
  readonly tookMs: number
  readonly from: Progress
  readonly to: Progress
  readonly samples: readonly Sample[]
  /** What was not as it must be. */
  readonly problem?: string
}

/** What a life needs from the lab. */
export interface LifeParts {
  readonly site: Site
  /** Of `performance.now()`: when the lab gives up. */
  readonly untilMs: number
}

/** Between two looks. */
const lookMs = 50

/** Lives until `kill`, or until nothing is open; the server is gone when it resolves. `onReady` is awaited before it is looked at. */
export async function liveWalk(
  { site, untilMs }: LifeParts,
  kill: Kill | undefined,
  onReady: (server: Server) => Promise<void>,
): Promise<WalkLife> {
  const startedMs = performance.now()
  const from = await loadProgress(site.record)
  const samples: Sample[] = []
  const ended = await lived()
  const to = await loadProgress(site.record)
  const tookMs = Math.round(performance.now() - startedMs)
  return { ...(kill ? { kill } : {}), tookMs, from, to, samples, ...ended }

  async function lived(): Promise<Pick<WalkLife, 'problem'>> {
    const server = await begin(site, kill)
    if (!server) return {}
    try {
      await onReady(server)
      return await watch(server)
    } finally {
      await server.kill()
    }
  }

  async function watch(server: Server): Promise<Pick<WalkLife, 'problem'>> {
    for (;;) {
      const [now, rssBytes] = await Promise.all([loadProgress(site.record), rssOf(server.pid)])
      if (rssBytes !== undefined) samples.push({ rssBytes, walked: now.walked })
      if (!server.isRunning) return endedItself(await server.ended, kill)
      if (isDone(now))
        return kill ? { problem: 'the task was done before the server was killed' } : await stopped(server)
      const isFar = now.state === 'finished' || now.walked - from.walked >= (kill?.kind === 'walked' ? kill.users : 0)
      if (kill?.kind === 'walked' && isFar) {
        await pause(kill.afterMs)
        return {}
      }
      if (performance.now() > untilMs) return { problem: 'the time was up' }
      await pause(lookMs)
    }
  }
}

/** Undefined where it died as planned before it said that it was ready: work that waited may pass the place at once. */
async function begin(site: Site, kill: Kill | undefined): Promise<Server | undefined> {
  try {
    return await site.start(kill?.kind === 'failpoint' ? [`${kill.place}:${kill.hit}`] : [])
  } catch (cause) {
    if (!(cause instanceof ServerNotReady) || kill?.kind !== 'failpoint' || cause.end.signal !== 'SIGKILL') throw cause
    return undefined
  }
}

function endedItself({ code, signal }: Awaited<Server['ended']>, kill: Kill | undefined): Pick<WalkLife, 'problem'> {
  return kill?.kind === 'failpoint' && signal === 'SIGKILL'
    ? {}
    : { problem: `it ended by itself with ${signal ?? code}` }
}

async function stopped(server: Server): Promise<Pick<WalkLife, 'problem'>> {
  const { code, signal } = await server.stop()
  return code === 0 ? {} : { problem: `it stopped with ${signal ?? code}` }
}

/** Whether everybody was gone over and nothing is open. */
function isDone({ state, open }: Progress): boolean {
  return state === 'finished' && open === 0
}
