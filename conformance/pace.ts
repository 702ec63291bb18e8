// Keeps the suite below the rates that the documentation names (spec/easemob.md §6.1, §11.1), per app and group of endpoints, so that
// only the rules about limits meet one. Written from the documentation, and not from any server's table.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply } from './raw-client.ts'

/**
 * Waits until one more call of the group stays within its rate. What it resolves with is to be called when the answer has come: a busy
 * server counts a call later than it was sent.
 */
export interface Pace {
  take(method: string, path: string): Promise<() => void>
}

interface Rate {
  readonly calls: number
  readonly windowMs: number
}

/** The first line that fits a call, `METHOD path-below-the-app`, names its rate. */
const rates: readonly (readonly [RegExp, string, Rate])[] = [
  [/^POST push\/sync\//, 'sync', { calls: 1, windowMs: 1_000 }],
  [/^POST push\/async\//, 'async', { calls: 20, windowMs: 1_000 }],
  [/^POST push\/single/, 'single', { calls: 10, windowMs: 1_000 }],
  [/^POST push\/list/, 'list', { calls: 10, windowMs: 1_000 }],
  [/^[A-Z]+ push\/(task|message)/, 'task', { calls: 1, windowMs: 1_000 }],
  [/^[A-Z]+ push\/label\/[^/]+\/user/, 'label users', { calls: 30, windowMs: 1_000 }],
  [/^[A-Z]+ push\/label/, 'label', { calls: 10, windowMs: 1_000 }],
  [/^GET push\/data/, 'statistics', { calls: 10, windowMs: 10_000 }],
  [/^[A-Z]+ notification\/template/, 'template', { calls: 10, windowMs: 1_000 }],
  [/^POST token/, 'token', { calls: 300, windowMs: 1_000 }],
  [/^DELETE users\?/, 'batch delete', { calls: 30, windowMs: 1_000 }],
  [/^/, 'users', { calls: 100, windowMs: 1_000 }],
]

/** What two clocks and a network may differ by, ms. */
const marginMs = 60

/** The pace of one app. */
export function createPace(): Pace {
  const taken = new Map<string, { atMs: number }[]>()
  return {
    async take(method, path) {
      const line = `${method} ${path}`
      const [, group, { calls, windowMs }] = rates.find(([pattern]) => pattern.test(line)) ?? [
        /^/,
        'users',
        { calls: 100, windowMs: 1_000 },
      ]
      const times = taken.get(group) ?? []
      taken.set(group, times)
      const nowMs = performance.now()
      const before = times.length < calls ? nowMs : (times[times.length - calls]?.atMs ?? nowMs) + windowMs + marginMs
      const call = { atMs: Math.max(nowMs, before) }
      times.push(call)
      if (times.length > calls) times.shift()
      if (call.atMs > nowMs) await sleep(call.atMs - nowMs)
      return () => {
        call.atMs = performance.now()
      }
    },
  }
}

/** A call that is told to wait is repeated this often. */
const repeatsMax = 4
/** Longest wait between two tries, ms; a server that slows guessing says up to half a minute. */
const waitMsMax = 35_000

/** Tries again after a 429, as late as its `Retry-After` says, a second where it says nothing. */
export async function patiently(send: () => Promise<Reply>): Promise<Reply> {
  for (let repeat = 0; ; repeat += 1) {
    const reply = await send()
    if (reply.status !== 429 || repeat === repeatsMax) return reply
    const seconds = Number(reply.headers['retry-after'] ?? 1)
    await sleep(Math.min(Number.isFinite(seconds) ? seconds * 1_000 : 1_000, waitMsMax))
  }
}
