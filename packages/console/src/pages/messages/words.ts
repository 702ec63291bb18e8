// What the page of a message says of its own; sentences about what happened come from the server.
import { wordsOf } from '../../words/words.ts'

/** Texts of the page. */
export const words = wordsOf({
  titleOf: { en: (title: string) => `“${title}”`, zh: (title: string) => `“${title}”` },
  untitled: { en: 'Message without a title', zh: '无标题消息' },
  trace: { en: 'Trace', zh: '链路追踪' },
  rawShow: { en: 'Raw JSON', zh: '原始 JSON' },
  rawHide: { en: 'Back to the lanes', zh: '返回链路' },
  raw: { en: 'The trace as the server gives it', zh: '服务器返回的链路' },
  back: { en: 'All failures', zh: '全部失败' },
  live: { en: 'Live', zh: '实时' },
  settled: { en: 'Settled', zh: '已完成' },
  wholePush: { en: 'Message', zh: '消息' },
  attempts: {
    en: (count: number) => (count === 1 ? '1 attempt' : `${count} attempts`),
    zh: (count: number) => `${count} 次尝试`,
  },
  to: { en: 'To', zh: '接收用户' },
  by: { en: 'Sent by', zh: '发送方式' },
  strategy: { en: 'Strategy', zh: '推送策略' },
  category: { en: 'Category', zh: '消息分类' },
  accepted: { en: 'Accepted', zh: '受理时间' },
  expires: { en: 'Expires', zh: '失效时间' },
  id: { en: 'Message id', zh: '消息 ID' },
  task: { en: 'task', zh: '推送任务' },
  subject: { en: 'Handed over for', zh: '转交自' },
  noCategory: { en: 'none: the notifier’s settings decide', zh: '未指定，由推送证书设置决定' },
  because: { en: 'because', zh: '原因' },
  therefore: { en: 'therefore', zh: '因此' },
  whatToDo: { en: 'what to do', zh: '处理建议' },
  payload: { en: 'payload', zh: '消息体' },
  headers: { en: 'headers', zh: '请求头' },
  answer: { en: 'answer', zh: '响应' },
  notification: { en: 'notification', zh: '推送通知' },
  body: { en: 'body', zh: '内容' },
  received: { en: 'receiver’s answer', zh: '接收端响应' },
  openPush: { en: 'its trace', zh: '链路追踪' },
  openCallbacks: { en: 'open in Callbacks', zh: '在回调中打开' },
  openNotifier: { en: 'open the notifier', zh: '打开推送证书' },
  bytes: {
    en: (bytes: string, most: string) => `${bytes} of ${most} bytes`,
    zh: (bytes: string, most: string) => `${bytes} / ${most} 字节`,
  },
  renderedAgain: {
    en: 'Rendered again: requests are not kept. Credentials are left out, and placeholders stand for what differs per device.',
    zh: '重新渲染：系统不保存请求。已省略凭据，设备相关内容以占位符表示。',
  },
  notifierChanged: {
    en: 'The notifier was changed since; what was sent may have been another.',
    zh: '此后推送证书有过修改，实际发送的内容可能不同。',
  },
  noLines: {
    en: 'Nothing is recorded yet; lines appear here as they happen.',
    zh: '尚无记录；产生后会显示在这里。',
  },
  reasonCode: { en: (code: string) => `Reason code ${code}`, zh: (code: string) => `原因代码 ${code}` },
})

/** The word of each kind of line. */
export const kindWords = wordsOf({
  accepted: { en: 'accepted', zh: '已受理' },
  planned: { en: 'planned', zh: '已规划' },
  skipped: { en: 'skipped', zh: '已跳过' },
  sent: { en: 'sent', zh: '已发送' },
  answered: { en: 'answered', zh: '已响应' },
  waiting: { en: 'waiting', zh: '等待中' },
  outcome: { en: 'outcome', zh: '结果' },
  callback: { en: 'callback', zh: '回调' },
  arrived: { en: 'arrived', zh: '已送达' },
  clicked: { en: 'clicked', zh: '已点击' },
  dropped: { en: 'dropped', zh: '已丢弃' },
  pending: { en: 'kept', zh: '已暂存' },
  unbound: { en: 'unbound', zh: '已解绑' },
  refused: { en: 'refused', zh: '被拒绝' },
  putOff: { en: 'put off', zh: '被推迟' },
  unsent: { en: 'not sent', zh: '未发出' },
  unknown: { en: 'unknown', zh: '结果未知' },
  failed: { en: 'failed', zh: '未成功' },
})

/** The strategies of pushes, by their number. */
export const strategyWords = wordsOf({
  0: { en: 'vendor first, else the online channel', zh: '优先厂商通道，否则在线通道' },
  1: { en: 'online channel only', zh: '仅在线通道' },
  2: { en: 'vendor channel only', zh: '仅厂商通道' },
  3: { en: 'online channel when online, else the vendor', zh: '在线走在线通道，离线走厂商通道' },
  4: { en: 'online users only', zh: '仅推送在线用户' },
})
