// What the pages of users say.
import { wordsOf } from '../../words/words.ts'

/** Texts of the list. */
export const words = wordsOf({
  title: { en: 'Users', zh: '用户' },
  lead: {
    en: 'Everybody who can be pushed to, with the devices that are bound.',
    zh: '所有可推送的用户及其已绑定的设备。',
  },
  search: { en: 'User id begins with', zh: '用户 ID 以此开头' },
  order: { en: 'Order', zh: '排序' },
  newest: { en: 'Newest', zh: '最新注册' },
  name: { en: 'By name', zh: '按名称' },
  user: { en: 'User', zh: '用户' },
  nickname: { en: 'Nickname', zh: '推送昵称' },
  state: { en: 'State', zh: '状态' },
  online: { en: 'online', zh: '在线' },
  offline: { en: 'offline', zh: '离线' },
  banned: { en: 'disabled', zh: '已停用' },
  devices: { en: 'Devices', zh: '设备' },
  lastSeen: { en: 'Last login', zh: '最近登录' },
  created: { en: 'Registered', zh: '注册时间' },
  never: { en: 'never', zh: '从未' },
  none: {
    en: 'The app has no user yet. Users are registered by its server (POST users), by the command line, or by an import.',
    zh: '应用还没有用户。可通过应用服务器（POST users）、命令行或导入注册用户。',
  },
  noneFound: {
    en: (prefix: string) => `No user id begins with ${prefix}.`,
    zh: (prefix: string) => `没有以 ${prefix} 开头的用户 ID。`,
  },
  clear: { en: 'Show all', zh: '显示全部' },
})

/** Texts of the page of one user. */
export const personWords = wordsOf({
  all: { en: 'All users', zh: '全部用户' },
  pushes: { en: 'Last pushes', zh: '最近推送' },
  devices: { en: 'Devices', zh: '设备' },
  quiet: { en: 'Quiet hours', zh: '免打扰时段' },
  now: { en: 'If we pushed now', zh: '如果现在推送' },
  send: { en: 'Send a push', zh: '发送推送' },
  ban: { en: 'Disable user', zh: '停用用户' },
  banTitle: { en: (user: string) => `Disable the user ${user}`, zh: (user: string) => `停用用户 ${user}` },
  banEffect: {
    en: 'The user is logged out everywhere and cannot log in until enabled again. Bindings stay, and pushes still go out.',
    zh: '该用户将在所有设备上退出登录，重新启用前无法登录。推送绑定保留，推送照常发送。',
  },
  lift: { en: 'Enable user', zh: '启用用户' },
  online: { en: 'online', zh: '在线' },
  offline: { en: 'offline', zh: '离线' },
  banned: { en: 'disabled', zh: '已停用' },
  registered: { en: 'Registered', zh: '注册时间' },
  nickname: { en: 'Push nickname', zh: '推送昵称' },
  labels: { en: 'Labels', zh: '标签' },
  language: { en: 'Language', zh: '推送语言' },
  template: { en: 'Template', zh: '推送模板' },
  notSet: { en: 'not set', zh: '未设置' },
  noBinding: {
    en: 'No device is bound: pushes by vendors reach nobody. The app binds a token after the user logs in on a phone.',
    zh: '没有绑定设备：厂商推送无法触达。用户在手机上登录后，应用会绑定 token。',
  },
  silentNow: { en: 'Pushes are silent now:', zh: '当前不推送：' },
  until: { en: 'until', zh: '至' },
  noPushes: {
    en: 'Nothing was pushed to this user yet.',
    zh: '尚未向该用户推送。',
  },
  waiting: { en: 'waiting', zh: '等待中' },
  whatToDo: { en: (text: string) => `What to do: ${text}`, zh: (text: string) => `处理建议：${text}` },
  many: { en: (count: number) => `${count} devices`, zh: (count: number) => `${count} 台设备` },
  wholePush: { en: 'no device', zh: '无设备' },
  openUser: { en: 'all about this user', zh: '用户详情' },
  task: { en: 'task', zh: '推送任务' },
  trace: { en: 'trace', zh: '链路追踪' },
})

