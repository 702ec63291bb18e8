// The settings of the online channel as flags of `app set` and as lines of `app show`.
import { type ChatSettings, chatDefaults } from '../../domain/app.ts'
import type { Bilingual } from '../../domain/reason.ts'
import { choice, numberOf, onOff, type Setting } from './app-setting.ts'

/** See the head of the file. */
export const chatSettings: readonly Setting[] = [
  amount('retention-days', 'retentionDays', { en: 'days that messages are kept', zh: '消息保留天数' }),
  amount('ack-wait', 'ackWaitMs', {
    en: 'ms that a connected device may take to acknowledge before it is pushed to',
    zh: '推送前等待在线设备确认的毫秒数',
  }),
  {
    flag: choice('login-policy', ['single', 'dual', 'multi'], {
      en: "which of a user's devices may be logged in together",
      zh: '同一用户可同时登录的设备',
    }),
    change: value => ({ chat: { loginPolicy: value === 'default' ? null : (value as 'single' | 'dual' | 'multi') } }),
    label: { en: 'login policy', zh: '多端登录策略' },
    shown: ({ chat }) => chat?.loginPolicy ?? chatDefaults.loginPolicy,
  },
  amount('catch-up-max', 'catchUpMax', {
    en: 'most missed messages that a returning device is told of by itself',
    zh: '设备回来后自动补发的消息数上限',
  }),
  amount('group-members-max', 'groupMembersMax', { en: 'most members of a group', zh: '群组成员数上限' }),
  amount('recall-seconds', 'recallSeconds', {
    en: 'seconds in which a sender may take a message back',
    zh: '发送者可撤回消息的秒数',
  }),
  allowed('app-sign', 'appSignOpen', { en: 'login by AppSign', zh: '允许用 AppSign 登录' }),
  allowed('registers-at-login', 'registersAtLogin', {
    en: 'a user who is not registered is, at the first login',
    zh: '首次登录时自动注册用户',
  }),
]

type Names<Kind> = { [Name in keyof ChatSettings]-?: Required<ChatSettings>[Name] extends Kind ? Name : never }

function amount(name: string, member: Names<number>[keyof ChatSettings], text: Bilingual): Setting {
  const standard = chatDefaults[member]
  return {
    flag: { name, value: 'N', text: { en: `${text.en}; default ${standard}`, zh: `${text.zh}；默认 ${standard}` } },
    change: value => ({ chat: { [member]: value === 'default' ? null : numberOf(name, value) } }),
    label: { en: name.replaceAll('-', ' '), zh: text.zh },
    shown: ({ chat }) => String(chat?.[member] ?? standard),
  }
}

function allowed(name: string, member: Names<boolean>[keyof ChatSettings], text: Bilingual): Setting {
  return {
    flag: choice(name, ['on', 'off'], text),
    change: value => ({ chat: { [member]: onOff(value) } }),
    label: { en: name.replaceAll('-', ' '), zh: text.zh },
    shown: ({ chat }) => ((chat?.[member] ?? chatDefaults[member]) ? 'on' : 'off'),
  }
}
