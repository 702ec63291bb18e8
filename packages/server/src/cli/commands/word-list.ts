// Flags whose value is a list of known words.
import type { Given } from '../command.ts'
import { usageError } from '../exit.ts'

/** A flag's words, each one of those that are known; undefined without the flag. */
export function listOf<T extends string>(given: Given, flag: string, known: readonly T[]): T[] | undefined {
  const text = given.text(flag)
  if (text === undefined) return undefined
  const words = text.split(',')
  const list = known.filter(one => words.includes(one))
  if (list.length === new Set(words).size) return list
  const all = known.join(', ')
  throw usageError({ en: `--${flag} takes ${all}, separated by commas.`, zh: `--${flag} 可取 ${all}，以逗号分隔。` })
}
