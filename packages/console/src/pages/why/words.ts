// What the page of the question says of its own; reasons come from the server in both languages.
import { wordsOf } from '../../words/words.ts'

/** Texts of the page. */
export const words = wordsOf({
  title: { en: 'Why did it not arrive?', zh: '为什么没有送达？' },
  lead: {
    en: 'Find the push by whatever you have at hand; every hop of it is recorded.',
    zh: '用手头的任何线索找到推送；每一步都有记录。',
  },
  search: { en: 'What you have at hand', zh: '手头的线索' },
  placeholder: {
    en: 'User id, message id, task id, device id, PushID, device token or call id',
    zh: '用户 ID、消息 ID、任务 ID、设备 ID、PushID、设备 token 或呼叫 ID',
  },
  find: { en: 'Find', zh: '查找' },
  nothing: {
    en: (text: string) =>
      `Nothing in this app is called ${text}. Ids, devices and tokens must be whole; of a user the beginning is enough.`,
    zh: (text: string) => `此应用中没有 ${text}。ID、设备和 token 需完整输入；用户只需输入开头。`,
  },
  results: { en: 'Found', zh: '查找结果' },
  lastPushesOf: { en: (user: string) => `Last pushes to ${user}`, zh: (user: string) => `用户 ${user} 的最近推送` },
  wholeUser: { en: 'Devices, sessions, quiet hours', zh: '设备、会话与免打扰' },
  reasons: { en: 'Reasons', zh: '失败原因' },
  failures: { en: 'Failures', zh: '失败列表' },
  range: { en: 'Time', zh: '时间范围' },
  today: { en: 'Today', zh: '今天' },
  week: { en: '7 days', zh: '7 天' },
  month: { en: '30 days', zh: '30 天' },
  daysNote: { en: 'Days are those of UTC.', zh: '按 UTC 日期统计。' },
  noReasons: {
    en: 'Nothing failed in this time. Choose a longer one, or look for one push above.',
    zh: '该时段内没有失败。请选择更长的时段，或在上方查找某条推送。',
  },
  example: { en: 'latest', zh: '最近一例' },
  atLeast: { en: (count: string) => `${count} or more`, zh: (count: string) => `${count} 以上` },
  because: { en: 'because', zh: '原因' },
  whatToDo: { en: 'what to do', zh: '处理建议' },
  onlyThis: { en: 'Show only these', zh: '只看此原因' },
  allReasons: { en: 'All reasons', zh: '全部原因' },
  reason: { en: 'Reason', zh: '原因' },
  provider: { en: 'Channel', zh: '通道' },
  allProviders: { en: 'All channels', zh: '全部通道' },
  status: { en: 'Outcome', zh: '结果' },
  anyStatus: { en: 'Any', zh: '全部' },
  fail: { en: 'Rejected or skipped', zh: '被拒绝或跳过' },
  error: { en: 'Unknown', zh: '结果未知' },
  time: { en: 'Time', zh: '时间' },
  user: { en: 'User', zh: '用户' },
  device: { en: 'Device', zh: '设备' },
  notification: { en: 'Notification', zh: '推送通知' },
  noFailures: {
    en: 'No failure fits these filters. Choose a longer time or fewer filters.',
    zh: '没有符合条件的失败。请放宽时间范围或减少筛选条件。',
  },
  clear: { en: 'Clear filters', zh: '清除筛选' },
})
