// The words of the page of one notifier.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const detailWords = wordsOf({
  title: { en: (name: string) => `Notifier ${name}`, zh: (name: string) => `推送证书 ${name}` },
  back: { en: 'All notifiers', zh: '全部推送证书' },
  facts: { en: 'Notifier', zh: '推送证书' },
  environment: { en: 'Environment', zh: '环境' },
  file: { en: 'File', zh: '文件' },
  rate: { en: 'Sending rate', zh: '发送速率' },
  anyRate: { en: 'as fast as it goes', zh: '不限' },
  perSecond: { en: (count: string) => `at most ${count} a second`, zh: (count: string) => `每秒最多 ${count} 条` },
  changeRate: { en: 'Change', zh: '修改' },
  rateTitle: { en: (name: string) => `Sending rate of ${name}`, zh: (name: string) => `${name} 的发送速率` },
  rateLabel: { en: 'Pushes a second', zh: '每秒推送数' },
  rateNote: {
    en: 'For vendors that grant an app a rate. Holds over all nodes together; what finds no room waits. Empty: no limit.',
    zh: '用于按速率限制应用的厂商。所有节点合计；超出的推送会等待。留空表示不限。',
  },
  saveRate: { en: 'Save', zh: '保存' },
  close: { en: 'Close', zh: '关闭' },
  created: { en: 'Added', zh: '添加时间' },
  modified: { en: 'Last changed', zh: '上次修改' },
  since: { en: 'since', zh: '始于' },
  said: { en: (code: string) => `the vendor's code ${code}`, zh: (code: string) => `厂商错误码：${code}` },
  settings: { en: 'Settings', zh: '设置项' },
  replace: { en: 'Edit, or replace the credential', zh: '编辑或更换凭据' },
  enable: { en: 'Enable', zh: '启用' },
  disable: { en: 'Disable', zh: '停用' },
  disableTitle: { en: (name: string) => `Disable the notifier ${name}`, zh: (name: string) => `停用推送证书 ${name}` },
  disableEffect: {
    en: (count: string) =>
      `Nothing is sent through it until it is enabled again. ${count} bindings stay; pushes to them go another way where a device has one, and fail otherwise.`,
    zh: (count: string) =>
      `重新启用之前不会通过它发送任何推送。${count} 个推送绑定保留；设备有其他途径的推送改走其他途径，否则失败。`,
  },
  resume: { en: 'Resume now', zh: '立即恢复' },
  resumeNote: {
    en: 'Ends the pause for new pushes; what waits already goes at the time it waits for.',
    zh: '新的推送立即恢复发送；已在等待的推送仍按原定时间发送。',
  },
  remove: { en: 'Delete', zh: '删除' },
  removeTitle: { en: (name: string) => `Delete the notifier ${name}`, zh: (name: string) => `删除推送证书 ${name}` },
  removeEffect: {
    en: (count: string) =>
      `The credential is deleted and cannot be brought back. ${count} devices are bound to it: their bindings stay and their pushes fail until a notifier of this name exists again.`,
    zh: (count: string) =>
      `凭据将被删除且无法恢复。有 ${count} 个设备绑定到该证书：这些绑定保留，但在同名推送证书重新出现之前，其推送都会失败。`,
  },
  health: { en: 'Check', zh: '检查' },
  healthNote: {
    en: 'Asks the vendor whether the credential works. Reaches no phone.',
    zh: '向厂商验证凭据是否可用，不会推送到手机。',
  },
  checkNow: { en: 'Check now', zh: '立即检查' },
  checking: { en: 'The vendor is being asked…', zh: '正在询问厂商…' },
  checked: { en: 'Checked', zh: '检查时间' },
  stale: {
    en: 'The notifier was changed since. Check again to know about the present credential.',
    zh: '此后推送证书有修改。请重新检查以了解当前凭据。',
  },
  neverChecked: {
    en: 'Nobody has checked this notifier yet. A check takes a few seconds and tells a wrong credential from a right one.',
    zh: '尚未检查过此推送证书。检查只需数秒，可分辨凭据是否正确。',
  },
  whatToDo: { en: 'What to do', zh: '如何处理' },
  todayTitle: { en: 'Today', zh: '今日' },
  targeted: { en: 'Targeted', zh: '目标投递' },
  accepted: { en: 'Accepted', zh: '已受理' },
  limited: { en: "Ended by the vendor's limit", zh: '因厂商限额未发送' },
  shared: {
    en: (count: number) => `Together with ${count} other notifiers of this vendor; days are those of UTC.`,
    zh: (count: number) => `与该厂商的另外 ${count} 个推送证书合计；按 UTC 日期统计。`,
  },
  sharedOne: {
    en: 'Together with 1 other notifier of this vendor; days are those of UTC.',
    zh: '与该厂商的另外 1 个推送证书合计；按 UTC 日期统计。',
  },
  alone: { en: 'Days are those of UTC.', zh: '按 UTC 日期统计。' },
  limits: { en: 'What the vendor counts by category', zh: '厂商按分类的计数方式' },
  free: {
    en: 'The vendor publishes no share of a day that notifications count against.',
    zh: '该厂商未公布每日配额，通知不计入限额。',
  },
  notLimited: { en: 'no share of a day that it has published', zh: '不占用厂商公布的每日配额' },
  quotaNote: {
    en: "The vendor counts by itself and tells nobody how much is left: Posthouse learns that a share is used up from the vendor's answers.",
    zh: '配额由厂商自行计数且不公布剩余量：Posthouse 从厂商的应答中得知配额用尽。',
  },
  receipts: { en: 'Receipts', zh: '送达回执' },
  address: { en: 'Receipt address', zh: '回执地址' },
  byPush: {
    en: 'Each push names this address; nothing has to be entered at the vendor.',
    zh: '每条推送都带有此地址，无需在厂商处填写。',
  },
  byConsole: {
    en: "Enter this address in the vendor's console as the callback for message receipts. It is as good as a credential: give it to the vendor only.",
    zh: '请在厂商控制台将此地址填为消息回执的回调地址。它等同于凭据，请仅提供给厂商。',
  },
  byNobody: { en: 'This vendor reports neither arrivals nor taps.', zh: '该厂商不上报送达与点击。' },
  noUrl: {
    en: 'The server does not know its public address. Start it with --public-url to get receipts.',
    zh: '服务器不知道自己的公网地址。请以 --public-url 启动以接收回执。',
  },
  tooLong: {
    en: 'The address is longer than this vendor takes, so pushes do not name it. Use a shorter public address.',
    zh: '地址超出该厂商允许的长度，推送不会携带。请使用更短的公网地址。',
  },
  arrived: { en: 'arrivals', zh: '送达' },
  clicked: { en: 'taps', zh: '点击' },
  dropped: { en: 'what it dropped', zh: '丢弃' },
  pending: { en: 'what still waits', zh: '仍在等待' },
  'token-dead': { en: 'dead tokens', zh: '失效的 token' },
  reported: { en: 'It reports', zh: '上报内容' },
  calls: { en: 'Received', zh: '已收到' },
  callsAre: {
    en: (taken: string, bad: string) => `${taken} taken, ${bad} refused or malformed, since the server started`,
    zh: (taken: string, bad: string) => `自服务器启动以来：接收 ${taken} 次，拒绝或格式有误 ${bad} 次`,
  },
  lastAt: { en: 'last', zh: '最近一次' },
  show: { en: 'Show the address', zh: '显示地址' },
  copy: { en: 'Copy', zh: '复制' },
  copied: { en: 'Copied', zh: '已复制' },
})
