// What the console asks for to push through Xiaomi (spec/easemob.md §3.2).
import { channelFields } from '../credentials/channel-ids.ts'
import type { FormField } from '../credentials/form.ts'
import { REGIONS } from './credentials.ts'

/** The form of a Xiaomi notifier. */
export const FORM: readonly FormField[] = [
  {
    field: 'name',
    label: { en: 'App ID (AppID)', zh: 'AppID' },
    kind: 'text',
    isRequired: true,
    example: '2882303761517000000',
    help: {
      en: "Xiaomi's open platform → push → the app → app information",
      zh: '小米开放平台 → 消息推送 → 应用 → 应用信息',
    },
  },
  {
    field: 'certificate',
    label: { en: 'App secret (AppSecret)', zh: 'AppSecret' },
    kind: 'secret',
    isRequired: true,
    help: {
      en: 'beside the app id; not the AppKey, which belongs into the app',
      zh: '与 AppID 同处；不是 AppKey，后者用于客户端',
    },
  },
  {
    field: 'packageName',
    label: { en: 'Package name', zh: '应用包名' },
    kind: 'text',
    isRequired: true,
    example: 'com.example.chat',
    help: {
      en: 'as registered with Xiaomi; every push names it',
      zh: '与在小米登记的一致；每条推送都会携带',
    },
  },
  {
    field: 'settings.region',
    label: { en: 'Region', zh: '区域' },
    kind: 'choice',
    choices: REGIONS,
    isRequired: false,
    example: 'china',
    help: {
      en: 'where the app is registered: `china` (the default) or `global`',
      zh: '应用注册所在区域：`china`（默认）或 `global`',
    },
  },
  ...channelFields({
    en: "id of a channel from Xiaomi's open platform; without one a message counts as public, within the day's quota",
    zh: '小米开放平台上的通知类别 ID；未指定时按公信消息计，受每日配额限制',
  }),
  {
    field: 'settings.clickAction',
    label: { en: 'Page that a tap opens', zh: '点击打开的页面' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat.MainActivity',
    help: {
      en: 'a class of the app or an intent URI, for notifications that name no page; without it a tap opens the app',
      zh: '应用内的类名或 intent URI，用于未指定页面的通知；留空则打开应用',
    },
  },
]
