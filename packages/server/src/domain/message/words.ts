// Our own words in the notifications of messages, by language (spec/easemob.md §2.5, §8.7, §10.5). The text of a message is never
// translated.
import type { MessageKind } from './chat-message.ts'

/** Our words in one language. */
export interface Words {
  readonly title: string
  /** What is said of a message that is not shown. */
  readonly content: string
  /** What a mentioned user reads; `{0}` is the sender's name. */
  readonly mention: string
  /** What stands for a message that is no text. */
  readonly kinds: Readonly<Record<Exclude<MessageKind, 'txt' | 'cmd'>, string>>
}

/** Words by language in lower case (`zh`, `en`, or `zh-hant` where that differs); the member `fallback` serves all others. */
export interface WordsByLanguage {
  readonly fallback: Words
  readonly [language: string]: Words
}

const chinese: Words = {
  title: '您有一条新消息',
  content: '请点击查看',
  mention: '{0}在群中@了我',
  kinds: {
    img: '[图片]',
    audio: '[语音]',
    video: '[视频]',
    loc: '[位置]',
    file: '[文件]',
    custom: '[自定义消息]',
    combine: '[聊天记录]',
  },
}

const english: Words = {
  title: 'You have a new message',
  content: 'Please click to view',
  mention: '{0} mentioned you in the group',
  kinds: {
    img: '[Image]',
    audio: '[Voice]',
    video: '[Video]',
    loc: '[Location]',
    file: '[File]',
    custom: '[Custom message]',
    combine: '[Chat history]',
  },
}

/** The words where an app has none of its own. */
export const fixedWords: WordsByLanguage = { fallback: chinese, zh: chinese, en: english }

/** The words for a push language such as `EN`, `zh-Hans` or `zh_TW`; without one, or without words in it, the fallback. */
export function wordsFor(table: WordsByLanguage, language: string | undefined): Words {
  const tag = (language ?? '').toLowerCase().replaceAll('_', '-')
  const [primary = ''] = tag.split('-')
  return own(table, tag) ?? own(table, primary) ?? table.fallback
}

function own(table: WordsByLanguage, language: string): Words | undefined {
  return Object.hasOwn(table, language) ? table[language] : undefined
}
