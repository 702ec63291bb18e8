// One page of a list: the flags that choose it, and their values.
import type { Flag, Given } from '../command.ts'
import { usageError } from '../exit.ts'

/** Flags of every list that has pages. */
export const pageFlags: readonly Flag[] = [
  {
    name: 'limit',
    value: 'N',
    text: { en: 'at most so many, 1 to 100; default 20', zh: '最多条数，1 到 100；默认 20' },
  },
  {
    name: 'cursor',
    value: 'CURSOR',
    text: { en: 'go on where the last page ended', zh: '从上一页结束处继续' },
  },
]

const limitDefault = 20
const limitMax = 100

/** Reads the page's flags. */
export function pageOf(given: Given): { readonly limit: number; readonly cursor: string | undefined } {
  const text = given.text('limit') ?? String(limitDefault)
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= limitMax) return { limit, cursor: given.text('cursor') }
  throw usageError({ en: '--limit must be a number from 1 to 100.', zh: '--limit 必须是 1 到 100 的数字。' })
}
