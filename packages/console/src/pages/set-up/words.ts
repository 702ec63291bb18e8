// The words of the way in by a link.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const words = wordsOf({
  firstTitle: { en: 'The first account', zh: '创建第一个账号' },
  firstLead: {
    en: 'It is an admin of the whole server and can invite others.',
    zh: '该账号是整个服务器的管理员，可以邀请其他人。',
  },
  invitedTitle: { en: 'Choose your password', zh: '设置密码' },
  invitedLead: {
    en: 'The link works once. Your account’s other sessions end.',
    zh: '链接只能使用一次。该账号的其他会话将会结束。',
  },
  name: { en: 'Name', zh: '账号' },
  nameRule: {
    en: 'Letters, digits and . _ @ + - ; case does not count. The audit log shows it.',
    zh: '字母、数字及 . _ @ + -，不区分大小写。审计日志中会显示。',
  },
  nameWrong: { en: 'Begin with a letter or digit, without spaces.', zh: '以字母或数字开头，不含空格。' },
  password: { en: 'Password', zh: '密码' },
  passwordRule: {
    en: (min: number) =>
      `At least ${min} characters, and none of those that are guessed first. No signs or capitals are asked for; a few words are fine.`,
    zh: (min: number) => `至少 ${min} 个字符，且不是最容易被猜到的密码。不要求符号或大写字母，几个词语即可。`,
  },
  show: { en: 'Show the password', zh: '显示密码' },
  makeAccount: { en: 'Create the account', zh: '创建账号' },
  setPassword: { en: 'Set the password and sign in', zh: '设置密码并登录' },
  noLink: { en: 'This link is not complete', zh: '链接不完整' },
  noLinkText: {
    en: 'Copy the whole link, with what stands behind #. It is gone from the address once the page was loaded anew: then open it again from where you got it. A new server prints its link at every start; an admin can make a new invitation.',
    zh: '请复制完整的链接，包括 # 之后的部分。刷新页面后该部分会从地址中消失，请从原处重新打开。新服务器每次启动都会打印链接；管理员可重新生成邀请。',
  },
  toSignIn: { en: 'Sign in instead', zh: '前往登录' },
})
