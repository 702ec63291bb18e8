// One vocabulary for what vendors' codes mean (spec/vendors.md §0.1), the shape of a vendor's table of them, and what Posthouse does
// about each meaning. Nobody but the vendor knows its codes.
import type { Bilingual } from './bilingual.ts'

/** A row of a vendor's table of answers; documents are generated from it. */
export interface VendorCode {
  /** As the vendor writes it; numbers as digits. */
  readonly code: string
  readonly meaning: Meaning
  /** What the vendor says with it, in our words. */
  readonly text: Bilingual
  /** What Posthouse does about it, where a vendor's own room does otherwise than {@link actions} says of the meaning. */
  readonly action?: Bilingual
  /** Where no document of the vendor could be read (spec/vendors.md §11). */
  readonly isUnconfirmed?: true
}

/** What can be meant. `partial`: accepted but for the tokens that the answer lists. */
export type Meaning = 'accepted' | 'partial' | Refusal

/** What can be meant by a refusal. `leaving`: refused because the vendor is closing the connection, so provably not taken. */
export type Refusal =
  | 'token-dead'
  | 'token-dead-unsure'
  | 'token-malformed'
  | 'token-foreign'
  | 'token-busy'
  | 'access-refused'
  | 'credential-refused'
  | 'permission-missing'
  | 'topic-refused'
  | 'message-malformed'
  | 'message-too-large'
  | 'message-forbidden'
  | 'content-refused'
  | 'leaving'
  | 'busy'
  | 'quota'
  | 'unclear'

/** The action for a quota that is not the notifier's but that of one of its classes or channels. */
export const classRests: Bilingual = {
  en: "hold this class of pushes back until the vendor's next day; the others go on",
  zh: '该类推送等到厂商次日零点，其余照常发送',
}

/** What Posthouse does about each meaning; for documents and for people who ask. */
export const actions: Readonly<Record<Meaning, Bilingual>> = {
  accepted: { en: 'done', zh: '完成' },
  partial: { en: 'done, but for the tokens listed', zh: '完成，所列 token 除外' },
  'token-dead': { en: 'remove the binding', zh: '解除绑定' },
  'token-dead-unsure': {
    en: 'remove the binding, if the notifier works for others',
    zh: '若该证书对其他设备有效，则解除绑定',
  },
  'token-malformed': {
    en: 'remove the binding, if the notifier works for others',
    zh: '若该证书对其他设备有效，则解除绑定',
  },
  'token-foreign': {
    en: 'remove the binding, if the notifier works for others',
    zh: '若该证书对其他设备有效，则解除绑定',
  },
  'token-busy': { en: 'try this device again later', zh: '稍后重试该设备' },
  'access-refused': {
    en: 'sign in anew and try once more; then pause the notifier, keep bindings',
    zh: '重新获取令牌并重试一次；仍被拒绝则暂停证书，保留绑定',
  },
  'credential-refused': { en: 'pause the notifier, keep bindings', zh: '暂停证书，保留绑定' },
  'permission-missing': { en: 'give this push up, keep bindings', zh: '放弃本次推送，保留绑定' },
  'topic-refused': { en: 'give this push up, keep bindings', zh: '放弃本次推送，保留绑定' },
  'message-malformed': { en: 'give this push up', zh: '放弃本次推送' },
  'message-too-large': { en: 'give this push up', zh: '放弃本次推送' },
  'message-forbidden': { en: 'give this push up', zh: '放弃本次推送' },
  'content-refused': { en: 'give this push up', zh: '放弃本次推送' },
  leaving: { en: 'send again at once over a new connection', zh: '立即经新连接重发' },
  busy: { en: 'pause the notifier as long as told, then try again', zh: '按要求暂停证书，随后重试' },
  quota: {
    en: "pause the notifier until the vendor's next day",
    zh: '暂停证书至厂商次日零点',
  },
  unclear: {
    en: 'report as unknown; repeated only if the caller allows it',
    zh: '报告为结果未知；仅在调用方允许时重发',
  },
}
