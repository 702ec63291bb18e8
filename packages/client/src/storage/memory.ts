// A shelf that forgets when the program ends.
import type { Shelf } from '../ports.ts'

/** See the head of the file. */
export function memoryShelf(): Shelf {
  const values: Record<string, string> = {}
  return {
    get: async key => values[key],
    set: async (key, value) => {
      values[key] = value
    },
    remove: async key => {
      delete values[key]
    },
  }
}
