// What went wrong, as words for a person: what it was and what to do next. Pure; knows the client's errors and no component.
import { PosthouseApiError, PosthouseConnectionError } from '@posthouse/client/rest'
import type { Language } from '../words/language-tag.ts'

/** A failure in one language. */
export interface FailureWords {
  readonly what: string
  readonly next: string
}

/** Words for anything that was thrown. */
export function failureWords(thrown: unknown, language: Language): FailureWords {
  if (thrown instanceof PosthouseApiError) {
    const next = nextSteps[stepOf(thrown)][language]
    return { what: thrown.description === '' ? thrown.code : thrown.description, next }
  }
  if (thrown instanceof PosthouseConnectionError) return unreachable[language]
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') return tooSlow[language]
  return { what: thrown instanceof Error ? thrown.message : String(thrown), next: nextSteps.fault[language] }
}

/** Whether the session is over, so that signing in again is what helps. */
export function isSignedOut(thrown: unknown): boolean {
  return thrown instanceof PosthouseApiError && thrown.status === 401
}

type Step = keyof typeof nextSteps

function stepOf({ status, exception }: PosthouseApiError): Step {
  if (status === 401) return 'signIn'
  if (exception === 'ServiceNotOpenException') return 'closed'
  if (status === 403) return 'role'
  if (status === 404) return 'gone'
  if (status === 409) return 'again'
  if (status === 429) return 'wait'
  return status >= 500 ? 'fault' : 'input'
}

const nextSteps = {
  signIn: { en: 'Sign in again.', zh: '请重新登录。' },
  role: {
    en: 'Your role does not allow this. Ask an admin of this app.',
    zh: '您的角色不允许此操作，请联系该应用的管理员。',
  },
  closed: {
    en: 'An admin of this app switches it on in the settings.',
    zh: '请该应用的管理员在设置中开启。',
  },
  gone: { en: 'It may have been removed. Go back to the list.', zh: '该对象可能已被删除，请返回列表。' },
  again: { en: 'Somebody else changed it meanwhile. Reload and try again.', zh: '其间已有他人修改，请刷新后重试。' },
  wait: { en: 'Wait a moment and try again.', zh: '请稍候再试。' },
  input: { en: 'Correct the input and try again.', zh: '请修正输入后重试。' },
  fault: {
    en: "Try again. If it stays, the server's log has the cause.",
    zh: '请重试；若仍然失败，原因见服务器日志。',
  },
} as const

const unreachable = {
  en: {
    what: 'The server does not answer.',
    next: 'Check that it runs and that this machine reaches it; the page tries again by itself.',
  },
  zh: { what: '服务器没有响应。', next: '请确认服务器正在运行且网络可达；页面会自动重试。' },
} as const

const tooSlow = {
  en: { what: 'The server took too long to answer.', next: 'Try again with a smaller range.' },
  zh: { what: '服务器响应超时。', next: '请缩小范围后重试。' },
} as const
