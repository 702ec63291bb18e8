// The words of accounts.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const accountWords = wordsOf({
  accounts: { en: 'Accounts', zh: '账号' },
  lead: {
    en: 'People who sign in here. A role on the whole server counts on every app; give roles on single apps where that is enough.',
    zh: '可登录此控制台的人员。整个服务器的角色适用于所有应用；如单个应用已足够，请只授予应用角色。',
  },
  none: { en: 'There is no account. Create one for each person who signs in.', zh: '还没有账号，请为每位使用者创建。' },
  create: { en: 'Create an account', zh: '创建账号' },
  nameRule: {
    en: 'Letters, digits and . _ @ + - ; case does not count.',
    zh: '字母、数字及 . _ @ + -，不区分大小写。',
  },
  onServer: { en: 'Server role', zh: '服务器角色' },
  onServerLong: { en: 'Role on the whole server', zh: '整个服务器的角色' },
  noServerRole: { en: 'none: only single apps', zh: '无：仅限单个应用' },
  noRole: { en: 'none', zh: '无' },
  onApps: { en: 'App roles', zh: '应用角色' },
  onAppsLong: { en: 'Roles on single apps', zh: '单个应用的角色' },
  app: { en: 'App, as org#app', zh: '应用（org#app）' },
  roleOn: { en: (app: string) => `Role on ${app}`, zh: (app: string) => `在 ${app} 上的角色` },
  without: { en: (app: string) => `No role on ${app}`, zh: (app: string) => `移除 ${app} 的角色` },
  addApp: { en: 'Add an app', zh: '添加应用' },
  actsOf: { en: (name: string) => `Act on ${name}`, zh: (name: string) => `对 ${name} 的操作` },
  roles: { en: 'Change roles', zh: '修改角色' },
  rolesTitle: { en: (name: string) => `Roles of ${name}`, zh: (name: string) => `${name} 的角色` },
  saveRoles: { en: 'Save the roles', zh: '保存角色' },
  invite: { en: 'New link', zh: '生成新链接' },
  inviteTitle: { en: (name: string) => `A new link for ${name}`, zh: (name: string) => `为 ${name} 生成新链接` },
  inviteEffect: {
    en: 'The link sets a new password, once and within three days. Links from before stop working. Until it is used, the password and sessions stay.',
    zh: '链接可设置新密码，仅限一次，三天内有效；此前的链接失效。使用之前，密码与会话不变。',
  },
  disable: { en: 'Disable', zh: '停用' },
  disableTitle: { en: (name: string) => `Disable ${name}`, zh: (name: string) => `停用 ${name}` },
  disableEffect: {
    en: 'Its sessions end and it cannot sign in, until it is enabled again. Its roles stay. API keys that it made go on working.',
    zh: '其会话立即结束且不能登录，直至重新启用。角色保留；由其创建的 API 密钥继续有效。',
  },
  enable: { en: 'Enable', zh: '启用' },
  enableTitle: { en: (name: string) => `Enable ${name}`, zh: (name: string) => `启用 ${name}` },
  enableEffect: { en: 'It can sign in again, with the roles that it has.', zh: '可再次登录，角色不变。' },
  remove: { en: 'Remove', zh: '删除' },
  removeTitle: { en: (name: string) => `Remove the account ${name}`, zh: (name: string) => `删除账号 ${name}` },
  removeEffect: {
    en: 'Its sessions end and it is gone with its roles. The audit log keeps its name. API keys that it made go on working: look at them too.',
    zh: '其会话立即结束，账号与角色一并删除。审计日志保留其名称。由其创建的 API 密钥继续有效，请一并检查。',
  },
})
