// Numbers that stand for places in a list: the original pages by a number, our server by the last id of the page before.
import { refusal } from '../refusal.ts'

/** Most places that are remembered; older ones are asked for in vain. */
const placesMax = 1_000

/** See the head of the file. 0 is the beginning, and in a result the end. */
export class PageFlags {
  readonly #places = new Map<number, string>()
  #last = 0

  /** Where the page begins; throws 6000001 for a number that was never given. */
  placeOf(flag: number | undefined): string | undefined {
    if (flag === undefined || flag === 0) return undefined
    const place = this.#places.get(flag)
    if (place === undefined) throw refusal('params-invalid', 'nextFlag must be one of the page before.')
    return place
  }

  /** The number of what follows this place; undefined = nothing follows. */
  flagOf(place: string | undefined): number {
    if (place === undefined) return 0
    this.#last += 1
    this.#places.set(this.#last, place)
    const [oldest] = this.#places.keys()
    if (this.#places.size > placesMax && oldest !== undefined) this.#places.delete(oldest)
    return this.#last
  }
}
