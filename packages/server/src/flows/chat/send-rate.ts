// How fast a session may send (spec/zego.md §7).
import { hour, second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { createRecent } from '../../base/recent.ts'
import { createSlidingWindow, type SlidingWindow } from '../../base/sliding-window.ts'
import type { SessionCaller } from '../../ports/methods.ts'

/** Messages that are stored, and commands, of one session within a second. */
const storedPerSecond = 10
const commandsPerSecond = 30
/** Sessions whose sending is remembered; one that did not send for longest is forgotten first, and with it nothing that counts. */
const sessionsMax = 65_536

/** Counts what sessions send. */
export interface SendRate {
  /** 0 where the session may send now; else in how many ms it may. */
  take(session: SessionCaller, isCommand: boolean): number
}

/** Sessions that have sent nothing yet. */
export function createSendRate(clock: Pick<Clock, 'monotonic'>): SendRate {
  const stored = createRecent<string, SlidingWindow>(clock, sessionsMax)
  const commands = createRecent<string, SlidingWindow>(clock, sessionsMax)
  return {
    take({ resource }, isCommand) {
      const windows = isCommand ? commands : stored
      let own = windows.get(resource)
      if (!own) {
        own = createSlidingWindow(isCommand ? commandsPerSecond : storedPerSecond, second)
        windows.set(resource, own, hour)
      }
      return own.take(clock.monotonic(), 1)
    },
  }
}
