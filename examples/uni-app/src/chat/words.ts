// The words of the pages, in the language of the phone.

const words = {
  en: {
    server: 'Server',
    user: 'User',
    token: 'Token (instead of the AppSign)',
    logIn: 'Log in',
    logOut: 'Log out',
    to: 'To',
    message: 'Message',
    send: 'Send',
    toCall: 'Calls',
    toPush: 'Offline push',
    invite: 'Call',
    accept: 'Accept',
    reject: 'Reject',
    cancel: 'Hang up',
    noCall: 'No call',
    calling: 'Calling',
    calledBy: 'Call from',
    inCall: 'In a call',
    title: 'Title',
    content: 'Content',
    payload: 'Payload',
    resource: 'Resource',
    register: 'Register this device',
    unregister: 'Unregister',
    overseas: 'Google FCM (off in mainland China)',
    failed: 'It failed',
  },
  zh: {
    server: '服务器',
    user: '用户',
    token: 'Token（代替 AppSign）',
    logIn: '登录',
    logOut: '登出',
    to: '发送给',
    message: '消息',
    send: '发送',
    toCall: '呼叫',
    toPush: '离线推送',
    invite: '呼叫',
    accept: '接听',
    reject: '拒绝',
    cancel: '挂断',
    noCall: '无通话',
    calling: '正在呼叫',
    calledBy: '来电：',
    inCall: '通话中',
    title: '标题',
    content: '内容',
    payload: '透传字段',
    resource: '资源 ID',
    register: '注册此设备',
    unregister: '注销',
    overseas: 'Google FCM（中国大陆关闭）',
    failed: '操作失败',
  },
} as const

/** The words in the language of the phone. */
export const t: (typeof words)['en'] | (typeof words)['zh'] = uni.getLocale().startsWith('zh') ? words.zh : words.en

/** Tells a person what went wrong. */
export function complain(error: unknown): void {
  const { code, message } = error as { readonly code?: number; readonly message?: string }
  uni.showModal({ title: t.failed, content: `${code ?? ''} ${message ?? String(error)}`, showCancel: false })
}
