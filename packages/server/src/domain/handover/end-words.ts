// What an end of a hand-over means to a person.
import { type Bilingual, type ReasonCode, reasonOf } from '../reason.ts'
import type { HandoverEnd } from './ends.ts'

/** The sentence without its full stop. */
export function wordsOfEnd(end: HandoverEnd): Bilingual {
  if (isOwn(end)) return words[end]
  const { en, zh } = reasonOf(end).text
  return { en: en.replace(/\.$/, ''), zh: zh.replace(/。$/, '') }
}

type OwnEnd = Exclude<HandoverEnd, ReasonCode>

function isOwn(end: HandoverEnd): end is OwnEnd {
  return Object.hasOwn(words, end)
}

const words: Readonly<Record<OwnEnd, Bilingual>> = {
  pushed: { en: 'Pushed at once: the device was away', zh: '设备不在线，已立即推送' },
  'pushed-late': { en: 'Pushed: there was no acknowledgement in time', zh: '未在限时内收到确认，已推送' },
  waiting: { en: 'Connected: waiting for an acknowledgement', zh: '在线，等待设备确认' },
  'no-config': { en: 'Not pushed: the message came without a push configuration', zh: '未推送：消息未携带推送配置' },
  'no-binding': { en: 'Not pushed: no device is bound', zh: '未推送：没有绑定设备' },
  muted: { en: 'Not pushed: the conversation is muted', zh: '未推送：会话已设为免打扰' },
  rule: { en: "Not pushed: the user's rule for other platforms", zh: '未推送：用户设置的其他平台在线规则' },
  acknowledged: { en: 'Not pushed: the devices have it', zh: '未推送：设备已收到' },
  over: { en: 'Not pushed: nobody wants it any more', zh: '未推送：已无需推送' },
  closed: { en: 'Not pushed: the app may not push', zh: '未推送：应用未开通推送' },
  expired: { en: 'Not pushed: it was too late', zh: '未推送：已过期' },
  online: { en: 'Not pushed: the user is online', zh: '未推送：用户在线' },
  replaced: { en: 'Not pushed: a newer login took the place of the devices', zh: '未推送：设备已被新的登录顶替' },
  'never-pushed': { en: 'Not pushed: messages of this kind never are', zh: '未推送：此类消息不推送' },
}
