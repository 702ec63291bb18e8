// How fast a session may send (spec/zego.md §7). A session's windows end with the session: nobody has to forget them.
import { second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { createSlidingWindow, type SlidingWindow } from '../../base/sliding-window.ts'
import type { SessionCaller } from '../../ports/methods.ts'

/** Messages that are stored, and commands, of one session within a second. */
const storedPerSecond = 10
const commandsPerSecond = 30

/** Counts what sessions send. */
export interface SendRate {
  /** 0 where the session may send now; else in how many ms it may. */
  take(session: SessionCaller, isCommand: boolean): number
}

/** Sessions that have sent nothing yet. */
export function createSendRate(clock: Pick<Clock, 'monotonic'>): SendRate {
  const windows = new WeakMap<SessionCaller, { readonly stored: SlidingWindow; readonly commands: SlidingWindow }>()
  return {
    take(session, isCommand) {
      let own = windows.get(session)
      if (!own) {
        own = {
          stored: createSlidingWindow(storedPerSecond, second),
          commands: createSlidingWindow(commandsPerSecond, second),
        }
        windows.set(session, own)
      }
      return (isCommand ? own.commands : own.stored).take(clock.monotonic(), 1)
    },
  }
}
