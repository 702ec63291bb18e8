// Events that come before anybody listens: kept in order, a bounded number of them, and handed over once.
import { earlyMax, type PushListener } from './provider.ts'

/** A listener that may be named later. */
export interface EarlyEvents extends PushListener {
  /** Names the listener, and tells it what came so far: after what the caller does next, such as naming listeners of its own. */
  listen(listener: PushListener): void
}

/** Keeps events until somebody listens. */
export function createEarlyEvents(): EarlyEvents {
  let listener: PushListener | undefined
  let kept: readonly ((to: PushListener) => void)[] = []
  const tell = (one: (to: PushListener) => void): void => {
    if (listener) one(listener)
    else kept = [...kept, one].slice(-earlyMax)
  }
  return {
    notice: (event, notice) => tell(to => to.notice(event, notice)),
    renewed: token => tell(to => to.renewed(token)),
    listen(next) {
      const begin = (): void => {
        listener = next
        const before = kept
        kept = []
        for (const one of before) one(next)
      }
      if (kept.length === 0) begin()
      else void Promise.resolve().then(begin)
    },
  }
}
