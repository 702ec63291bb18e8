// How often an app may call each group of endpoints (spec/easemob.md §11.1, seed 002). Counted in this process, which lets through its share
// where others are called too; rates of few calls are counted by all of them together. Knows no request and no answer.
import { type AppId, type RateName, rates } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { PosthouseError } from '../base/failure.ts'
import { createSlidingWindow, type SlidingWindow } from '../base/sliding-window.ts'
import type { App } from '../domain/app.ts'
import type { SharedRates } from '../flows/registry/shared-rates.ts'

/** Counts calls. */
export interface RateLimit {
  /**
   * Counts a call and answers 0; or counts nothing and answers in how many ms a call would be let through. A call that was refused
   * costs its app nothing. Calls of strangers, who showed no credential, and those of the operator's people are counted by themselves,
   * up to the same number each: they must not use up what belongs to the app. On the way of every push: one look-up, no promise,
   * nothing allocated but for a group's first call.
   */
  take(app: Pick<App, 'id' | 'settings'>, group: RateName, who?: RateCaller): number
  /**
   * Counts a call of the app itself, which was let through here, with those of other processes, where that is done; undefined where it is not.
   * Resolves as `take` answers.
   */
  confirm(app: Pick<App, 'id' | 'settings'>, group: RateName, who: RateCaller): Promise<number> | undefined
}

/** Whose calls are counted together. */
export type RateCaller = 'app' | 'stranger' | 'operator'

interface AppWindows {
  lastMs: number
  readonly of: Readonly<Record<RateCaller, Windows>>
}

type Windows = { [Name in RateName]?: SlidingWindow }

/** Apps that are counted for at once. Each takes up to 8 bytes per call that its limits allow, and 8 kB per group at most; those of strangers and operators as much again. */
const appsMax = 10_000
const windowMsMax = Math.max(...Object.values(rates).map(rate => rate.windowMs))

/** A limit by the apps' settings, and by the defaults of the protocol where they say nothing. */
export function createRateLimit(
  clock: Pick<Clock, 'monotonic'>,
  options: { readonly appsMax?: number; readonly shared?: SharedRates | undefined } = {},
): RateLimit {
  const byApp = new Map<AppId, AppWindows>()
  const enter = (id: AppId): AppWindows => {
    if (byApp.size >= (options.appsMax ?? appsMax)) forgetSome(byApp, clock.monotonic())
    const entered: AppWindows = { lastMs: 0, of: { app: {}, stranger: {}, operator: {} } }
    byApp.set(id, entered)
    return entered
  }
  return {
    take({ id, settings }, group, who = 'app') {
      const rate = rates[group]
      const allowed = settings.rates?.[group] ?? rate.calls
      if (allowed === 0 || (who === 'app' && options.shared?.isTogether(allowed))) return 0
      const calls = options.shared?.own(allowed) ?? allowed
      const nowMs = clock.monotonic()
      const known = byApp.get(id) ?? enter(id)
      known.lastMs = nowMs
      const windows = known.of[who]
      let window = windows[group]
      // A limit that was changed starts anew.
      if (window?.limit !== calls) {
        window = createSlidingWindow(calls, rate.windowMs)
        windows[group] = window
      }
      return window.take(nowMs, 1)
    },
    confirm({ id, settings }, group, who) {
      const calls = settings.rates?.[group] ?? rates[group].calls
      return who === 'app' && calls > 0 ? options.shared?.confirm(id, group, calls, rates[group].windowMs) : undefined
    },
  }
}

/** What a call over the limit is answered with (spec/easemob.md §1.8, §1.9). */
export function rateRefusal({ settings }: Pick<App, 'settings'>, waitMs: number): PosthouseError {
  const code = settings.rateStatus === 403 ? 'limit_request' : 'rate_exceeded'
  return new PosthouseError(code, {}, { retryAfterSeconds: Math.ceil(waitMs / 1_000) })
}

/** Forgets who was quiet for longer than any window, which changes nothing; where nobody was, a tenth of all, first come first. */
function forgetSome(byApp: Map<AppId, AppWindows>, nowMs: number): void {
  const before = byApp.size
  for (const [id, { lastMs }] of byApp) if (nowMs - lastMs >= windowMsMax) byApp.delete(id)
  if (byApp.size < before) return
  let left = Math.ceil(before / 10)
  for (const id of byApp.keys()) {
    if (left === 0) return
    byApp.delete(id)
    left -= 1
  }
}
