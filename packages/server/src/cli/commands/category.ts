// `--category`: what kind of notification something is; shared by the commands that take it.
import { type Category, categories } from '@posthouse/vendors'
import type { Bilingual } from '../../domain/reason.ts'
import type { Flag, Given } from '../command.ts'

/** The flag; `others` are words that a command takes besides. */
export function categoryFlag(text: Bilingual, ...others: readonly string[]): Flag {
  const choices = [...categories, ...others]
  return {
    name: 'category',
    value: 'CATEGORY',
    choices,
    text: { en: `${choices.join(', ')}: ${text.en}`, zh: `${choices.join('、')}：${text.zh}` },
  }
}

/** The category that was given. */
export function categoryOf(given: Given): Category | undefined {
  const text = given.text('category')
  return categories.find(category => category === text)
}
