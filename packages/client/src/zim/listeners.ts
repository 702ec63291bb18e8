// The app's listeners: one per event, a later one takes the earlier one's place (spec/zego.md §3.9).
import type { EventData } from './surface/event-data.ts'

type Listener = (source: never, data: never) => void

/** See the head of the file. Names of events that are never told are taken too, as apps register them. */
export class Listeners {
  readonly #source: () => unknown
  readonly #failed: (event: string, cause: unknown) => void
  #byEvent: Readonly<Record<string, Listener | undefined>> = {}

  /** `source` is what listeners get first; `failed` hears what they throw. */
  constructor(source: () => unknown, failed: (event: string, cause: unknown) => void) {
    this.#source = source
    this.#failed = failed
  }

  on(event: string, listener: Listener): void {
    this.#byEvent = { ...this.#byEvent, [event]: listener }
  }

  off(event: string): void {
    this.#byEvent = { ...this.#byEvent, [event]: undefined }
  }

  clear(): void {
    this.#byEvent = {}
  }

  /** Tells of an event; a listener that throws harms nobody else. */
  tell<K extends keyof EventData>(event: K, data: EventData[K]): void {
    // The table keeps each listener under the name of the event that gives it its type.
    const listener = this.#byEvent[event] as ((source: unknown, data: EventData[K]) => unknown) | undefined
    this.guard(event, () => listener?.(this.#source(), data))
  }

  /** Runs the app's code, which may throw now or later: an unheard rejection would end a program on Node. */
  guard(name: string, run: () => unknown): void {
    try {
      const later: unknown = run()
      if (later instanceof Promise) later.catch(cause => this.#failed(name, cause))
    } catch (cause) {
      this.#failed(name, cause)
    }
  }
}
