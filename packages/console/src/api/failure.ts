// What went wrong, as words for a person: what it was and what to do next. Pure; knows the client's errors and no component.
import { PosthouseApiError, PosthouseConnectionError } from '@posthouse/client/rest'
import type { Language } from '../words/language-tag.ts'

/** A failure in one language. */
export interface FailureWords {
  readonly what: string
  readonly next: string
  /** The server's own sentence, which is English, where the reader's language is another one. */
  readonly said?: string
}

/** A page whose code did not come: the server was gone, or has been updated and no longer has it. */
export class PageNotLoaded extends Error {
  override readonly name = 'PageNotLoaded'
  constructor(cause: unknown) {
    super('the code of the page did not come', { cause })
  }
}

/** Words for anything that was thrown. */
export function failureWords(thrown: unknown, language: Language): FailureWords {
  if (thrown instanceof PosthouseApiError) return refusalWords(thrown, language)
  if (thrown instanceof PosthouseConnectionError) return unreachable[language]
  if (thrown instanceof PageNotLoaded) return notLoaded[language]
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') return tooSlow[language]
  return { what: thrown instanceof Error ? thrown.message : String(thrown), next: steps.fault.next[language] }
}

/** Whether the session is over, so that signing in again is what helps. */
export function isSignedOut(thrown: unknown): boolean {
  return thrown instanceof PosthouseApiError && thrown.status === 401
}

function refusalWords(thrown: PosthouseApiError, language: Language): FailureWords {
  const { what, next } = steps[stepOf(thrown)]
  const said = thrown.description === '' ? thrown.code : thrown.description
  if (language === 'en') return { what: said, next: next.en }
  return { what, next: next[language], said }
}

type Step = keyof typeof steps

function stepOf({ status, code }: PosthouseApiError): Step {
  if (status === 401) return 'signIn'
  if (status === 403 && code === 'forbidden_op') return 'role'
  if (code === 'service_not_open') return 'closed'
  if (status === 404 || code === 'entity_not_found') return 'gone'
  if (status === 409) return 'again'
  if (status === 429 || code === 'limit') return 'wait'
  return status >= 500 ? 'fault' : 'input'
}

/** What the server's sentence comes to in Chinese, and the next step in both languages. */
const steps = {
  signIn: { what: '登录已失效。', next: { en: 'Sign in again.', zh: '请重新登录。' } },
  role: {
    what: '没有权限。',
    next: {
      en: 'Your role does not allow this. Ask an admin of this app.',
      zh: '您的角色不允许此操作，请联系该应用的管理员。',
    },
  },
  closed: {
    what: '应用未开启推送功能。',
    next: { en: 'An admin of this app switches it on in the settings.', zh: '请该应用的管理员在设置中开启。' },
  },
  gone: {
    what: '找不到该对象。',
    next: { en: 'It may have been removed. Go back to the list.', zh: '可能已被删除，请返回列表。' },
  },
  again: {
    what: '与服务器上的现状冲突。',
    next: { en: 'Somebody else changed it meanwhile. Reload and try again.', zh: '其间已有他人修改，请刷新后重试。' },
  },
  wait: { what: '请求过于频繁。', next: { en: 'Wait a moment and try again.', zh: '请稍候再试。' } },
  input: {
    what: '服务器未接受该请求。',
    next: { en: 'Correct the input and try again.', zh: '请修正输入后重试。' },
  },
  fault: {
    what: '服务器出现错误。',
    next: {
      en: "Try again. If it stays, the server's log has the cause.",
      zh: '请重试；若仍然失败，原因见服务器日志。',
    },
  },
} as const

const unreachable = {
  en: {
    what: 'The server does not answer.',
    next: 'Check that it runs and that this machine reaches it; the page tries again by itself.',
  },
  zh: { what: '服务器没有响应。', next: '请确认服务器正在运行且网络可达；页面会自动重试。' },
} as const

const notLoaded = {
  en: {
    what: 'This page could not be loaded.',
    next: 'The server does not answer, or was updated since the console was opened. Trying again loads the console anew.',
  },
  zh: { what: '页面加载失败。', next: '服务器没有响应，或在控制台打开之后已更新。重试将重新加载控制台。' },
} as const

const tooSlow = {
  en: { what: 'The server took too long to answer.', next: 'Try again with a smaller range.' },
  zh: { what: '服务器响应超时。', next: '请缩小范围后重试。' },
} as const
