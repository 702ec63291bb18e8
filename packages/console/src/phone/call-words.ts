// What the pushes of a call say, in the language of who calls.
import { spoken } from '../words/words.ts'
import type { CallWords } from './call-desk.ts'
import { words } from './words.ts'

/** See the head of the file. */
export function spokenCallWords(): CallWords {
  const language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en'
  const { callTitle, callContent, missedTitle, missedContent } = spoken(words, language)
  return { title: callTitle, content: callContent, missed: missedTitle, missedContent }
}
