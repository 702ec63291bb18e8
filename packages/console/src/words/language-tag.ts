// The two languages and their tags, without a browser.

/** A language of the console. */
export type Language = 'en' | 'zh'

/** The tag for `Intl` and for `lang` attributes. */
export function tagOf(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en-GB'
}
