// Hints within one process. A subscriber is called at the end of the publisher's turn, so that publishing never runs foreign code;
// one that throws is a bug that ends the process, and takes no other subscriber's hint with it.
import type { Bus, Hint } from '../ports/bus.ts'

type Run = (hint: Hint) => void

/** Subscribers within one process; what every bus delivers to its own. */
export interface LocalHints extends Pick<Bus, 'publish' | 'subscribe'> {
  /** Whether anybody subscribes to a kind. */
  hears(kind: Hint['kind']): boolean
  /** Delivers nothing any more. */
  close(): void
}

/** Makes them. */
export function createLocalHints(): LocalHints {
  const subscribers = new Map<Hint['kind'], Set<Run>>()
  return {
    publish(hint) {
      // The turn's end bounds this: nothing that was published waits longer.
      for (const run of subscribers.get(hint.kind) ?? []) {
        queueMicrotask(() => {
          if (subscribers.get(hint.kind)?.has(run)) run(hint)
        })
      }
    },
    subscribe(kind, run) {
      const runs = subscribers.get(kind) ?? new Set<Run>()
      subscribers.set(kind, runs)
      // The set under a kind is only ever given hints of that kind. A function of its own, so that one may subscribe twice.
      const own: Run = hint => run(hint as Parameters<typeof run>[0])
      runs.add(own)
      return () => runs.delete(own)
    },
    hears: kind => (subscribers.get(kind)?.size ?? 0) > 0,
    close: () => subscribers.clear(),
  }
}

/** A bus for one process: nobody else is there to attend to a user. After closing, nothing is delivered any more. */
export function createLocalBus(): Bus {
  const { publish, subscribe, close } = createLocalHints()
  return {
    publish,
    async announce(hint) {
      publish(hint)
    },
    subscribe,
    attend: () => nothing,
    say: nothing,
    ask: async () => new Map(),
    state: 'alone',
    traffic: { sent: 0, received: 0, unreadable: 0, restored: 0 },
    [Symbol.asyncDispose]: async () => close(),
  }
}

const nothing = (): void => {}
