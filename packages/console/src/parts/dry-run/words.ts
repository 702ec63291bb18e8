// What is said about a dry run.
import { wordsOf } from '../../words/words.ts'

/** Both languages. */
export const words = wordsOf({
  device: { en: 'Device', zh: '设备' },
  wholeUser: { en: 'The user', zh: '该用户' },
  vendor: { en: 'vendor', zh: '厂商' },
  online: { en: 'online', zh: '在线' },
  waits: { en: 'waits', zh: '等待' },
  skipped: { en: 'skipped', zh: '跳过' },
  plan: { en: 'What each strategy would do', zh: '各策略的推送计划' },
  showWhy: {
    en: (device: string, strategy: number, word: string) => `${device}, strategy ${strategy}: ${word}. Show why`,
    zh: (device: string, strategy: number, word: string) => `${device}，策略 ${strategy}：${word}。查看原因`,
  },
  byVendor: {
    en: (vendor: string, notifier: string) => `${vendor} gets it through the notifier ${notifier}.`,
    zh: (vendor: string, notifier: string) => `${vendor}：经推送证书 ${notifier} 发送。`,
  },
  byOnline: { en: 'The online channel takes it.', zh: '由在线通道投递。' },
  waitsUntil: { en: 'The notifier is paused. It leaves at', zh: '推送证书已暂停，将于以下时间发出：' },
  thenOnline: {
    en: 'Should the vendor refuse it, the online channel takes it.',
    zh: '若厂商拒绝，则转由在线通道投递。',
  },
  toDo: { en: 'What to do', zh: '处理建议' },
  headers: { en: 'Headers', zh: '请求头' },
  body: { en: 'Body', zh: '请求体' },
  bytes: {
    en: (used: string, most: string) => `${used} of ${most} bytes`,
    zh: (used: string, most: string) => `${used} / ${most} 字节`,
  },
  kept: { en: (time: string) => `kept ${time} for an absent phone`, zh: (time: string) => `为离线手机保留 ${time}` },
  noFindings: { en: 'Nothing to remark.', zh: '没有需要提示的问题。' },
  error: { en: 'will be refused', zh: '会被拒绝' },
  warning: { en: 'will look different', zh: '显示会有差异' },
  hint: { en: 'good to know', zh: '提示' },
  notShown: { en: 'The phone shows nothing; the app gets it.', zh: '手机不显示通知，由应用接收。' },
  onlineBody: { en: 'What the online channel carries', zh: '在线通道的通知内容' },
})
