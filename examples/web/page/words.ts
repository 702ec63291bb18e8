// The words of the page, in both languages. Puts them into the elements that name one.

const words = {
  en: {
    language: '中文',
    login: 'Login',
    server: 'Server',
    token: 'Token (instead of the AppSign)',
    user: 'User',
    logIn: 'Log in',
    logOut: 'Log out',
    chat: 'Chat',
    to: 'To',
    message: 'Message',
    send: 'Send',
    call: 'Call',
    invite: 'Call',
    accept: 'Accept',
    reject: 'Reject',
    cancel: 'Hang up',
    push: 'Offline push',
    pushHint: 'Sent with each message and call, for devices that are away.',
    title: 'Title',
    content: 'Content',
    payload: 'Payload',
    resource: 'Resource',
    register: 'Register this browser',
    unregister: 'Unregister',
    log: 'Events',
    nobody: 'Nobody is logged in',
    loggedInAs: 'Logged in as',
    calling: 'Calling',
    calledBy: 'Call from',
    inCall: 'In a call',
    noCall: 'No call',
    defaultTitle: 'New message',
    defaultContent: 'You have a new message',
  },
  zh: {
    language: 'English',
    login: '登录',
    server: '服务器',
    token: 'Token（代替 AppSign）',
    user: '用户',
    logIn: '登录',
    logOut: '登出',
    chat: '聊天',
    to: '发送给',
    message: '消息',
    send: '发送',
    call: '呼叫',
    invite: '呼叫',
    accept: '接听',
    reject: '拒绝',
    cancel: '挂断',
    push: '离线推送',
    pushHint: '随每条消息和每次呼叫发送，推送给不在线的设备。',
    title: '标题',
    content: '内容',
    payload: '透传字段',
    resource: '资源 ID',
    register: '注册此浏览器',
    unregister: '注销',
    log: '事件',
    nobody: '未登录',
    loggedInAs: '已登录：',
    calling: '正在呼叫',
    calledBy: '来电：',
    inCall: '通话中',
    noCall: '无通话',
    defaultTitle: '新消息',
    defaultContent: '您有一条新消息',
  },
} as const

/** A word's name. */
export type Word = keyof (typeof words)['en']

let language: keyof typeof words = navigator.language.startsWith('zh') ? 'zh' : 'en'

/** A word in the language of the page. */
export function word(name: Word): string {
  return words[language][name]
}

/** Puts the words of this language into the page. */
export function write(): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  for (const element of document.querySelectorAll<HTMLElement>('[data-word]')) {
    element.textContent = word(element.dataset['word'] as Word)
  }
}

/** Changes to the other language. */
export function switchLanguage(): void {
  language = language === 'zh' ? 'en' : 'zh'
  write()
}
