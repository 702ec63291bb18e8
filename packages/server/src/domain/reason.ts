// Why an outcome is what it is: the exact strings of seed 000, and for each a sentence, its cause and a next step in both languages.
// The command line, the admin API, the console and the documents all speak from this table.
import type { Reason } from './reason-shape.ts'
import { unsentReasons } from './reasons-unsent.ts'

export type { Bilingual, Reason } from './reason-shape.ts'

/** Reasons that the phone maker, the way to it, or the online channel gave. One `detail` ends in a space. */
const sentReasons = {
  'notifier-out-of-limit': {
    detail: 'notifier out of limit',
    text: {
      en: "The notifier used up the vendor's quota or rate until the notification's deadline.",
      zh: '证书的厂商配额或频率在通知失效前已用尽。',
    },
    cause: {
      en: 'Phone makers limit how much an app may send in a day or a second, marketing more than service messages.',
      zh: '厂商限制每个应用每日或每秒的推送量，营销类比服务类更严格。',
    },
    fix: {
      en: 'Wait for the next day or ask the vendor for a larger quota; use a service category where it is allowed.',
      zh: '请等待次日或向厂商申请提升配额；符合条件时请使用服务类消息分类。',
    },
  },
  'push-token-failed': {
    detail: 'get push token fail',
    text: { en: "The vendor refused the notifier's credential.", zh: '厂商拒绝了证书的凭据。' },
    cause: {
      en: 'The key, certificate or secret is wrong, expired, revoked, or of another account. The bindings stay as they are.',
      zh: '密钥、证书或密文错误、过期、被吊销，或属于其他账号。推送绑定保持不变。',
    },
    fix: {
      en: 'Run `posthouse doctor`, then upload a valid key, certificate or secret.',
      zh: '请运行 `posthouse doctor`，然后上传有效的密钥、证书或密文。',
    },
  },
  'vendor-refused': {
    detail: 'push yet but fail ',
    text: { en: 'The vendor took the request and refused it.', zh: '厂商已收到请求，但拒绝推送。' },
    cause: {
      en: "Most often the token is dead because the app was deleted or re-installed; the vendor's code says which it is.",
      zh: '最常见的是应用被卸载或重装导致 token 失效；具体原因见厂商返回码。',
    },
    fix: {
      en: "The vendor's answer names the cause; a dead token is registered again when the app next starts.",
      zh: '厂商的响应说明了原因；失效的 token 会在应用下次启动时重新注册。',
    },
  },
  'vendor-unreachable': {
    detail: '',
    text: {
      en: 'The vendor could not be reached before the deadline; nothing was sent.',
      zh: '在期限内无法连接厂商；没有发出任何内容。',
    },
    cause: {
      en: 'The name did not resolve, the connection or its TLS failed, or a proxy stood in the way, at each attempt.',
      zh: '每次尝试都失败于域名解析、建立连接、TLS 校验或代理。',
    },
    fix: { en: 'Check network, DNS and proxy of the server.', zh: '请检查服务器的网络、DNS 与代理。' },
  },
  'vendor-unclear': {
    detail: '',
    text: {
      en: 'The request left but no clear answer came; the phone may or may not have got it.',
      zh: '请求已发出，但没有收到明确响应；手机可能收到，也可能没有收到。',
    },
    cause: {
      en: 'The connection broke, the vendor stayed silent, or its answer could not be read.',
      zh: '连接中断，厂商没有响应，或响应无法解析。',
    },
    fix: {
      en: 'Do not send it again blindly; it would be a possible duplicate.',
      zh: '请勿直接重发，否则可能造成重复。',
    },
  },
} as const satisfies Readonly<Record<string, Reason>>

/** Every reason. The strings in `detail` and `desc` are wire literals; one ends in a space. */
export const reasons = {
  delivered: {
    detail: '',
    text: { en: 'The vendor accepted the notification.', zh: '厂商已受理该推送通知。' },
    cause: {
      en: 'From here on it is the vendor and the phone that decide; only a receipt tells whether it arrived.',
      zh: '此后由厂商和手机决定是否展示；只有回执能说明是否送达。',
    },
    fix: {
      en: 'Nothing to do. If the phone stays silent, look at its notification settings and network.',
      zh: '无需处理。若手机没有显示，请检查手机的通知权限和网络。',
    },
  },
  'delivered-online': {
    detail: '',
    text: {
      en: "The online channel has it: connected devices get it at once, the user's others when they come online.",
      zh: '已交给在线通道：在线设备立即收到，其余设备在上线后收到。',
    },
    cause: {
      en: 'The strategy prefers the online channel, or the user has no device that a vendor reaches.',
      zh: '推送策略优先使用在线通道，或用户没有可由厂商触达的设备。',
    },
    fix: {
      en: 'Nothing to do. It is kept for the retention of the app, and dropped after that.',
      zh: '无需处理。通知保留至应用设置的保留期限，逾期丢弃。',
    },
  },
  ...unsentReasons,
  ...sentReasons,
} as const satisfies Readonly<Record<string, Reason>>

/** Stable code of a reason. */
export type ReasonCode = keyof typeof reasons

/** What is to be said about a reason. */
export function reasonOf(code: ReasonCode): Reason {
  return reasons[code]
}

/** Whether a text is the code of a reason. */
export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(reasons, text)
}

/** The codes of everything that is no success. */
export const failureCodes: readonly ReasonCode[] = (Object.keys(reasons) as ReasonCode[]).filter(
  code => code !== 'delivered' && code !== 'delivered-online',
)
