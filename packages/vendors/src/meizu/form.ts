// What the console asks for to push through Meizu (spec/easemob.md §3.2).
import type { FormField } from '../credentials/form.ts'

/** The form of a Meizu notifier. */
export const FORM: readonly FormField[] = [
  {
    field: 'name',
    label: { en: 'App ID', zh: 'App ID' },
    kind: 'text',
    isRequired: true,
    example: '100999',
    help: {
      en: 'Flyme push platform → the app → App information',
      zh: 'Flyme 推送平台 → 应用 → 应用信息',
    },
  },
  {
    field: 'certificate',
    label: { en: 'App Secret', zh: 'App Secret' },
    kind: 'secret',
    isRequired: true,
    help: { en: 'beside the App ID; not the App Key', zh: '与 App ID 同处；不是 App Key' },
  },
  {
    field: 'packageName',
    label: { en: 'Package name', zh: '应用包名' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat',
    help: { en: 'completes an activity that begins with a dot', zh: '用于补全以点开头的 Activity' },
  },
  {
    field: 'settings.clickActivity',
    label: { en: 'Activity that a tap opens', zh: '点击打开的 Activity' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat.MainActivity',
    help: { en: 'where a push names nothing to open', zh: '用于未指定点击动作的推送' },
  },
  {
    field: 'settings.receipt',
    label: { en: 'Receipts', zh: '送达回执' },
    kind: 'flag',
    isRequired: false,
    example: 'true',
    help: {
      en: 'on unless `false`; the receipt address must be registered with Meizu',
      zh: '默认开启，`false` 关闭；回执地址须先在魅族后台登记',
    },
  },
  {
    field: 'settings.noticeMsgType',
    label: { en: 'Kind of message', zh: '消息类型' },
    kind: 'choice',
    choices: ['0', '1'],
    isRequired: false,
    example: '1',
    help: {
      en: '0 public, 1 private; for notifications without a category',
      zh: '0 公信，1 私信；用于未指定分类的通知',
    },
  },
]
