// What the console asks for to push through vivo (spec/easemob.md §3.2).
import type { FormField } from '../credentials/form.ts'

/** The form of a vivo notifier. */
export const FORM: readonly FormField[] = [
  {
    field: 'name',
    label: { en: 'App ID and app key, joined by #', zh: 'AppID 与 AppKey，以 # 连接' },
    kind: 'text',
    isRequired: true,
    example: '10004#25509283-3767-4b9e-83fe-b6e55ac6243e',
    help: { en: 'vivo developer platform → Push → the app', zh: 'vivo 开放平台 → 消息推送 → 应用信息' },
  },
  {
    field: 'certificate',
    label: { en: 'App secret', zh: 'AppSecret' },
    kind: 'secret',
    isRequired: true,
    help: { en: 'beside the app ID', zh: '与 AppID 同处' },
  },
  {
    field: 'packageName',
    label: { en: 'Package name', zh: '应用包名' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat',
    help: { en: 'completes a class name that a tap opens', zh: '用于补全点击后打开的页面类名' },
  },
  {
    field: 'settings.classification',
    label: { en: 'Message kind', zh: '消息类型' },
    kind: 'choice',
    choices: ['0', '1'],
    isRequired: false,
    help: {
      en: '0 operation, 1 system; for notifications that name no category',
      zh: '0 运营消息，1 系统消息；用于未指定分类的通知',
    },
  },
  {
    field: 'settings.category',
    label: { en: 'Category', zh: '二级分类' },
    kind: 'text',
    isRequired: false,
    example: 'IM',
    help: {
      en: 'upper case; must belong to the message kind, which follows from it where it is not set',
      zh: '大写；须与消息类型匹配，未设置消息类型时由其推断',
    },
  },
  {
    field: 'settings.clickActivity',
    label: { en: 'Page that a tap opens', zh: '点击后打开的页面' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat.ChatActivity',
    help: {
      en: 'a class of the package, package/class or an intent; otherwise the app is opened',
      zh: '包内类名、包名/类名或 intent；未设置则打开应用',
    },
  },
]
