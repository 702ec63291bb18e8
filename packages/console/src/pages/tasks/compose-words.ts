// The words of composing a task.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const composeWords = wordsOf({
  title: { en: 'New task', zh: '新建任务' },
  lead: {
    en: 'Nothing is sent before you create it. The estimate follows what you choose.',
    zh: '创建之前不会发送任何内容。预估随您的选择更新。',
  },
  who: { en: 'Audience', zh: '推送对象' },
  list: { en: 'A list of users', zh: '用户列表' },
  label: { en: 'A label', zh: '标签' },
  all: { en: 'Everybody', zh: '全部用户' },
  users: { en: 'User ids', zh: '用户 ID' },
  usersNote: {
    en: 'At most 1,000, on lines of their own or apart by commas or blanks.',
    zh: '最多 1,000 个，每行一个，或以逗号、空格分隔。',
  },
  usersRead: {
    en: (count: string, repeated: string) => `${count} users${repeated === '0' ? '' : `, ${repeated} repeated`}. `,
    zh: (count: string, repeated: string) => `${count} 个用户${repeated === '0' ? '' : `，重复 ${repeated} 个`}。`,
  },
  labelsPick: { en: 'Labels', zh: '标签' },
  labelNote: {
    en: 'Who carries it when the task starts gets the notification.',
    zh: '任务开始时带有该标签的用户会收到通知。',
  },
  labelsNote: {
    en: (max: number) => `At most ${max}: who carries all of them when the task starts gets the notification.`,
    zh: (max: number) => `最多 ${max} 个：任务开始时同时带有全部标签的用户会收到通知。`,
  },
  noLabels: { en: 'This app has no label yet.', zh: '本应用还没有标签。' },
  allNote: {
    en: 'Every user of the app as they are when the task starts, those without a device included.',
    zh: '任务开始时本应用的全部用户，包括没有设备的用户。',
  },
  what: { en: 'Notification', zh: '推送通知' },
  fields: { en: 'Form', zh: '表单' },
  json: { en: 'JSON', zh: 'JSON' },
  jsonNote: {
    en: 'All members that the push interface knows, vendor blocks included.',
    zh: '推送接口支持的所有字段，包括各厂商配置。',
  },
  subject: { en: 'Title', zh: '标题' },
  subtitle: { en: 'Subtitle', zh: '副标题' },
  content: { en: 'Content', zh: '内容' },
  category: { en: 'Category', zh: '消息分类' },
  categoryNote: {
    en: 'Told to each vendor in its own words; marketing has the smallest quotas.',
    zh: '按各厂商的分类转换；营销类配额最小。',
  },
  ofApp: { en: 'Default of the app', zh: '应用默认' },
  width: {
    en: (used: number, max: number) => `${used} of ${max}`,
    zh: (used: number, max: number) => `${used} / ${max}`,
  },
  when: { en: 'When, and how fast', zh: '时间与速度' },
  now: { en: 'Now', zh: '立即' },
  later: { en: 'Later', zh: '定时' },
  startsAt: {
    en: (zone: string) => `Starts at, on the clocks of ${zone}`,
    zh: (zone: string) => `开始时间（${zone} 时区）`,
  },
  rule: {
    en: "1 hour to 30 days ahead. The app's settings can allow any time.",
    zh: '须在 1 小时之后、30 天之内；应用设置可放宽此限制。',
  },
  anyRule: { en: 'Any time to come.', zh: '任意未来时间。' },
  inTwoHours: { en: 'In 2 hours', zh: '两小时后' },
  tomorrow: { en: 'Tomorrow 09:00', zh: '明天 09:00' },
  yours: {
    en: (time: string, zone: string) => `That is ${time} where you are (${zone}).`,
    zh: (time: string, zone: string) => `即您所在时区的 ${time}（${zone}）。`,
  },
  gap: {
    en: 'Clocks are set forward that night and leave this time out: choose another.',
    zh: '当晚时钟拨快，不存在这一时刻：请另选时间。',
  },
  twice: {
    en: 'Clocks are set back that night and show this time twice: the first is meant.',
    zh: '当晚时钟拨慢，这一时刻出现两次：以第一次为准。',
  },
  paceNote: {
    en: 'Most devices sent to in a minute. Pushes to single users never wait for a task.',
    zh: '每分钟最多推送的设备数。单用户推送不受任务影响。',
  },
  noUsers: { en: 'Name at least one user.', zh: '请至少填写一个用户。' },
  tooManyUsers: {
    en: 'A list has at most 1,000 users. Use a label for more.',
    zh: '列表最多 1,000 个用户，更多用户请使用标签。',
  },
  noLabel: { en: 'Choose a label.', zh: '请选择标签。' },
  badJson: { en: 'Correct the JSON of the notification.', zh: '请修正推送通知的 JSON。' },
  noText: { en: 'Write a title or a content.', zh: '请填写标题或内容。' },
  noTime: { en: 'Choose when it starts.', zh: '请选择开始时间。' },
  past: { en: 'This time has passed.', zh: '该时间已过。' },
  tooSoon: { en: 'It must start at least 1 hour from now.', zh: '开始时间须在 1 小时之后。' },
  tooLate: { en: 'It must start within 30 days.', zh: '开始时间须在 30 天之内。' },
  estimate: { en: 'Estimate', zh: '预估' },
  estimateFirst: { en: 'Choose an audience to see what it comes to.', zh: '选择推送对象后显示预估。' },
  usersFigure: { en: 'Users', zh: '用户' },
  devicesFigure: { en: 'Devices', zh: '设备' },
  onlineFigure: { en: 'By the online channel', zh: '走在线通道' },
  duration: { en: 'Takes', zh: '用时' },
  asFast: { en: 'as fast as the vendors take it', zh: '取决于厂商的接收速度' },
  counted: { en: 'Counted exactly.', zh: '精确统计。' },
  sampled: {
    en: (looked: string) => `Users are counted; devices follow from ${looked} of them.`,
    zh: (looked: string) => `用户为精确统计；设备数由其中 ${looked} 个用户推算。`,
  },
  lastTask: {
    en: (looked: string) => `So many users as the latest task to everybody had; devices follow from ${looked} of them.`,
    zh: (looked: string) => `用户数取自最近一次全量任务；设备数由其中 ${looked} 个用户推算。`,
  },
  atLeast: {
    en: (looked: string) => `There are more users than were counted; devices follow from ${looked} of them.`,
    zh: (looked: string) => `实际用户数多于此；设备数由其中 ${looked} 个用户推算。`,
  },
  atLeastCount: { en: (count: string) => `at least ${count}`, zh: (count: string) => `至少 ${count}` },
  needed: { en: 'Quota needed, by notifier', zh: '所需配额（按推送证书）' },
  today: {
    en: (count: string) => `${count} accepted today by this vendor`,
    zh: (count: string) => `该厂商今日已受理 ${count}`,
  },
  quotaNote: {
    en: 'Few vendors say how much quota is left; "today" is what they accepted since 00:00 UTC.',
    zh: '多数厂商不提供剩余配额；“今日”为 UTC 00:00 起已受理的数量。',
  },
  pausedUntil: { en: (time: string) => `paused until ${time}`, zh: (time: string) => `暂停至 ${time}` },
  quotaUsedUp: { en: (time: string) => `quota used up until ${time}`, zh: (time: string) => `配额已用尽，至 ${time}` },
  left: { en: 'Gets nothing', zh: '不会收到' },
  notLooked: {
    en: 'Quiet hours and who is connected are not looked at: they change by the hour, and count when the task goes out.',
    zh: '未计入免打扰时段和在线状态：二者随时变化，以任务实际推送时为准。',
  },
  full: {
    en: (running: number, max: number) =>
      `${running} of ${max} tasks are at work: this one waits for one of them to end, or is refused.`,
    zh: (running: number, max: number) => `已有 ${running} / ${max} 个任务进行中：新任务可能被拒绝或需等待。`,
  },
  fullLately: {
    en: (max: number) => `${max} tasks were created in the last five minutes: wait a little, or it is refused.`,
    zh: (max: number) => `最近五分钟内已创建 ${max} 个任务：请稍候，否则会被拒绝。`,
  },
  create: { en: 'Create the task', zh: '创建任务' },
  schedule: { en: 'Schedule the task', zh: '定时创建' },
  askTitle: { en: 'Send to everybody', zh: '推送给全部用户' },
  askEffect: {
    en: (users: string, when: string) =>
      `${users} users get this notification ${when}. What is sent cannot be called back.`,
    zh: (users: string, when: string) => `${users} 个用户将${when}收到此通知。已发送的内容无法撤回。`,
  },
  atOnce: { en: 'at once', zh: '立即' },
  atTime: {
    en: (wall: string, zone: string) => `at ${wall} (${zone})`,
    zh: (wall: string, zone: string) => `于 ${wall}（${zone}）`,
  },
  theAll: { en: 'All', zh: '所有' },
  view: { en: 'Only operators of this app create tasks.', zh: '只有本应用的操作员可以创建任务。' },
})
