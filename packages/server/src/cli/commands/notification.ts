// A notification and its strategy as flags: what `push` and `task create` have in common.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { kibibyte } from '@posthouse/protocol'
import type { Context, Flag, Given } from '../command.ts'
import { usageError } from '../exit.ts'
import { categoryFlag, categoryOf } from './category.ts'

/** What the endpoints take. */
const bodyBytesMax: number = 64 * kibibyte

/** Flags that change the notification. */
export const notificationFlags: readonly Flag[] = [
  { name: 'title', value: 'TEXT', text: { en: 'default: "Posthouse"', zh: '默认 "Posthouse"' } },
  categoryFlag({ en: "what kind it is; default: the app's", zh: '通知的分类；默认取应用的设置' }),
]

/** `--strategy`. */
export const strategyFlag: Flag = {
  name: 'strategy',
  value: '0-4',
  choices: ['0', '1', '2', '3', '4'],
  text: { en: 'which channels, in which order; default 2, the vendor channel', zh: '通道及顺序；默认 2，厂商通道' },
}

/** `--data-file`. */
export const dataFileFlag: Flag = {
  name: 'data-file',
  value: 'PATH',
  text: {
    en: 'a `pushMessage` as JSON; TEXT, --title and --category change it',
    zh: 'JSON 格式的 `pushMessage`；TEXT、--title 与 --category 会覆盖其内容',
  },
}

/** The strategy that was given, as a member of a body. */
export function strategyOf(given: Given): { readonly strategy?: number } {
  const strategy = given.text('strategy')
  return strategy === undefined ? {} : { strategy: Number(strategy) }
}

/** The `pushMessage` that flags, file and `content` make; `command` is named in the usage error where neither of these was given. */
export function notificationOf(
  { given, io }: Pick<Context, 'given' | 'io'>,
  command: string,
  content: string | undefined,
): Record<string, unknown> {
  const path = given.text('data-file')
  if (path === undefined && content === undefined) {
    throw usageError({
      en: `${command}: TEXT is missing, or --data-file.`,
      zh: `${command}：缺少 TEXT 或 --data-file。`,
    })
  }
  const fromFile = path === undefined ? { title: 'Posthouse' } : readMessage(resolve(io.cwd, path), path)
  const title = given.text('title')
  const category = categoryOf(given)
  return {
    ...fromFile,
    ...(title === undefined ? {} : { title }),
    ...(content === undefined ? {} : { content }),
    ...(category === undefined ? {} : { category }),
  }
}

function readMessage(absolute: string, path: string): object {
  try {
    if (statSync(absolute).size > bodyBytesMax) throw new Error(`larger than ${bodyBytesMax} bytes`)
    const value: unknown = JSON.parse(readFileSync(absolute, 'utf8'))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no JSON object')
    // A whole request body is what people have at hand; its message is what is meant.
    return 'pushMessage' in value && typeof value.pushMessage === 'object' ? (value.pushMessage ?? {}) : value
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw usageError({ en: `${path} cannot be used (${why}).`, zh: `无法使用 ${path}（${why}）。` })
  }
}
