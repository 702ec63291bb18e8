// The client's listeners: one per event, each told to the phone's log under the client's own name before the app does anything with it.
import type { ZIM, ZIMEventHandler, ZPNs, ZPNsEventHandler } from '@posthouse/client'
import type { Line } from './line.ts'

/** Longest text of an event's data in the log, characters. */
const charsMax = 4_000

type DataOf<Listener> = Listener extends (source: never, data: infer Data) => unknown ? Data : never

/** Listens to the client. */
export interface Ears {
  onZim<K extends keyof ZIMEventHandler>(name: K, run: (data: DataOf<ZIMEventHandler[K]>) => void): void
  onPush<K extends keyof ZPNsEventHandler>(name: K, run?: (data: Parameters<ZPNsEventHandler[K]>[0]) => void): void
}

/** Makes them for one run of the app. */
export function createEars(zim: ZIM, zpns: ZPNs, line: Line): Ears {
  const note = (name: string, data: unknown): void => {
    line.tell({ kind: 'event', name, data: (JSON.stringify(data, undefined, 2) ?? '').slice(0, charsMax) })
  }
  return {
    onZim(name, run) {
      const listener = (_: ZIM, data: DataOf<ZIMEventHandler[typeof name]>): void => {
        note(name, data)
        run(data)
      }
      // What an event carries hangs on its name, which the compiler cannot follow through a parameter.
      zim.on(name, listener as never)
    },
    onPush(name, run) {
      const listener = (data: Parameters<ZPNsEventHandler[typeof name]>[0]): void => {
        note(name, data)
        run?.(data)
      }
      zpns.on(name, listener as never)
    },
  }
}
