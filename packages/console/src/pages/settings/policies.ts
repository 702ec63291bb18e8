// The settings that decide: whether and to whom pushes go, what is open, how devices log in. Ranges are the protocol's, defaults the
// server's; limits.test.ts compares the first.
import type { Section } from './setting.ts'

/** Whether and how the app pushes. */
export const pushSection: Section = {
  title: { en: 'Pushing', zh: '推送' },
  text: { en: 'They hold for every push from the moment they are saved.', zh: '保存后对之后的每条推送生效。' },
  settings: [
    {
      path: 'pushOpen',
      kind: { is: 'switch' },
      standard: true,
      removable: false,
      title: { en: 'The app may push', zh: '推送功能' },
      text: {
        en: 'Off: every push is refused with 403 push service not open, and running tasks stand still until it is on again.',
        zh: '关闭后所有推送返回 403 push service not open，进行中的任务停在原处，重新开启后继续。',
      },
    },
    {
      path: 'defaultCategory',
      kind: {
        is: 'choice',
        options: [
          { value: 'im', en: 'im: a person writes', zh: 'im：聊天消息' },
          { value: 'call', en: 'call: rings', zh: 'call：来电' },
          { value: 'service', en: 'service: orders, security', zh: 'service：服务通知' },
          { value: 'marketing', en: 'marketing: offers, news', zh: 'marketing：营销资讯' },
        ],
      },
      standard: null,
      removable: true,
      title: { en: 'Default category', zh: '默认消息分类' },
      text: {
        en: 'Given to notifications that name none. Vendors count and show by category: what is sent under the wrong one may be held back, or cost the app its permission.',
        zh: '用于未注明分类的推送通知。厂商按分类限量和展示：分类有误可能被限流，甚至被取消权限。',
      },
    },
    {
      path: 'devicePolicy',
      kind: {
        is: 'choice',
        options: [
          { value: 'all-offline', en: 'when all are away', zh: '所有设备离线时' },
          { value: 'any-offline', en: 'each that is away', zh: '任一设备离线时' },
        ],
      },
      standard: 'all-offline',
      removable: true,
      title: { en: 'Push for a message, with several devices', zh: '多设备用户的消息推送' },
      text: {
        en: 'Whether a phone that is away gets a notification while another device of the same user is connected.',
        zh: '同一用户的其他设备在线时，离线的手机是否收到推送通知。',
      },
    },
    {
      path: 'quietForRest',
      kind: { is: 'switch' },
      standard: true,
      removable: true,
      title: { en: 'Respect quiet hours', zh: '遵守免打扰' },
      text: {
        en: 'Pushes over REST leave users alone who do not want to be disturbed. Off: they go out at any time; em_force_notification does that for one push.',
        zh: 'REST 推送遵守用户的免打扰设置。关闭后随时推送；单条推送可用 em_force_notification 达到同样效果。',
      },
    },
    {
      path: 'longTexts',
      kind: {
        is: 'choice',
        options: [
          { value: 'refuse', en: 'refuse the push', zh: '拒绝推送' },
          { value: 'cut', en: 'cut the text', zh: '截断文本' },
        ],
      },
      standard: 'refuse',
      removable: true,
      title: { en: 'Texts that are too long', zh: '超长文本' },
      text: {
        en: 'A title over 32 or a content over 100 columns. Cut: the text ends earlier, never inside a character.',
        zh: '标题或内容超出宽度上限时的处理。截断时不会切断字符。',
      },
    },
  ],
}

/** What answers without being asked for by name. */
export const openSection: Section = {
  title: { en: 'What is open', zh: '开放的功能' },
  text: { en: 'Parts of the interface that an app can do without.', zh: '应用可以不使用的接口。' },
  settings: [
    {
      path: 'openRegistration',
      kind: { is: 'switch' },
      standard: false,
      removable: false,
      title: { en: 'Anybody may register', zh: '开放注册' },
      text: {
        en: 'One user a call, without a token. Only for apps without a server of their own: who knows the appkey can fill the app with users.',
        zh: '无需 token 即可注册单个用户。仅适用于没有自有服务器的应用：知道 appkey 的人都可以大量注册。',
      },
    },
    {
      path: 'statisticsOpen',
      kind: { is: 'switch' },
      standard: true,
      removable: true,
      title: { en: 'Statistics', zh: '统计接口' },
      text: {
        en: 'push/data/offline-push answers the app. The console shows its figures either way.',
        zh: '应用可查询 push/data/offline-push。控制台的统计不受影响。',
      },
    },
    {
      path: 'callbackStorageOpen',
      kind: { is: 'switch' },
      standard: true,
      removable: true,
      title: { en: 'Exception storage of callbacks', zh: '回调异常存储' },
      text: {
        en: 'The app may fetch callbacks that could not be delivered. They are kept either way.',
        zh: '应用可取回未能送达的回调。无论开关，这些回调都会保存。',
      },
    },
  ],
}

