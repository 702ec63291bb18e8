// The words of the list of apps and of a new one.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const words = wordsOf({
  title: { en: 'Apps', zh: '应用' },
  lead: {
    en: 'Each app is a tenant of its own: users, notifiers, limits and secrets are shared with no other.',
    zh: '每个应用都是独立的租户：用户、推送证书、限制与密钥互不共享。',
  },
  app: { en: 'App', zh: '应用' },
  yourRole: { en: 'Your role', zh: '您的角色' },
  pushing: { en: 'Pushing', zh: '推送' },
  on: { en: 'on', zh: '开' },
  off: { en: 'off', zh: '关' },
  created: { en: 'Created', zh: '创建时间' },
  none: {
    en: 'There is no app yet. Create one: its client ID and secret are what your server needs first.',
    zh: '还没有应用。请先创建：您的服务器首先需要它的 client ID 与密钥。',
  },
  noneForYou: {
    en: 'You are a member of no app. Ask an admin to invite you.',
    zh: '您还不是任何应用的成员，请联系管理员邀请。',
  },
  create: { en: 'Create an app', zh: '创建应用' },
  created2: { en: (appkey: string) => `${appkey} is created`, zh: (appkey: string) => `${appkey} 已创建` },
  org: { en: 'Organisation', zh: '组织' },
  orgIs: { en: 'Before # in the appkey, and first in every path.', zh: 'appkey 中 # 之前的部分，也是路径的第一段。' },
  name: { en: 'Name', zh: '名称' },
  nameIs: {
    en: 'After # in the appkey. Neither can be changed later.',
    zh: 'appkey 中 # 之后的部分。两者之后都不能修改。',
  },
  nameRule: {
    en: 'Letters, digits, hyphens, underscores and dots, 1 to 64, beginning with a letter or digit.',
    zh: '1 至 64 个字母、数字、连字符、下划线或点，以字母或数字开头。',
  },
  kept: { en: 'I have kept them; open the app', zh: '已妥善保存，打开应用' },
})
