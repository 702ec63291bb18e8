// Whether the others have heard: an echo comes back from each of them, behind everything that was sent before. Knows no connection.
import type { Clock } from '../base/clock.ts'

/** How long an echo may take, ms; within one place it takes well under one. Who is slower hears later, as if he had been cut off. */
const echoMsMax = 250

interface Call {
  missing: number
  end(): void
}

/** See the head of the file. */
export class Echoes {
  readonly #clock: Pick<Clock, 'after'>
  readonly #underWay = new Map<number, Call>()
  #last = 0

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock
  }

  /** Resolves when so many others have heard, or nobody is there, or the time is up. `send` calls, and is given the address's end. */
  begin(others: number, send: (place: string) => void): Promise<void> {
    this.#last += 1
    const number = this.#last
    return new Promise(resolve => {
      const end = (): void => {
        cancel()
        this.#underWay.delete(number)
        resolve()
      }
      const cancel = this.#clock.after(echoMsMax, end)
      this.#underWay.set(number, { missing: others, end })
      send(`${echoMark}${number}`)
    })
  }

  /** An echo came to a place, or the word that nobody is there. */
  heard(place: string, isNobody: boolean): void {
    const call = this.#underWay.get(Number(place.slice(echoMark.length)))
    if (!call) return
    call.missing -= 1
    if (isNobody || call.missing <= 0) call.end()
  }

  /** No echo can come any more. */
  endAll(): void {
    for (const { end } of [...this.#underWay.values()]) end()
  }
}

const echoMark = 'echo'

/** Whether an address's end is of an echo. */
export function isEcho(place: string): boolean {
  return place.startsWith(echoMark)
}
