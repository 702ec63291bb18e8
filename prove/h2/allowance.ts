// What a client may send on one connection: windows and streams, as far as it has been told and has acknowledged.
import { SettingId } from './wire.ts'

/** Settings that scripts change. Absent: not mentioned. */
export interface Settings {
  readonly streamsMax?: number
  readonly windowBytes?: number
}

/** The bounds in force. */
export class Allowance {
  /** Streams that may be open. */
  streamsMax: number = Number.POSITIVE_INFINITY
  /** Left of the connection's window; below zero the client has sent too much. */
  connectionWindow = 65_535
  /** Window of a stream that opens now. */
  streamWindow = 65_535
  readonly #unacknowledged: Settings[] = []
  readonly #onShift: (bytes: number) => void

  /** `onShift` widens or narrows every open stream. */
  constructor(onShift: (bytes: number) => void) {
    this.#onShift = onShift
  }

  /** The pairs of a SETTINGS frame that is about to be sent. */
  announce(settings: Settings): readonly (readonly [id: number, value: number])[] {
    const { streamsMax, windowBytes } = settings
    this.#unacknowledged.push(settings)
    // A larger window counts at once; a smaller one, and a limit of streams, when the client knows of it.
    if (windowBytes !== undefined && windowBytes > this.streamWindow) this.#setWindow(windowBytes)
    return [
      ...(streamsMax === undefined ? [] : [[SettingId.maxConcurrentStreams, streamsMax] as const]),
      ...(windowBytes === undefined ? [] : [[SettingId.initialWindowSize, windowBytes] as const]),
    ]
  }

  /** The client has acknowledged the oldest SETTINGS; false when there are none. */
  acknowledged(): boolean {
    const settings = this.#unacknowledged.shift()
    if (settings?.streamsMax !== undefined) this.streamsMax = settings.streamsMax
    if (settings?.windowBytes !== undefined) this.#setWindow(settings.windowBytes)
    return settings !== undefined
  }

  #setWindow(bytes: number): void {
    const delta = bytes - this.streamWindow
    this.streamWindow = bytes
    this.#onShift(delta)
  }
}
