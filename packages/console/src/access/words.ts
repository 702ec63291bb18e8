// Words that accounts, members, keys and the audit log share.
import { wordsOf } from '../words/words.ts'

/** See the head of the file. */
export const accessWords = wordsOf({
  name: { en: 'Name', zh: '名称' },
  account: { en: 'Account', zh: '账号' },
  role: { en: 'Role', zh: '角色' },
  viewer: { en: 'viewer', zh: '查看者' },
  operator: { en: 'operator', zh: '操作员' },
  admin: { en: 'admin', zh: '管理员' },
  viewerMay: { en: 'viewer: sees all that is no secret', zh: '查看者：可查看除密钥外的一切' },
  operatorMay: { en: 'operator: also sends and does the daily work', zh: '操作员：另可发送并处理日常工作' },
  adminMay: { en: 'admin: does everything', zh: '管理员：全部权限' },
  state: { en: 'State', zh: '状态' },
  active: { en: 'active', zh: '正常' },
  invited: { en: 'invited', zh: '已邀请' },
  disabled: { en: 'disabled', zh: '已停用' },
  created: { en: 'Created', zh: '创建时间' },
  cancel: { en: 'Cancel', zh: '取消' },
  done: { en: 'Done', zh: '完成' },
  inviteLink: { en: 'Link', zh: '链接' },
  inviteTitle: { en: (name: string) => `A link for ${name}`, zh: (name: string) => `${name} 的链接` },
  inviteText: {
    en: 'Send it to its owner over a way you trust. It sets the password and signs in, once.',
    zh: '请通过可信的方式发送给本人。打开后可设置密码并登录，仅限一次。',
  },
  inviteEnds: { en: 'It ends', zh: '有效期至' },
})
