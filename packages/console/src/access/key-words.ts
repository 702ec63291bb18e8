// The words of API keys.
import { wordsOf } from '../words/words.ts'

/** See the head of the file. */
export const keyWords = wordsOf({
  keys: { en: 'API keys', zh: 'API 密钥' },
  appLead: {
    en: 'For programs that work on this app: a role, an end if you want one, revoked at any time. Sent as Authorization: Bearer phk_…',
    zh: '供程序使用：有各自的角色，可设置到期时间，可随时吊销。请求时携带 Authorization: Bearer phk_…。',
  },
  serverLead: {
    en: 'Keys of every app, and those that open the whole server. Create a key of one app under its settings: it can do less.',
    zh: '所有应用的密钥，以及可访问整个服务器的密钥。仅用于单个应用的密钥请在该应用的设置中创建，权限更小。',
  },
  none: {
    en: 'There is no key. Create one for a program that should not have an account or the operator’s key.',
    zh: '还没有密钥。程序不应使用账号或运维密钥，请为它单独创建。',
  },
  app: { en: 'App', zh: '应用' },
  everything: { en: 'the whole server', zh: '整个服务器' },
  createdBy: { en: 'Created by', zh: '创建者' },
  lastUsed: { en: 'Last used', zh: '最近使用' },
  never: { en: 'never', zh: '无' },
  ends: { en: 'Ends', zh: '到期' },
  ended: { en: 'ended', zh: '已到期' },
  create: { en: 'Create a key', zh: '创建密钥' },
  nameIs: { en: 'What uses it; the audit log shows it.', zh: '使用者的名称，审计日志中会显示。' },
  life: {
    en: (days: number) =>
      days === 0 ? 'it does not end by itself' : days === 365 ? 'after a year' : `after ${days} days`,
    zh: (days: number) => (days === 0 ? '永不到期' : days === 365 ? '一年后' : `${days} 天后`),
  },
  key: { en: 'API key', zh: 'API 密钥' },
  made: { en: (name: string) => `The key ${name} is created`, zh: (name: string) => `密钥 ${name} 已创建` },
  kept: { en: 'I have kept it', zh: '已妥善保存' },
  revoke: { en: 'Revoke', zh: '吊销' },
  revokeTitle: { en: (name: string) => `Revoke the key ${name}`, zh: (name: string) => `吊销密钥 ${name}` },
  revokeEffect: {
    en: 'What uses it is refused from now on, within seconds on every node. It cannot be given back; a new key can be made.',
    zh: '使用它的程序立即被拒绝（所有节点数秒内生效）。无法恢复，但可以创建新的密钥。',
  },
})
