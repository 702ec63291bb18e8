// The product's name. Pure.
import type { Language } from './language-tag.ts'

/** Posthouse, 驿站. */
export function nameOf(language: Language): string {
  return { en: 'Posthouse', zh: '驿站' }[language]
}
