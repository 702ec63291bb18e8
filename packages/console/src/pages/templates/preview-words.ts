// The words of a template's preview.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const previewWords = wordsOf({
  preview: { en: 'Preview', zh: '预览' },
  note: {
    en: 'By the rule that makes the texts of a push. Nothing is stored or sent.',
    zh: '使用与实际推送相同的规则生成，不存储也不发送。',
  },
  titleArg: { en: (at: number) => `Title {${at}}`, zh: (at: number) => `标题 {${at}}` },
  contentArg: { en: (at: number) => `Content {${at}}`, zh: (at: number) => `内容 {${at}}` },
  from: { en: 'Sender (user id)', zh: '发送者（用户 ID）' },
  to: { en: 'Receiver (user id)', zh: '接收者（用户 ID）' },
  toIs: { en: 'language and own template are read', zh: '读取其语言与所选模板' },
  kind: { en: 'Message', zh: '消息类型' },
  text: { en: 'Text of the message', zh: '消息文本' },
  txt: { en: 'Text', zh: '文本' },
  img: { en: 'Image', zh: '图片' },
  audio: { en: 'Voice', zh: '语音' },
  video: { en: 'Video', zh: '视频' },
  loc: { en: 'Location', zh: '位置' },
  file: { en: 'File', zh: '文件' },
  custom: { en: 'Custom', zh: '自定义' },
  combine: { en: 'Chat history', zh: '聊天记录' },
  incomplete: { en: 'Write a title and a content to see them here.', zh: '填写标题与内容后在此预览。' },
  screens: { en: 'On lock screens', zh: '锁屏显示' },
  screen: { en: 'Lock screen of', zh: '锁屏样式' },
  sameInAll: {
    en: 'The same in every language: only words for images, files and the like differ.',
    zh: '各语言相同：仅图片、文件等消息的占位文案会有差异。',
  },
  languages: { en: 'By language of the receiver', zh: '按接收者语言' },
  zh: { en: 'Chinese', zh: '中文' },
  en: { en: 'English', zh: '英文' },
  order: { en: 'Which text wins', zh: '文案优先级' },
  orderNote: {
    en: 'The first that exists is shown. A template for single receivers of a message comes before all of these; who is mentioned in a group reads that as content.',
    zh: '按顺序取第一个存在的文案。消息中针对个别接收者的模板优先于以下各项；群内被 @ 的用户看到的内容为提及文案。',
  },
  message: { en: 'The template that the message names', zh: '消息指定的模板' },
  receiver: { en: 'The template that the receiver chose', zh: '接收者选择的模板' },
  style: { en: "The template of the receiver's display style", zh: '接收者展示样式对应的模板' },
  builtin: { en: "The texts of the message, or else the server's own words", zh: '消息自带文案，否则为服务器内置文案' },
  shownOne: { en: 'shown', zh: '显示' },
  notThere: { en: 'there is none', zh: '不存在' },
  passed: { en: 'not reached', zh: '未用到' },
})
