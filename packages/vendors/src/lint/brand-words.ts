// Names as they stand in the linter's sentences.
import type { Bilingual } from '../bilingual.ts'
import type { AnyVendor } from '../registry.ts'

/** A vendor's name before the rest of a Chinese sentence: Latin letters keep a blank. */
export function brandBefore({ brand: { zh } }: Pick<AnyVendor, 'brand'>): string {
  return /[A-Za-z]$/.test(zh) ? `${zh} ` : zh
}

/** What the texts of a notification are called. */
export const textNames: Readonly<Record<'title' | 'subtitle' | 'body', Bilingual>> = {
  title: { en: 'title', zh: '标题' },
  subtitle: { en: 'subtitle', zh: '副标题' },
  body: { en: 'content', zh: '内容' },
}
