// What the console asks for to push to HarmonyOS 5 and later (spec/easemob.md §3.2).
import type { FormField } from '../credentials/form.ts'

/** The form of a HarmonyOS notifier. */
export const FORM: readonly FormField[] = [
  {
    field: 'name',
    label: { en: 'Client ID', zh: 'Client ID' },
    kind: 'text',
    isRequired: true,
    example: '6917562000000000000',
    help: {
      en: 'AppGallery Connect → Project settings → General information → App information; the app hands the same to its SDK',
      zh: 'AppGallery Connect → 项目设置 → 常规 → 应用信息；须与客户端 SDK 中填写的一致',
    },
  },
  {
    field: 'file',
    label: { en: 'Service account (JSON)', zh: '服务账号密钥（JSON）' },
    kind: 'file',
    accept: ['.json'],
    isRequired: true,
    help: {
      en: 'Huawei API Console → the project → Credentials → Service account key → Create and download JSON',
      zh: '华为 API Console → 项目 → 凭证 → 服务账号密钥 → 创建并下载 JSON',
    },
  },
  {
    field: 'settings.category',
    label: { en: 'Category', zh: '消息分类' },
    kind: 'text',
    isRequired: false,
    example: 'IM',
    help: {
      en: 'for notifications that name no category, IM where not set; Huawei must have granted every category but MARKETING',
      zh: '用于未指定分类的通知，默认 IM；除 MARKETING 外均须由华为授予',
    },
  },
  {
    field: 'settings.clickAction',
    label: { en: 'Click action', zh: '点击动作' },
    kind: 'text',
    isRequired: false,
    example: 'com.example.chat.open',
    help: {
      en: 'action in the `skills` of the ability that a tap opens; without it a tap opens the app',
      zh: '点击通知后打开的 Ability 在 `skills` 中声明的 action；未填写则打开应用',
    },
  },
  {
    field: 'settings.receiptUser',
    label: { en: 'Receipt user name', zh: '回执用户名' },
    kind: 'text',
    isRequired: false,
    example: 'posthouse',
    help: {
      en: 'the user name of the receipt configuration in AppGallery Connect; goes with the secret',
      zh: 'AppGallery Connect 回执配置中的用户名；须与密钥一并填写',
    },
  },
  {
    field: 'settings.receiptSecret',
    label: { en: 'Receipt secret', zh: '回执密钥' },
    kind: 'secret',
    isRequired: false,
    help: {
      en: 'the secret beside that user name; with it only receipts with a valid signature are taken',
      zh: '回执配置中与用户名一同填写的密钥；填写后仅接受带有效签名的回执',
    },
  },
]
