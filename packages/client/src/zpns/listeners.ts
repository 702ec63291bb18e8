// Who is told: one listener for each event (spec/zego.md §2.3). A listener that throws harms nobody else.
import type { ZPNsEventHandler } from './definitions.ts'

/** The listeners. */
export interface Listeners {
  /** Replaces the listener of this event. Throws for an event that is none, and for a listener that is no function. */
  on<K extends keyof ZPNsEventHandler>(type: K, listener: ZPNsEventHandler[K]): void
  off(type: keyof ZPNsEventHandler): void
  /** False where nobody listens. */
  emit<K extends keyof ZPNsEventHandler>(type: K, message: Parameters<ZPNsEventHandler[K]>[0]): boolean
}

const types: readonly string[] = [
  'registered',
  'notificationArrived',
  'notificationClicked',
  'throughMessageReceived',
] satisfies readonly (keyof ZPNsEventHandler)[]

/** Nobody listens at first; `complain` hears what a listener threw. */
export function createListeners(complain: (cause: unknown) => void): Listeners {
  const byType = new Map<string, (message: never) => void>()
  return {
    on(type, listener) {
      if (!types.includes(type)) throw new Error(`there is no event ${String(type)}; there are ${types.join(', ')}`)
      if (typeof listener !== 'function') throw new Error(`the listener of ${type} is no function`)
      byType.set(type, listener)
    },
    off(type) {
      if (!types.includes(type)) throw new Error(`there is no event ${String(type)}; there are ${types.join(', ')}`)
      byType.delete(type)
    },
    emit(type, message) {
      const listener = byType.get(type) as ((told: typeof message) => void) | undefined
      if (!listener) return false
      try {
        listener(message)
      } catch (cause) {
        complain(cause)
      }
      return true
    },
  }
}
