// Texts in both languages as typed values: a text that lacks a language, or is given the wrong parts, does not compile.
import { useMemo } from 'react'
import { type Language, useLanguage } from './language.ts'

/** A text, or a sentence with parts. */
export type Entry =
  | { readonly en: string; readonly zh: string }
  // A sentence's parts are its own affair; `never` lets every function in, and the caller sees the exact one.
  | { readonly en: (...parts: never[]) => string; readonly zh: (...parts: never[]) => string }

/** Texts by name. */
export type Words = Readonly<Record<string, Entry>>

/** The texts in one language. */
export type Spoken<W extends Words> = {
  readonly [Name in keyof W]: W[Name]['en'] extends string ? string : W[Name]['en']
}

/** Declares texts, keeping their exact types. */
export function wordsOf<const W extends Words>(words: W): W {
  return words
}

/** The texts in the language in use. */
export function useWords<W extends Words>(words: W): Spoken<W> {
  const language = useLanguage()
  return useMemo(() => spoken(words, language), [words, language])
}

/** The texts in a language. */
export function spoken<W extends Words>(words: W, language: Language): Spoken<W> {
  return Object.fromEntries(Object.entries(words).map(([name, entry]) => [name, entry[language]])) as Spoken<W>
}

/** Picks from a text that the server gives in both languages. */
export function useBilingual(): (text: { readonly en: string; readonly zh: string }) => string {
  const language = useLanguage()
  return text => text[language]
}
