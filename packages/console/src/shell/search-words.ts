// The words of the search.
import { wordsOf } from '../words/words.ts'

/** In both languages. */
export const words = wordsOf({
  search: { en: 'Search', zh: '搜索' },
  ask: {
    en: 'Message, task, user, device, PushID, token, call …',
    zh: '消息、任务、用户、设备、PushID、token、呼叫……',
  },
  hint: {
    en: 'Ids, devices, PushIDs and tokens are found whole; users, labels and templates by how their name begins.',
    zh: 'ID、设备、PushID 和 token 须完整输入；用户、标签和模板按名称开头匹配。',
  },
  nothing: {
    en: (text: string) =>
      `Nothing in this app is called ${text}. Check that the id is whole, and that this is the right app.`,
    zh: (text: string) => `本应用中没有找到 ${text}。请确认 ID 完整，且应用选择正确。`,
  },
  searching: { en: 'Searching…', zh: '搜索中…' },
  count: {
    en: (count: number) => (count === 1 ? '1 result' : `${count} results`),
    zh: (count: number) => `${count} 个结果`,
  },
  results: { en: 'Results', zh: '结果' },
  keys: { en: '↑ ↓ to choose, Enter to open, Esc to close', zh: '↑ ↓ 选择，Enter 打开，Esc 关闭' },
})
