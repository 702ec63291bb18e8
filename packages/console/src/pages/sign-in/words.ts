// The words of signing in.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const words = wordsOf({
  title: { en: 'Sign in', zh: '登录' },
  lead: { en: 'The console of this server.', zh: '本服务器的控制台。' },
  name: { en: 'Name', zh: '账号' },
  password: { en: 'Password', zh: '密码' },
  show: { en: 'Show the password', zh: '显示密码' },
  signIn: { en: 'Sign in', zh: '登录' },
  wrong: { en: 'Name or password is wrong.', zh: '账号或密码错误。' },
  tooMany: {
    en: (seconds: number) => `Too many tries from here. The next one is possible in ${seconds} s.`,
    zh: (seconds: number) => `尝试次数过多，${seconds} 秒后可再次尝试。`,
  },
  again: { en: 'You can try again now.', zh: '现在可以再次尝试。' },
  waitSeconds: { en: (seconds: number) => `Wait ${seconds} s`, zh: (seconds: number) => `请等待 ${seconds} 秒` },
  slower: {
    en: 'Checking. After wrong tries the server answers more slowly.',
    zh: '正在验证。多次输错后服务器的响应会变慢。',
  },
  forgotten: {
    en: 'Forgotten? An admin of this server can send you a new link.',
    zh: '忘记密码？请服务器管理员为您生成新的链接。',
  },
  noAccount: {
    en: 'This server has no account yet. Open the link that it printed when it started: it makes the first account, an admin of the whole server.',
    zh: '本服务器还没有账号。请打开服务器启动时打印的链接，以创建第一个账号（整个服务器的管理员）。',
  },
  printAgain: {
    en: 'The link works once. A restart prints a new one.',
    zh: '链接只能使用一次；重新启动服务器会打印新的链接。',
  },
})
