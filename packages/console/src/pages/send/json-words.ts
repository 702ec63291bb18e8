// What keeps a text from being JSON, in both languages: engines say it in English. Pure.
import type { Language } from '../../words/language-tag.ts'

/** The reason as a reader knows it; one that has no words here stands as the engine says it. */
export function jsonReason(reason: string, language: Language): string {
  if (language === 'en') return reason
  for (const [pattern, zh] of chinese) if (pattern.test(reason)) return reason.replace(pattern, zh)
  return reason
}

const chinese: readonly (readonly [pattern: RegExp, zh: string])[] = [
  [/^Unexpected end of JSON input$/, '内容不完整'],
  [/^Unexpected non-whitespace character after JSON$/, 'JSON 之后还有多余内容'],
  [/^Unexpected token (.+)$/, '不应出现 $1'],
  [/^Unterminated string$/, '字符串没有结束引号'],
  [/^Bad control character in string literal$/, '字符串中有未转义的控制字符'],
  [/^Bad escaped character$/, '转义字符不正确'],
  [/^Expected double-quoted property name$/, '字段名须用双引号'],
  [/^Expected property name or '\}'$/, '此处应为字段名或 }'],
  [/^Expected ':' after property name$/, '字段名之后缺少 :'],
  [/^Expected ',' or '(.)' after (?:property value|array element)$/, '此处缺少 , 或 $1'],
]
