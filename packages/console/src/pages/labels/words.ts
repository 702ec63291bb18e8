// The words of the labels' pages.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const words = wordsOf({
  title: { en: 'Labels', zh: '标签' },
  lead: {
    en: 'Named sets of users that a push can be sent to. An app has at most 100 labels of at most 20,000 users.',
    zh: '可作为推送目标的命名用户集合。每个应用最多 100 个标签，每个标签最多 20,000 名用户。',
  },
  create: { en: 'Create a label', zh: '创建标签' },
  none: {
    en: 'This app has no label yet. Create one, put users into it, and send a push or a task to all of them by its name.',
    zh: '本应用还没有标签。创建标签并加入用户后，即可按名称向其中全部用户推送。',
  },
  noneFound: { en: 'No label has this in its name.', zh: '没有名称包含该文本的标签。' },
  clear: { en: 'Clear the filter', zh: '清除筛选' },
  search: { en: 'Name or description', zh: '名称或描述' },
  close: { en: 'Close', zh: '关闭' },
  name: { en: 'Name', zh: '名称' },
  description: { en: 'Description', zh: '描述' },
  users: { en: 'Users', zh: '用户' },
  created: { en: 'Created', zh: '创建时间' },
  nameIs: {
    en: '1 to 64 letters, digits and _ - .; it cannot be changed later',
    zh: '1–64 个字母、数字或 _ - .；创建后不可修改',
  },
  descriptionIs: { en: 'for yourself; at most 255 characters', zh: '供自己参考；最多 255 个字符' },
  wrongName: { en: 'Only letters, digits, _ - and . are possible.', zh: '只能使用字母、数字、_ - 和 .' },
})
