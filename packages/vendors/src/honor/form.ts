// What the console asks for to push through Honor (spec/easemob.md §3.2).
import type { FormField } from '../credentials/form.ts'

/** The form of an Honor notifier. */
export const FORM: readonly FormField[] = [
  {
    field: 'name',
    label: { en: 'App ID', zh: '应用 ID（App ID）' },
    kind: 'text',
    isRequired: true,
    example: '104400100',
    help: {
      en: 'Honor developer platform → Push → the app → View push service',
      zh: '荣耀开发者服务平台 → 推送服务 → 应用 → 查看推送服务',
    },
  },
  {
    field: 'certificate',
    label: { en: 'Client secret', zh: '客户端密钥（Client Secret）' },
    kind: 'secret',
    isRequired: true,
    help: { en: 'on the same page as the app ID', zh: '与 App ID 同页' },
  },
  {
    field: 'settings.clientId',
    label: { en: 'Client ID', zh: '客户端 ID（Client ID）' },
    kind: 'text',
    isRequired: false,
    example: '220011223',
    help: {
      en: 'on the same page; the app ID where it is not set',
      zh: '与 App ID 同页；未填写时使用 App ID',
    },
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
    field: 'settings.activityClass',
    label: { en: 'Badge activity class', zh: '角标入口 Activity 类' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat.MainActivity',
    help: {
      en: 'the entry activity that badges count for; without it basic badges are left out',
      zh: '桌面角标所对应的入口 Activity；未填写且通知也未指定时不设置角标',
    },
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
]
