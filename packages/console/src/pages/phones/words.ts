// The page's texts.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const words = wordsOf({
  title: { en: 'Phones', zh: '模拟手机' },
  lead: {
    en: 'Simulated phones that run the real client. A notification reaches one only through its vendor’s simulator.',
    zh: '运行真实客户端的模拟手机。推送通知只会经由对应厂商的模拟器到达。',
  },
  elsewhere: {
    en: (app: string) => `Phones belong to the demo app ${app}: the simulated vendors know only its notifiers.`,
    zh: (app: string) => `模拟手机属于演示应用 ${app}：模拟的厂商只认得它的推送证书。`,
  },
  toDemo: { en: 'Open the demo app', zh: '打开演示应用' },
  shelf: { en: 'Shelf', zh: '手机架' },
  phoneOf: {
    en: (model: string, vendor: string) => `${model} · ${vendor}`,
    zh: (model: string, vendor: string) => `${vendor} ${model}`,
  },
  stateKilled: { en: 'app not running', zh: '应用未运行' },
  stateDeleted: { en: 'app deleted', zh: '应用已删除' },
  stateAirplane: { en: 'airplane mode', zh: '飞行模式' },
  connected: { en: 'connected', zh: '已连接' },
  connecting: { en: 'connecting', zh: '连接中' },
  reconnecting: { en: 'reconnecting', zh: '重连中' },
  out: { en: 'not connected', zh: '未连接' },
  unused: { en: 'unused', zh: '未使用' },
  nobody: { en: 'nobody logged in', zh: '未登录' },
  app: { en: 'Relay', zh: '驿信' },
  appOf: { en: (model: string) => `The app on the ${model}`, zh: (model: string) => `${model} 上的应用` },
  screenOf: { en: (model: string) => `Screen of the ${model}`, zh: (model: string) => `${model} 的屏幕` },
  openIcon: { en: 'Open the app', zh: '打开应用' },
  openIconUnread: {
    en: (count: number) => `Open the app, ${count} on its icon`,
    zh: (count: number) => `打开应用，角标 ${count}`,
  },
  noNotes: { en: 'No notifications', zh: '没有通知' },
  more: { en: (count: number) => `${count} more below`, zh: (count: number) => `下方还有 ${count} 条` },
  fewer: { en: 'Show fewer', zh: '收起' },
  clear: { en: 'Clear', zh: '清除' },
  sound: { en: (name: string) => `Sound: ${name}`, zh: (name: string) => `声音：${name}` },
  channel: { en: (name: string) => `Channel: ${name}`, zh: (name: string) => `渠道：${name}` },
  tapOn: { en: (title: string) => `Tap “${title}”`, zh: (title: string) => `点按“${title}”` },
  send: { en: 'Send to this phone', zh: '推送到此手机' },
  sendTitle: { en: (model: string) => `Hello, ${model}`, zh: (model: string) => `你好，${model}` },
  sendContent: {
    en: (model: string) => `This came to the ${model} by its vendor’s channel.`,
    zh: (model: string) => `此通知经厂商通道到达 ${model}。`,
  },
  sending: { en: 'Sending…', zh: '推送中…' },
  accepted: { en: (vendor: string) => `${vendor} accepted it.`, zh: (vendor: string) => `${vendor}已受理。` },
  refused: { en: (why: string) => `It was not accepted: ${why}`, zh: (why: string) => `未被受理：${why}` },
  why: { en: 'Every hop', zh: '链路追踪' },
  open: { en: 'Open app', zh: '打开应用' },
  kill: { en: 'Kill app', zh: '杀掉应用' },
  lock: { en: 'Lock', zh: '锁屏' },
  logOut: { en: 'Log out', zh: '登出' },
  delete: { en: 'Delete app', zh: '删除应用' },
  install: { en: 'Install app', zh: '安装应用' },
  airplane: { en: 'Airplane mode', zh: '飞行模式' },
  notifications: { en: 'Notifications', zh: '允许通知' },
  log: { en: 'What happened', zh: '事件' },
  logEmpty: { en: 'Nothing yet. Open the app, or send to this phone.', zh: '暂无事件。打开应用，或推送到此手机。' },
  opened: { en: 'Opened the app', zh: '打开了应用' },
  tapped: { en: 'Tapped the notification', zh: '点按了通知' },
  killed: { en: 'Killed the app; its connection is gone', zh: '杀掉了应用，连接随之断开' },
  locked: { en: 'Locked the screen', zh: '锁屏' },
  deleted: {
    en: 'Deleted the app. The vendor marks its token dead; the next push removes the binding',
    zh: '删除了应用。厂商将 token 标记为失效，下一次推送时绑定会被移除',
  },
  installed: { en: 'Installed the app', zh: '安装了应用' },
  networkUp: { en: 'Network is back', zh: '网络恢复' },
  networkDown: { en: 'Airplane mode: the server is not told', zh: '飞行模式：服务器并不知情' },
  allowed: { en: 'Notifications allowed', zh: '已允许通知' },
  forbidden: {
    en: 'Notifications denied: the vendor still accepts, nothing is shown',
    zh: '已禁止通知：厂商仍会受理，但不展示',
  },
  asksToken: { en: 'The app asks its vendor for a token', zh: '应用向厂商申请 token' },
  tokenGiven: { en: 'The vendor gives a token', zh: '厂商返回 token' },
  shown: { en: 'The vendor brought a notification', zh: '厂商送达了通知' },
  held: { en: 'No network: the vendor keeps a notification', zh: '无网络：厂商暂存通知' },
  denied: {
    en: 'A notification came and is not shown: notifications are denied',
    zh: '通知已到达但未展示：通知被禁止',
  },
  data: { en: 'The vendor brought data for the app', zh: '厂商送达了透传消息' },
  lost: { en: 'A push came for an app that is deleted', zh: '推送到达，但应用已被删除' },
  own: { en: 'The app shows a push of the online channel', zh: '应用展示了在线通道的推送' },
  reportsArrival: { en: 'The vendor reports the arrival', zh: '厂商上报送达' },
  reportsTap: { en: 'The vendor reports the tap', zh: '厂商上报点击' },
  failed: { en: 'It failed', zh: '失败' },
  fromPhone: { en: 'phone', zh: '手机' },
  fromVendor: { en: 'vendor', zh: '厂商' },
  fromSdk: { en: 'SDK', zh: 'SDK' },
})

/** Names of the log's lines that the console itself writes. */
const happenings: ReadonlySet<string> = new Set([
  ...['opened', 'tapped', 'killed', 'locked', 'deleted', 'installed', 'networkUp', 'networkDown', 'allowed'],
  ...['forbidden', 'asksToken', 'tokenGiven', 'shown', 'held', 'denied', 'data', 'lost', 'own', 'reportsArrival'],
  ...['reportsTap', 'failed'],
])

/** A happening that has a text. */
export function isHappening(name: string): name is Happening {
  return happenings.has(name)
}

type Happening =
  | 'opened'
  | 'tapped'
  | 'killed'
  | 'locked'
  | 'deleted'
  | 'installed'
  | 'networkUp'
  | 'networkDown'
  | 'allowed'
  | 'forbidden'
  | 'asksToken'
  | 'tokenGiven'
  | 'shown'
  | 'held'
  | 'denied'
  | 'data'
  | 'lost'
  | 'own'
  | 'reportsArrival'
  | 'reportsTap'
  | 'failed'
