// The words of the settings' frame and of saving.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const words = wordsOf({
  title: { en: 'Settings', zh: '设置' },
  lead: {
    en: (app: string) => `What ${app} may do, and who may do it.`,
    zh: (app: string) => `${app} 的权限、限制与成员。`,
  },
  app: { en: 'App', zh: '应用' },
  limits: { en: 'Limits and rates', zh: '限制与频率' },
  policies: { en: 'Policies', zh: '策略' },
  keys: { en: 'API keys', zh: 'API 密钥' },
  members: { en: 'Members', zh: '成员' },
  audit: { en: 'Audit', zh: '审计' },
  readOnly: { en: 'Only an admin of this app may change these.', zh: '仅该应用的管理员可以修改。' },
  notSaved: { en: 'not saved', zh: '未保存' },
  defaultIs: { en: (value: string) => `default: ${value}`, zh: (value: string) => `默认：${value}` },
  reset: { en: 'Reset to default', zh: '恢复默认' },
  resetOf: { en: (name: string) => `Reset to default: ${name}`, zh: (name: string) => `恢复默认：${name}` },
  unsaved: {
    en: (count: number) => (count === 1 ? '1 change is not saved' : `${count} changes are not saved`),
    zh: (count: number) => `${count} 项修改未保存`,
  },
  correct: { en: 'Correct the marked values first.', zh: '请先修正标出的值。' },
  drop: { en: 'Drop them', zh: '放弃修改' },
  review: { en: 'Look and save', zh: '查看并保存' },
  reviewTitle: { en: 'Before and after', zh: '修改前后' },
  setting: { en: 'Setting', zh: '设置项' },
  before: { en: 'Before', zh: '修改前' },
  after: { en: 'After', zh: '修改后' },
  theDefault: { en: 'the default', zh: '默认值' },
  whenItHolds: {
    en: 'It holds at once in the process that answers this page, and within three seconds in others. Limits that change start counting at nothing.',
    zh: '在处理本页的进程中立即生效，其他进程三秒内生效。修改过的频率限制从零开始计数。',
  },
  back: { en: 'Back', zh: '返回' },
  save: {
    en: (count: number) => (count === 1 ? 'Save 1 change' : `Save ${count} changes`),
    zh: (count: number) => `保存 ${count} 项修改`,
  },
  saved: { en: 'The settings are saved.', zh: '设置已保存。' },
})
