// What the console asks for to push through OPPO (spec/easemob.md §3.2).
import { categories } from '../category.ts'
import type { FormField } from '../credentials/form.ts'
import { NOTIFY_LEVELS } from './credentials.ts'

/** The form of an OPPO notifier. */
export const FORM: readonly FormField[] = [
  {
    field: 'name',
    label: { en: 'App key (AppKey)', zh: 'AppKey' },
    kind: 'text',
    isRequired: true,
    example: '0123456789abcdef0123456789abcdef',
    help: {
      en: "OPPO's push console → the app → configuration → app configuration",
      zh: 'OPPO 推送运营平台 → 应用 → 配置管理 → 应用配置',
    },
  },
  {
    field: 'certificate',
    label: { en: 'Master secret (MasterSecret)', zh: 'MasterSecret' },
    kind: 'secret',
    isRequired: true,
    help: {
      en: 'beside the app key; not the AppSecret, which belongs into the app',
      zh: '与 AppKey 同处；不是 AppSecret，后者用于客户端',
    },
  },
  {
    field: 'packageName',
    label: { en: 'Package name', zh: '应用包名' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat',
    help: { en: 'kept as given, changes nothing', zh: '仅作记录，不影响推送' },
  },
  {
    field: 'settings.channelId',
    label: { en: 'Channel', zh: '通道 ID' },
    kind: 'text',
    isRequired: false,
    example: 'chat',
    help: {
      en: 'for notifications that name none; the app creates it on the phone, a private one is also registered in the console',
      zh: '用于未指定通道的通知；应用须在手机上创建该通道，私信通道还须在运营平台登记',
    },
  },
  ...categories.map(
    (category): FormField => ({
      field: `settings.channelIds.${category}`,
      label: { en: `Channel for ${category}`, zh: `${category} 类通知的通道 ID` },
      kind: 'text',
      isRequired: false,
      example: category,
    }),
  ),
  {
    field: 'settings.category',
    label: { en: 'Category', zh: '消息分类' },
    kind: 'text',
    isRequired: false,
    example: 'IM',
    help: { en: 'for notifications that name no category', zh: '用于未指定分类的通知' },
  },
  {
    field: 'settings.notifyLevel',
    label: { en: 'Notify level', zh: '提醒等级' },
    kind: 'choice',
    choices: NOTIFY_LEVELS.map(String),
    isRequired: false,
    example: '2',
    help: {
      en: '1 notification bar, 2 and lock screen, 16 and banner, vibration and sound; only beside a category',
      zh: '1 通知栏，2 通知栏与锁屏，16 另加横幅、震动与铃声；仅与分类一起生效',
    },
  },
  {
    field: 'settings.clickActivity',
    label: { en: 'Activity on tap', zh: '点击打开的 Activity' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat.ChatActivity',
    help: {
      en: 'class name; opened by taps of notifications that say nothing else',
      zh: '类名；用于未指定点击动作的通知',
    },
  },
]
