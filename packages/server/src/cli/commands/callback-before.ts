// The flags of rules that are asked before delivery (spec/easemob.md §9.8).
import { askedAbout, askedKinds } from '../../domain/before-delivery.ts'
import type { Flag, Given } from '../command.ts'
import { usageError } from '../exit.ts'
import { listOf } from './word-list.ts'

const outcomes = ['pass', 'block'] as const

/** The flags. */
export const beforeFlags: readonly Flag[] = [
  {
    name: 'before',
    value: 'LIST',
    text: {
      en: 'be asked before delivery about text, image, …, or all; no events then',
      zh: '发送前询问：text、image……或 all；此时不回调事件',
    },
  },
  {
    name: 'conversation',
    value: 'LIST',
    text: {
      en: 'with --before: chat, group, room, edit; default: all',
      zh: '与 --before 同用：chat、group、room、edit；默认全部',
    },
  },
  {
    name: 'wait',
    value: 'MS',
    text: { en: 'with --before: 50 to 5000 ms; default: 200', zh: '与 --before 同用：50 到 5000 毫秒；默认 200' },
  },
  {
    name: 'on-failure',
    value: 'NAME',
    choices: outcomes,
    text: {
      en: 'with --before: pass (default) or block what is not answered',
      zh: '与 --before 同用：无有效响应时 pass（默认，放行）或 block（拦截）',
    },
  },
  {
    name: 'silent',
    text: { en: 'with --before: tell the sender nothing when blocked', zh: '与 --before 同用：拦截时不通知发送方' },
  },
]

/** What the flags ask for; undefined without `--before`. */
export function beforeOf(given: Given) {
  const asked = given.text('before')
  if (asked === undefined) return undefined
  const messageTypes = asked === 'all' ? [...askedKinds] : listOf(given, 'before', askedKinds)
  const conversations = listOf(given, 'conversation', askedAbout)
  const onFailure = listOf(given, 'on-failure', outcomes)?.[0]
  const wait = given.text('wait')
  if (wait !== undefined && !/^[0-9]{1,4}$/.test(wait)) {
    throw usageError({ en: '--wait is a number of milliseconds.', zh: '--wait 为毫秒数。' })
  }
  return {
    ...(messageTypes && { messageTypes }),
    ...(conversations && { conversations }),
    ...(wait !== undefined && { waitMs: Number(wait) }),
    ...(onFailure && { onFailure }),
    ...(given.isOn('silent') && { tellSender: false }),
  }
}
