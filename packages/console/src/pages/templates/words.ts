// The words of the templates' pages.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const words = wordsOf({
  title: { en: 'Templates', zh: '推送模板' },
  lead: {
    en: 'Titles and contents with places for values, named by messages and chosen by users. An app has at most 100.',
    zh: '带占位符的标题与内容，由消息指定或由用户选择。每个应用最多 100 个。',
  },
  one: { en: (name: string) => `Template ${name}`, zh: (name: string) => `推送模板 ${name}` },
  create: { en: 'Create a template', zh: '创建模板' },
  none: {
    en: 'This app has no template yet, so notifications of messages say what the server says. Create one called default to change that for everybody.',
    zh: '本应用还没有模板，消息的推送通知使用服务器内置文案。创建名为 default 的模板即可替换。',
  },
  noneFound: { en: 'No template has this in it.', zh: '没有包含该文本的模板。' },
  clear: { en: 'Clear the filter', zh: '清除筛选' },
  search: { en: 'Name or text', zh: '名称或文本' },
  name: { en: 'Name', zh: '名称' },
  titlePattern: { en: 'Title', zh: '标题' },
  contentPattern: { en: 'Content', zh: '内容' },
  changed: { en: 'Changed', zh: '修改时间' },
  back: { en: 'All templates', zh: '全部模板' },
  editor: { en: 'Texts', zh: '文案' },
  nameIs: {
    en: '1 to 64 letters and digits; default and detail are used for messages that name no template',
    zh: '1–64 个字母或数字；default 与 detail 用于未指定模板的消息',
  },
  wrongName: { en: 'Only letters and digits are possible.', zh: '只能使用字母和数字。' },
  titleIs: { en: 'at most 256 characters', zh: '最多 256 个字符' },
  contentIs: { en: 'at most 1,024 characters', zh: '最多 1,024 个字符' },
  insert: { en: 'Insert', zh: '插入' },
  places: {
    en: '{0}, {1}, … are arguments of the message; {$fromNickname} is the sender’s nickname, {$msg} the text of the message, {$dynamicFrom} what the receiver calls the sender.',
    zh: '{0}、{1}…为消息的参数；{$fromNickname} 为发送者昵称，{$msg} 为消息文本，{$dynamicFrom} 为接收者对发送者的称呼。',
  },
  unknownPlace: {
    en: (place: string) => `${place} is no place: it is shown as it stands.`,
    zh: (place: string) => `${place} 不是占位符，将原样显示。`,
  },
  save: { en: 'Save', zh: '保存' },
  saved: { en: 'Saved.', zh: '已保存。' },
  remove: { en: 'Delete', zh: '删除' },
  removeTitle: { en: (name: string) => `Delete the template ${name}`, zh: (name: string) => `删除模板 ${name}` },
  removeEffect: {
    en: 'Messages that name it, and users who chose it, fall back to the next text in order. Nothing is lost of pushes already made.',
    zh: '指定或选用该模板的推送将按优先级使用下一项文案。已生成的推送不受影响。',
  },
})
