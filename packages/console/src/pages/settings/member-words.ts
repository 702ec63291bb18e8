// The words of an app's members.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const memberWords = wordsOf({
  members: { en: 'Members', zh: '成员' },
  lead: {
    en: 'Accounts with a role on this app by itself. Who has a role on the whole server may work here too and is not listed.',
    zh: '在该应用上单独拥有角色的账号。拥有整个服务器角色的账号也可在此工作，但不在列表中。',
  },
  none: {
    en: 'Nobody has a role on this app by itself. Invite the people who work on it.',
    zh: '还没有账号在该应用上单独拥有角色。请邀请相关人员。',
  },
  invite: { en: 'Invite', zh: '邀请' },
  nameIs: {
    en: 'Who has no account yet gets a link to set a password.',
    zh: '还没有账号的人会得到一个用于设置密码的链接。',
  },
  given: { en: (name: string) => `The role of ${name} is saved.`, zh: (name: string) => `${name} 的角色已保存。` },
  roleOf: { en: (name: string) => `Role of ${name}`, zh: (name: string) => `${name} 的角色` },
  remove: { en: 'Take away', zh: '移除' },
  removeTitle: {
    en: (name: string) => `Take the role of ${name} away`,
    zh: (name: string) => `移除 ${name} 的角色`,
  },
  removeEffect: {
    en: (app: string) =>
      `They may not work on ${app} any more, at once and in open sessions. The account and its other roles stay; an invitation that nobody followed ends.`,
    zh: (app: string) =>
      `对方将立即不能在 ${app} 上工作（包括已打开的会话）。账号及其他角色保留；尚未使用的邀请随之失效。`,
  },
})
