// The words of the page of one task.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const taskWords = wordsOf({
  back: { en: 'All tasks', zh: '全部任务' },
  facts: { en: 'Task', zh: '任务' },
  id: { en: 'Id', zh: 'ID' },
  starts: { en: 'Starts', zh: '开始时间' },
  started: { en: 'Started', zh: '开始时间' },
  ended: { en: 'Ended', zh: '结束时间' },
  users: { en: (count: string) => `${count} users`, zh: (count: string) => `${count} 个用户` },
  walkedOf: {
    en: (walked: string, audience: string) => `${walked} of ${audience} users gone over`,
    zh: (walked: string, audience: string) => `已处理 ${walked} / ${audience} 个用户`,
  },
  notStarted: { en: 'The audience is counted when it starts.', zh: '开始时统计推送对象。' },
  rate: { en: 'Rate now', zh: '当前速率' },
  rateOf: { en: (count: string) => `${count} devices a minute`, zh: (count: string) => `每分钟 ${count} 台设备` },
  measuring: { en: 'measuring…', zh: '测量中…' },
  remaining: { en: 'Remaining', zh: '剩余时间' },
  about: { en: (time: string) => `about ${time}`, zh: (time: string) => `约 ${time}` },
  took: { en: 'Took', zh: '用时' },
  openLeft: {
    en: (count: string) => `Every user was gone over; ${count} outcomes are still open.`,
    zh: (count: string) => `所有用户均已处理；尚有 ${count} 个结果未确定。`,
  },
  sums: { en: 'What came of it', zh: '推送结果' },
  addsUp: { en: 'The sum holds.', zh: '合计一致。' },
  addsNotUp: {
    en: 'The sum does not hold. This must not happen: tell whoever runs the server.',
    zh: '合计不一致。这不应发生，请告知服务器运维人员。',
  },
  unit: {
    en: 'Devices, and users without one.',
    zh: '单位为设备；没有设备的用户计为一个。',
  },
  funnel: { en: 'Funnel', zh: '漏斗' },
  targeted: { en: 'Targeted', zh: '目标' },
  sent: { en: 'Sent', zh: '已发送' },
  accepted: { en: 'Accepted', zh: '已受理' },
  arrived: { en: 'Arrived', zh: '已送达' },
  clicked: { en: 'Clicked', zh: '已点击' },
  unreported: { en: 'not reported', zh: '厂商不回报' },
  arrivedNote: {
    en: 'Arrived and clicked are sums of the vendors that report them; the others say nothing.',
    zh: '“已送达”“已点击”仅含会回报的厂商，其余厂商不提供。',
  },
  byVendor: { en: 'By vendor', zh: '按厂商' },
  vendor: { en: 'Vendor', zh: '厂商' },
  reasons: { en: 'Reasons', zh: '失败原因' },
  noReasons: { en: 'Nothing has failed so far.', zh: '目前没有失败。' },
  fix: { en: 'What to do:', zh: '处理建议：' },
  examples: { en: 'Examples:', zh: '示例：' },
  example: { en: (id: string) => `Why: message ${id}`, zh: (id: string) => `为什么：消息 ${id}` },
  lookUp: { en: 'One user', zh: '查询用户' },
  lookUpLead: {
    en: 'What this task made for one user, to be opened as "Why?".',
    zh: '查看该任务给某个用户的消息，可打开“为什么”。',
  },
  user: { en: 'User id', zh: '用户 ID' },
  find: { en: 'Find', zh: '查询' },
  nothingFor: {
    en: (user: string) =>
      `This task made nothing for ${user}: the user was not in its audience, or was not gone over yet.`,
    zh: (user: string) => `该任务没有给 ${user} 的消息：用户不在推送对象中，或尚未处理到。`,
  },
  pause: { en: 'Pause', zh: '暂停' },
  resume: { en: 'Resume', zh: '继续' },
  cancel: { en: 'Cancel the task', zh: '取消任务' },
  cancelTitle: { en: (title: string) => `Cancel the task "${title}"`, zh: (title: string) => `取消任务“${title}”` },
  cancelEffect: {
    en: (left: string) =>
      `Nothing more is begun: ${left} users get nothing, and devices that wait end as "task cancelled". What was sent stays sent. This cannot be undone.`,
    zh: (left: string) =>
      `不再开始新的推送：${left} 个用户将不会收到，等待中的设备记为“任务已取消”。已发送的不会撤回。此操作不可撤销。`,
  },
  cancelScheduled: {
    en: 'It will not start, and nobody gets it. This cannot be undone.',
    zh: '任务不会开始，没有用户会收到。此操作不可撤销。',
  },
  allThat: { en: 'all remaining', zh: '其余全部' },
  paceLead: {
    en: 'Most devices sent to in a minute. A change counts within a second.',
    zh: '每分钟最多推送的设备数，修改一秒内生效。',
  },
})
