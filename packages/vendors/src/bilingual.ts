// A text in both languages that users read.

/** The same said twice. */
export interface Bilingual {
  readonly en: string
  readonly zh: string
}
