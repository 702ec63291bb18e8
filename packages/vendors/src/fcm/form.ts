// What the console asks for to push through Firebase Cloud Messaging (spec/easemob.md §3.2).
import { channelFields } from '../credentials/channel-ids.ts'
import type { FormField } from '../credentials/form.ts'

/** The form of an FCM notifier. */
export const FORM: readonly FormField[] = [
  {
    field: 'name',
    label: { en: 'Sender ID', zh: '发送者 ID' },
    kind: 'text',
    isRequired: true,
    example: '123456789012',
    help: {
      en: 'Firebase console → Project settings → Cloud Messaging',
      zh: 'Firebase 控制台 → 项目设置 → Cloud Messaging',
    },
  },
  {
    field: 'file',
    label: { en: 'Service account (JSON)', zh: '服务账号（JSON）' },
    kind: 'file',
    accept: ['.json'],
    isRequired: true,
    help: {
      en: 'Firebase console → Project settings → Service accounts → Generate new private key',
      zh: 'Firebase 控制台 → 项目设置 → 服务账号 → 生成新的私钥',
    },
  },
  {
    field: 'settings.projectId',
    label: { en: 'Project ID', zh: '项目 ID' },
    kind: 'text',
    isRequired: false,
    example: 'chat-12345',
    help: { en: "the service account's own where not set", zh: '默认取服务账号所属项目' },
  },
  {
    field: 'settings.pushType',
    label: { en: 'Message type', zh: '消息类型' },
    kind: 'choice',
    choices: ['BOTH', 'DATA', 'NOTIFICATION'],
    isRequired: false,
    example: 'BOTH',
    help: {
      en: 'DATA reaches only the app, which then shows it itself',
      zh: 'DATA 仅送达应用，由应用自行展示',
    },
  },
  {
    field: 'settings.priority',
    label: { en: 'Priority', zh: '优先级' },
    kind: 'choice',
    choices: ['HIGH', 'NORMAL'],
    isRequired: false,
    example: 'HIGH',
    help: {
      en: 'HIGH wakes a phone in doze mode; a category decides instead where there is one',
      zh: 'HIGH 可唤醒休眠的手机；通知带有分类时以分类为准',
    },
  },
  {
    field: 'settings.sound',
    label: { en: 'Sound', zh: '提示音' },
    kind: 'text',
    isRequired: false,
    example: 'ding',
    help: { en: 'a file in res/raw; up to Android 7', zh: 'res/raw 中的文件；仅 Android 7 及以下有效' },
  },
  ...channelFields({
    en: 'created by the app on the phone; for notifications that name none and have none of their category',
    zh: '由应用在手机上创建；用于未指定渠道、且所属分类亦无渠道的通知',
  }),
]
