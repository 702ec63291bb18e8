// The words of the tasks' pages: the list, and what all of them say.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const words = wordsOf({
  title: { en: 'Tasks', zh: '推送任务' },
  lead: {
    en: 'One notification for a list of users, for a label, or for everybody, now or later.',
    zh: '向用户列表、标签或全部用户推送同一条通知，可立即或定时发送。',
  },
  create: { en: 'New task', zh: '新建任务' },
  none: {
    en: 'This app has no task yet. A new one starts with an estimate; nothing is sent before you say so.',
    zh: '本应用还没有推送任务。新建任务会先给出预估，确认之前不会发送任何内容。',
  },
  noneFound: { en: 'No task is in this state.', zh: '没有处于该状态的推送任务。' },
  showAll: { en: 'Show all', zh: '显示全部' },
  state: { en: 'State', zh: '状态' },
  all: { en: 'All', zh: '全部' },
  name: { en: 'Title', zh: '标题' },
  audience: { en: 'Audience', zh: '推送对象' },
  progress: { en: 'Progress', zh: '进度' },
  accepted: { en: 'Accepted', zh: '已受理' },
  rejected: { en: 'Rejected', zh: '被拒绝' },
  unknown: { en: 'Unknown', zh: '结果未知' },
  skipped: { en: 'Skipped', zh: '已跳过' },
  open: { en: 'Open', zh: '未完成' },
  targeted: { en: 'Targeted', zh: '目标' },
  created: { en: 'Created', zh: '创建时间' },
  noTitle: { en: '(no title)', zh: '（无标题）' },
  everybody: { en: 'Everybody', zh: '全部用户' },
  list: { en: 'A list', zh: '用户列表' },
  labels: { en: (names: string) => `Label ${names}`, zh: (names: string) => `标签 ${names}` },
  scheduled: { en: 'scheduled', zh: '已定时' },
  running: { en: 'running', zh: '进行中' },
  paused: { en: 'paused', zh: '已暂停' },
  finished: { en: 'finished', zh: '已完成' },
  cancelled: { en: 'cancelled', zh: '已取消' },
  startsAt: { en: (time: string) => `starts ${time}`, zh: (time: string) => `${time} 开始` },
  strategy: { en: 'Strategy', zh: '推送策略' },
  pace: { en: 'Pace', zh: '推送速度' },
  noPace: { en: 'as fast as it goes', zh: '不限速' },
  perMinute: { en: (count: string) => `${count} devices a minute`, zh: (count: string) => `每分钟 ${count} 台设备` },
})