/** Texts of devices, bindings and sessions. */
export const deviceWords = wordsOf({
  none: {
    en: 'No device is known: the user logged in on none, and none is bound.',
    zh: '没有任何设备：用户未登录过，也没有绑定。',
  },
  connected: { en: 'connected', zh: '已连接' },
  present: { en: 'logged in, not connected', zh: '已登录，未连接' },
  'logged-out': { en: 'logged out', zh: '已退出' },
  kicked: { en: 'kicked by another login', zh: '被其他登录顶替' },
  noSession: { en: 'never used', zh: '从未使用' },
  since: { en: 'since', zh: '自' },
  binding: { en: 'Bindings', zh: '推送绑定' },
  device: { en: 'Device', zh: '设备' },
  session: { en: 'Online channel', zh: '在线通道' },
  notifier: { en: 'Notifier', zh: '推送证书' },
  noNotifier: { en: 'there is no such notifier', zh: '没有此推送证书' },
  token: { en: 'Token', zh: 'Token' },
  bound: { en: 'Bound', zh: '绑定时间' },
  last: { en: 'Last push', zh: '最近推送' },
  noLast: { en: 'none of the last ten', zh: '最近十条中没有' },
  noBindings: {
    en: 'No binding: vendors cannot reach this device.',
    zh: '没有推送绑定：厂商无法触达此设备。',
  },
  paused: { en: 'paused', zh: '已暂停' },
  disabled: { en: 'disabled', zh: '未启用' },
  bannedState: { en: 'banned', zh: '已封禁' },
  remove: { en: 'Remove binding', zh: '移除绑定' },
  removeTitle: {
    en: (device: string, notifier: string) => `Remove the binding of ${device} to ${notifier}`,
    zh: (device: string, notifier: string) => `移除设备 ${device} 与推送证书 ${notifier} 的绑定`,
  },
  removeEffect: {
    en: 'This vendor no longer reaches the device, until the app binds it again at its next login.',
    zh: '在应用下次登录重新绑定之前，该厂商无法触达此设备。',
  },
  logOut: { en: 'Force logout', zh: '强制下线' },
  logOutTitle: {
    en: (device: string) => `Log the device ${device} out`,
    zh: (device: string) => `强制设备 ${device} 下线`,
  },
  logOutEffect: {
    en: 'Its connection ends and the app must log in again. Its bindings stay.',
    zh: '连接将断开，应用需要重新登录。推送绑定保留。',
  },
})

/** Texts of the quiet hours. */
export const quietWords = wordsOf({
  holds: { en: 'Now', zh: '当前' },
  loud: { en: 'Nothing keeps pushes from this user.', zh: '当前没有限制，推送正常。' },
  notHeeded: {
    en: 'This app does not heed quiet hours for pushes over REST (Settings › Policies).',
    zh: '此应用的 REST 推送不受免打扰限制（设置 › 策略）。',
  },
  zone: {
    en: (zone: string) => `Hours are read by the server's clock: ${zone}.`,
    zh: (zone: string) => `时间按服务器时区：${zone}。`,
  },
  mode: { en: 'Notify of', zh: '通知方式' },
  ALL: { en: 'everything', zh: '全部' },
  AT: { en: 'mentions only', zh: '仅@提及' },
  NONE: { en: 'nothing', zh: '不通知' },
  daily: { en: 'Daily quiet hours', zh: '每日免打扰' },
  from: { en: 'From', zh: '开始' },
  to: { en: 'To', zh: '结束' },
  once: { en: 'Silent once, for', zh: '单次免打扰' },
  noOnce: { en: 'leave as it is', zh: '保持不变' },
  endOnce: { en: 'end it now', zh: '立即结束' },
  hours: { en: (hours: number) => (hours === 1 ? '1 hour' : `${hours} hours`), zh: (hours: number) => `${hours} 小时` },
  onceUntil: { en: 'Silent once until', zh: '单次免打扰至' },
  older: {
    en: (from: string, to: string) => `Older do-not-disturb (user entity): ${from}–${to}`,
    zh: (from: string, to: string) => `旧版免打扰（用户实体）：${from}–${to}`,
  },
  endOlder: { en: 'Turn off', zh: '关闭' },
  save: { en: 'Save', zh: '保存' },
  saved: { en: 'Saved.', zh: '已保存。' },
  both: { en: 'Give both times, or neither.', zh: '请同时填写开始与结束时间，或都留空。' },
  mayNot: { en: 'Your role only reads these.', zh: '您的角色只能查看。' },
})

/** ZIM's platforms, by their number. */
export const platformWords = wordsOf({
  1: { en: 'Windows', zh: 'Windows' },
  2: { en: 'iPhone', zh: 'iPhone' },
  3: { en: 'Android', zh: 'Android' },
  4: { en: 'Mac', zh: 'Mac' },
  5: { en: 'Linux', zh: 'Linux' },
  6: { en: 'web', zh: '网页' },
  7: { en: 'mini-program', zh: '小程序' },
  9: { en: 'iPad', zh: 'iPad' },
  10: { en: 'HarmonyOS', zh: 'HarmonyOS' },
})
