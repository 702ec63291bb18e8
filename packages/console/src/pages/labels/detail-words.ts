// The words of the page of one label.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const detailWords = wordsOf({
  title: { en: (name: string) => `Label ${name}`, zh: (name: string) => `标签 ${name}` },
  back: { en: 'All labels', zh: '全部标签' },
  count: {
    en: (count: string) => (count === '1' ? '1 user' : `${count} users`),
    zh: (count: string) => `${count} 名用户`,
  },
  send: { en: 'Send to this label', zh: '向此标签推送' },
  remove: { en: 'Delete', zh: '删除' },
  removeTitle: { en: (name: string) => `Delete the label ${name}`, zh: (name: string) => `删除标签 ${name}` },
  removeEffect: {
    en: (count: string) =>
      `The label and the list of its ${count} users are deleted; the users stay. A task that runs already is not stopped.`,
    zh: (count: string) => `将删除该标签及其 ${count} 名用户的名单，用户本身保留。已在运行的推送任务不受影响。`,
  },
  members: { en: 'Users of the label', zh: '标签中的用户' },
  search: { en: 'User id begins with', zh: '用户 ID 以此开头' },
  user: { en: 'User', zh: '用户' },
  added: { en: 'Added', zh: '加入时间' },
  takeOut: { en: 'Take out', zh: '移出' },
  takeOutOf: { en: (user: string) => `Take out ${user}`, zh: (user: string) => `移出 ${user}` },
  noMembers: {
    en: 'Nobody is in this label yet. Add user ids above, or import a file.',
    zh: '此标签中还没有用户。请在上方添加用户 ID 或导入文件。',
  },
  noneFound: { en: 'No user of this label has an id that begins so.', zh: '此标签中没有以此开头的用户 ID。' },
  add: { en: 'Add', zh: '添加' },
  addUsers: { en: 'Add users', zh: '添加用户' },
  addIs: {
    en: 'one or several user ids, apart by blanks, commas or lines',
    zh: '一个或多个用户 ID，以空格、逗号或换行分隔',
  },
  importFile: { en: 'Import from a file', zh: '从文件导入' },
  done: {
    en: (count: string) => (count === '1' ? '1 user is in the label.' : `${count} users are in the label.`),
    zh: (count: string) => `${count} 名用户已在标签中。`,
  },
  failed: {
    en: (names: string) => `Not added, because there are no such users: ${names}.`,
    zh: (names: string) => `未添加，因为没有这些用户：${names}。`,
  },
})
