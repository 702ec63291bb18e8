// How many messages an app's server may send (spec/easemob.md §10.7), besides how often it may call: to users sixty times the calls of a
// second within a minute, to groups as many within a second as calls. Counted per process, which has its share where there are several.
import { type AppId, minute, rates, second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { createSlidingWindow, type SlidingWindow } from '../../base/sliding-window.ts'
import type { App } from '../../domain/app.ts'
import type { SharedRates } from '../registry/shared-rates.ts'

/** Counts what an app sends. */
export interface SendBudget {
  /** Counts so many messages, or throws `message_send_limit` and counts none. */
  take(app: Pick<App, 'id' | 'settings'>, group: 'messages' | 'groupMessages', count: number): void
}

/** Apps that are counted for at once; where there are more, those that were met first start anew. */
const appsMax = 10_000

/** Nothing is sent yet. */
export function createSendBudget(clock: Pick<Clock, 'monotonic'>, shared?: Pick<SharedRates, 'own'>): SendBudget {
  const windows = {
    messages: new Map<AppId, SlidingWindow>(),
    groupMessages: new Map<AppId, SlidingWindow>(),
  }
  return {
    take({ id, settings }, group, count) {
      const calls = settings.rates?.[group] ?? rates[group].calls
      if (calls === 0) return
      const allowed = group === 'messages' ? calls * 60 : calls
      const limit = shared?.own(allowed) ?? allowed
      const known = windows[group].get(id)
      const window = known?.limit === limit ? known : createSlidingWindow(limit, group === 'messages' ? minute : second)
      if (window !== known) keep(windows[group], id, window)
      const waitMs = window.take(clock.monotonic(), count)
      if (waitMs > 0) {
        throw new PosthouseError('message_send_limit', {}, { retryAfterSeconds: Math.ceil(waitMs / second) })
      }
    },
  }
}

function keep(windows: Map<AppId, SlidingWindow>, id: AppId, window: SlidingWindow): void {
  const oldest = windows.size >= appsMax ? windows.keys().next().value : undefined
  if (oldest !== undefined) windows.delete(oldest)
  windows.set(id, window)
}