/** The long connection, its messages and calls. */
export const chatSection: Section = {
  title: { en: 'Online channel', zh: '在线通道' },
  text: {
    en: 'Messages, groups and calls over the long connection, and when they become pushes.',
    zh: '长连接上的消息、群组与呼叫，以及何时转为推送。',
  },
  settings: [
    {
      path: 'chat.ackWaitMs',
      kind: { is: 'number', min: 500, max: 60_000, unit: { en: 'ms', zh: '毫秒' } },
      standard: 5_000,
      removable: true,
      title: { en: 'Wait for an acknowledgement', zh: '等待确认的时间' },
      text: {
        en: 'How long a connected device may take before it is pushed to. Shorter: more messages that arrive twice. Longer: later notifications.',
        zh: '在线设备在推送前的确认时间。过短会导致更多重复到达，过长会使通知变慢。',
      },
    },
    {
      path: 'chat.retentionDays',
      kind: { is: 'number', min: 1, max: 360, unit: { en: 'days', zh: '天' } },
      standard: 7,
      removable: true,
      title: { en: 'Keep messages', zh: '消息保留' },
      text: {
        en: 'Older messages are deleted and leave the history. The database grows with this.',
        zh: '更早的消息会被删除，历史记录中不再可见。数值越大，数据库越大。',
      },
    },
    {
      path: 'chat.catchUpMax',
      kind: { is: 'number', min: 1, max: 100_000, unit: { en: 'messages', zh: '条' } },
      standard: 5_000,
      removable: true,
      title: { en: 'Missed messages at return', zh: '自动补发上限' },
      text: {
        en: 'The newest come by themselves; older ones wait in the history.',
        zh: '设备回来后自动补发最新的消息，更早的可在历史记录中查询。',
      },
    },
    {
      path: 'chat.loginPolicy',
      kind: {
        is: 'choice',
        options: [
          { value: 'multi', en: 'ten, and ten web pages', zh: '十台设备与十个网页' },
          { value: 'dual', en: 'one, and one web page', zh: '一台设备与一个网页' },
          { value: 'single', en: 'one', zh: '一台设备' },
        ],
      },
      standard: 'multi',
      removable: true,
      title: { en: 'Devices logged in together', zh: '多端登录' },
      text: {
        en: 'A newer login ends the older ones, which are unbound at once and do not come back by themselves.',
        zh: '新登录会结束旧登录，被结束的设备立即解除推送绑定且不会自动重连。',
      },
    },
    {
      path: 'chat.appSignOpen',
      kind: { is: 'switch' },
      standard: true,
      removable: true,
      title: { en: 'Login by AppSign', zh: '使用 AppSign 登录' },
      text: {
        en: 'The AppSign can be read out of a client, and whoever has it can log in as anybody. Off in production; devices then need a token of your server.',
        zh: 'AppSign 可从客户端中提取，持有者可以任意用户身份登录。生产环境请关闭，届时设备需使用您服务器签发的 token。',
      },
    },
    {
      path: 'chat.registersAtLogin',
      kind: { is: 'switch' },
      standard: true,
      removable: true,
      title: { en: 'Register at the first login', zh: '首次登录时注册' },
      text: {
        en: 'Off: only users whom your server registered are let in.',
        zh: '关闭后仅允许由您的服务器注册过的用户登录。',
      },
    },
    {
      path: 'chat.groupMembersMax',
      kind: { is: 'number', min: 2, max: 10_000, unit: { en: 'members', zh: '名成员' } },
      standard: 2_000,
      removable: true,
      title: { en: 'Members of a group', zh: '群组成员上限' },
      text: {
        en: 'Groups that have more already keep them.',
        zh: '已超出的群组保留现有成员。',
      },
    },
    {
      path: 'chat.recallSeconds',
      kind: { is: 'number', min: 1, max: 604_800, unit: { en: 'seconds', zh: '秒' } },
      standard: 120,
      removable: true,
      title: { en: 'Take a message back', zh: '消息撤回时限' },
      text: {
        en: 'How long a sender may. Your server may at any time, with force.',
        zh: '发送者可撤回消息的时间。您的服务器可随时强制撤回。',
      },
    },
  ],
}
