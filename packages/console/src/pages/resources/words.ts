// The words of the push resources' pages.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const words = wordsOf({
  title: { en: 'Push resources', zh: '推送资源' },
  lead: {
    en: 'Options for phone makers under a name that senders of the online channel put into their pushes as resourcesID. An app has at most 10.',
    zh: '以名称保存的厂商推送选项，在线通道的发送方以 resourcesID 引用。每个应用最多 10 个。',
  },
  one: { en: (name: string) => `Push resource ${name}`, zh: (name: string) => `推送资源 ${name}` },
  create: { en: 'Create a resource', zh: '创建推送资源' },
  none: {
    en: 'This app has no push resource yet. Create one, for example for calls that ring, and name it in pushConfig.resourcesID.',
    zh: '本应用还没有推送资源。例如可为来电响铃创建一个，并在 pushConfig.resourcesID 中引用。',
  },
  name: { en: 'Name', zh: '名称' },
  nameIs: {
    en: '1 to 32 visible ASCII characters without /; senders write it so',
    zh: '1–32 个可见 ASCII 字符，不含 /；发送方按此引用',
  },
  wrongName: { en: 'Only visible ASCII characters without / are possible.', zh: '只能使用可见 ASCII 字符且不含 /。' },
  options: { en: 'Options', zh: '选项' },
  changed: { en: 'Changed', zh: '修改时间' },
  back: { en: 'All push resources', zh: '全部推送资源' },
  editLead: {
    en: 'What is left empty stays as it is without the resource.',
    zh: '留空的选项与不使用该资源时相同。',
  },
  save: { en: 'Save', zh: '保存' },
  saved: { en: 'Saved.', zh: '已保存。' },
  remove: { en: 'Delete', zh: '删除' },
  removeTitle: {
    en: (name: string) => `Delete the push resource ${name}`,
    zh: (name: string) => `删除推送资源 ${name}`,
  },
  removeEffect: {
    en: 'Pushes that name it go out without its options from now on. Nothing else changes.',
    zh: '此后引用它的推送将不带这些选项发送，其他不受影响。',
  },
  notSet: { en: 'not set', zh: '未设置' },
  on: { en: 'on', zh: '开' },
  off: { en: 'off', zh: '关' },
})

/** What each option is, by its key. */
export const optionWords = wordsOf({
  kind: { en: 'Kind of push', zh: '推送类型' },
  sound: { en: 'Sound', zh: '提示音' },
  mutableContent: { en: 'Mutable content', zh: 'mutable-content' },
  priority: { en: 'Priority', zh: '优先级' },
  channelId: { en: 'Channel ID', zh: '渠道 ID' },
  category: { en: 'Category', zh: '消息分类' },
  classification: { en: 'Kind of message', zh: '消息类别' },
  notifyLevel: { en: 'Notify level', zh: '通知级别' },
  click: { en: 'A tap opens', zh: '点击打开' },
  uri: { en: 'Page (URI)', zh: '页面（URI）' },
  isTest: { en: 'Test push', zh: '测试推送' },
})

/** What it changes, where the name does not say it. */
export const optionHelp = wordsOf({
  'apns.kind': { en: 'silent wakes the app and shows nothing; voip rings', zh: 'silent 仅唤醒应用；voip 响铃' },
  'apns.sound': { en: 'a file in the app', zh: '应用内的文件' },
  'apns.mutableContent': { en: 'lets an extension of the app change it first', zh: '允许应用扩展先行修改' },
  'fcm.kind': { en: 'data reaches the app only', zh: 'data 仅送达应用' },
  'fcm.priority': { en: 'high wakes a sleeping phone', zh: 'high 可唤醒休眠的手机' },
  'huawei.category': { en: 'granted by Huawei: IM, VOIP, …', zh: '由华为授予：IM、VOIP 等' },
  'huawei.isTest': { en: 'not counted; at most 500 a day', zh: '不计配额；每日最多 500 条' },
  'harmony.click': { en: 'detail opens the page of the URI', zh: 'detail 打开 URI 指定的页面' },
  'oppo.notifyLevel': { en: 'only beside a category', zh: '仅在设置分类时有效' },
  'vivo.category': { en: 'such as IM', zh: '例如 IM' },
  'vivo.isTest': { en: 'to registered test users only', zh: '仅发送给登记的测试用户' },
})
