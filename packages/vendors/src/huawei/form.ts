// What the console asks for to push through Huawei (spec/easemob.md §3.2).
import { channelFields } from '../credentials/channel-ids.ts'
import type { FormField } from '../credentials/form.ts'

/** The form of a Huawei notifier. */
export const FORM: readonly FormField[] = [
  {
    field: 'name',
    label: { en: 'App ID', zh: '应用 ID' },
    kind: 'text',
    isRequired: true,
    example: '100100100',
    help: {
      en: 'AppGallery Connect → Project settings → General information → App information',
      zh: 'AppGallery Connect → 项目设置 → 常规 → 应用信息',
    },
  },
  {
    field: 'certificate',
    label: { en: 'App secret (OAuth client secret)', zh: '应用密钥（OAuth Client Secret）' },
    kind: 'secret',
    isRequired: true,
    help: { en: 'beside the app ID', zh: '与应用 ID 同处' },
  },
  {
    field: 'packageName',
    label: { en: 'Package name', zh: '应用包名' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat',
    help: {
      en: 'completes a class name in `config.clickAction.activity`',
      zh: '用于补全 `config.clickAction.activity` 中的类名',
    },
  },
  {
    field: 'settings.category',
    label: { en: 'Category', zh: '消息分类' },
    kind: 'text',
    isRequired: false,
    example: 'IM',
    help: {
      en: 'for notifications that name no category; Huawei must have granted it to the app',
      zh: '用于未指定分类的通知；须已由华为授予',
    },
  },
  {
    field: 'settings.activityClass',
    label: { en: 'Badge activity class', zh: '角标入口 Activity 类' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat.MainActivity',
    help: { en: 'the entry activity that badges count for', zh: '桌面角标所对应的入口 Activity' },
  },
  {
    field: 'settings.clickAction',
    label: { en: 'Click action', zh: '点击动作' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat.OPEN',
    help: {
      en: 'action in the intent filter of the page that a tap opens; without it a tap opens the app',
      zh: '点击通知后打开的页面在 intent-filter 中声明的 action；未填写则打开应用',
    },
  },
  {
    field: 'settings.apiVersion',
    label: { en: 'API version', zh: 'API 版本' },
    kind: 'number',
    isRequired: false,
    example: '4',
    help: { en: 'kept as given, changes nothing', zh: '仅作记录，不影响推送' },
  },
  {
    field: 'settings.receiptUser',
    label: { en: 'Receipt user name', zh: '回执用户名' },
    kind: 'text',
    isRequired: false,
    example: 'posthouse',
    help: {
      en: 'as entered in the receipt configuration of AppGallery Connect; together with the receipt secret',
      zh: '与 AppGallery Connect 回执配置中填写的一致；须与回执密钥同时填写',
    },
  },
  {
    field: 'settings.receiptSecret',
    label: { en: 'Receipt secret', zh: '回执密钥' },
    kind: 'secret',
    isRequired: false,
    help: {
      en: 'the secret entered beside the receipt user name; with it only signed receipts are taken',
      zh: '回执配置中与用户名一同填写的密钥；填写后仅接受带有效签名的回执',
    },
  },
  ...channelFields({
    en: 'created by the app on the phone; Huawei must have granted custom channels (self-classification)',
    zh: '由应用在手机上创建；须已由华为开通自定义渠道（消息自分类权益）',
  }),
]
