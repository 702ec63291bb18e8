// Which of the two languages the console speaks: chosen by the reader, else by the browser; kept in the browser.
import { useSyncExternalStore } from 'react'
import { type Language, tagOf } from './language-tag.ts'

export type { Language } from './language-tag.ts'

const place = 'posthouse.language'
const listeners = new Set<() => void>()
let current: Language = chosen() ?? preferred(navigator.languages)
document.documentElement.lang = tagOf(current)

/** The language in use; the component is drawn again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(listen, () => current)
}

/** Changes the language of the whole page. */
export function speak(language: Language): void {
  current = language
  document.documentElement.lang = tagOf(language)
  remember(language)
  for (const hear of listeners) hear()
}

function listen(hear: () => void): () => void {
  listeners.add(hear)
  return () => listeners.delete(hear)
}

function preferred(tags: readonly string[]): Language {
  return tags[0]?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en'
}

function chosen(): Language | undefined {
  try {
    const kept = localStorage.getItem(place)
    return kept === 'en' || kept === 'zh' ? kept : undefined
  } catch {
    return undefined // a browser that keeps nothing speaks its own language
  }
}

function remember(language: Language): void {
  try {
    localStorage.setItem(place, language)
  } catch {
    return // as above: the choice holds until the page is closed
  }
}
