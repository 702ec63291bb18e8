// The exception storage (spec/easemob.md §9.3): what nobody took, in windows of ten minutes, and sending a window again. It is open to
// an app's own server, where dead letters and replay are the operator's.
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { isHeldBack } from '../../domain/callback-policy.ts'
import {
  resendsMax,
  storageKeptMs,
  windowMs,
  windowName,
  windowShiftMs,
  windowStart,
} from '../../domain/callback-window.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Egress } from '../../ports/egress.ts'
import type { Store } from '../../ports/store.ts'

/** What the storage's flows use. */
export interface StoredParts {
  readonly store: Pick<Store, 'commit'> & { readonly tables: Pick<Store['tables'], 'callbackStorage' | 'rules'> }
  readonly egress: Pick<Egress, 'objection'>
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
  /** In which windows are named. */
  readonly timeZone: string
}

/** A window as the app's server sees it. */
export interface NamedWindow {
  /** `yyyyMMddHHmm` of its start. */
  readonly date: string
  readonly size: number
  /** How often it was sent again. */
  readonly retry: number
}

/** Callbacks that one call sends again at most: one commit, short enough not to hold up the others. */
const resendMax = 10_000

/** The windows of the last three days that are not empty, oldest first. Throws `feature_closed`. */
export async function storedWindows(parts: StoredParts, app: App): Promise<readonly NamedWindow[]> {
  checkOpen(app)
  const { store, clock, timeZone } = parts
  const nowMs = clock.now()
  const grid = { windowMs, shiftMs: windowShiftMs(nowMs, timeZone) }
  const windows = await store.tables.callbackStorage.windows(app.id, nowMs - storageKeptMs, grid)
  return windows.map(({ startMs, size, resends }) => ({ date: windowName(startMs, timeZone), size, retry: resends }))
}

/**
 * Sends a window again, to each callback's rule or to `targetUrl`. False where nothing could be sent: the window is empty or too old,
 * was sent again ten times, or its rules are switched off or banned; only a ban can be avoided by another URL. Throws
 * `feature_closed`, and `parameter_invalid` for a date that names no window and a URL that may not be used (S20).
 */
export async function resendWindow(
  parts: StoredParts,
  app: App,
  { date, targetUrl }: { readonly date: string; readonly targetUrl: string | undefined },
): Promise<boolean> {
  checkOpen(app)
  const startMs = windowStart(date, parts.timeZone)
  if (startMs === undefined) throw new PosthouseError('parameter_invalid', { field: 'date' }, { field: 'date' })
  const objection = targetUrl === undefined ? undefined : parts.egress.objection(targetUrl)
  if (objection !== undefined) {
    throw new PosthouseError('parameter_invalid', { field: `targetUrl: ${objection}` }, { field: 'targetUrl' })
  }
  const nowMs = parts.clock.now()
  const ruleIds = await readyRules(parts, app, targetUrl, nowMs)
  if (ruleIds.length === 0) return false
  const fromMs = Math.max(startMs, nowMs - storageKeptMs)
  const selection = { ruleIds, fromMs, untilMs: startMs + windowMs, resendsMax }
  const { callbackStorage } = parts.store.tables
  const [count] = await parts.store.commit([callbackStorage.resend(app.id, selection, targetUrl, resendMax)])
  if (count > 0) parts.bus.publish({ kind: 'callback.waiting', ruleIds })
  return count > 0
}

async function readyRules(
  { store }: StoredParts,
  app: App,
  targetUrl: string | undefined,
  nowMs: number,
): Promise<readonly bigint[]> {
  const rules = await store.tables.rules.ofApp(app.id)
  return rules
    .filter(rule => rule.enabled && (targetUrl !== undefined || !isHeldBack(rule, nowMs)))
    .map(rule => rule.id)
}

function checkOpen({ settings }: App): void {
  if (settings.callbackStorageOpen === false)
    throw new PosthouseError('feature_closed', { feature: 'callback storage' })
}
