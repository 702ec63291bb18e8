// What to do about a vendor's refusal, by what its code means; the vendor's own rooms say what a code means.
import type { Meaning } from '@posthouse/vendors'
import type { Bilingual } from './reason-shape.ts'

/** The next step; undefined where there is none. */
export function fixOfMeaning(meaning: Meaning): Bilingual | undefined {
  return fixes[meaning]
}

const startsAgain: Bilingual = {
  en: 'The app was deleted or re-installed; it registers again at its next start.',
  zh: '应用已被卸载或重装；下次启动时会重新注册。',
}
const foreign: Bilingual = {
  en: 'Bind this device with the notifier of the app and environment that its token is of.',
  zh: '请用该 token 所属应用与环境的推送证书绑定此设备。',
}
const credential: Bilingual = {
  en: 'Run `posthouse doctor`, then upload a valid key, certificate or secret.',
  zh: '请运行 `posthouse doctor`，然后上传有效的密钥、证书或密文。',
}
const message: Bilingual = {
  en: "Correct what the vendor's answer names, and send again.",
  zh: '请修正厂商响应中指出的问题后重新发送。',
}
const busy: Bilingual = {
  en: 'Nothing to do: Posthouse waits as long as the vendor asks, and tries again.',
  zh: '无需处理：将按厂商要求的时间等待后重试。',
}

const fixes: Readonly<Record<Meaning, Bilingual | undefined>> = {
  accepted: undefined,
  partial: undefined,
  'token-dead': startsAgain,
  'token-dead-unsure': startsAgain,
  'token-malformed': foreign,
  'token-foreign': foreign,
  'token-busy': {
    en: 'This device gets more pushes than the vendor allows one device: send it fewer.',
    zh: '该设备收到的推送超过厂商对单设备的限制：请减少推送。',
  },
  'access-refused': credential,
  'credential-refused': credential,
  'permission-missing': {
    en: "Apply for the right in the vendor's console, or send without what needs it.",
    zh: '请在厂商控制台申请相应权限，或去掉需要该权限的内容后发送。',
  },
  'topic-refused': {
    en: "Compare the notifier's bundle id or package name with the vendor's console.",
    zh: '请核对推送证书的包名与厂商控制台是否一致。',
  },
  'message-malformed': message,
  'message-too-large': { en: 'Shorten title, content or extras.', zh: '请缩短标题、内容或附加数据。' },
  'message-forbidden': message,
  'content-refused': {
    en: "The vendor's review refused the text: word it differently or ask the vendor.",
    zh: '厂商内容审核未通过：请修改文案或联系厂商。',
  },
  leaving: busy,
  busy,
  quota: {
    en: 'Wait for the next day or ask the vendor for a larger quota; use a service category where it is allowed.',
    zh: '请等待次日或向厂商申请提升配额；符合条件时请使用服务类消息分类。',
  },
  unclear: {
    en: 'Do not send it again blindly; it would be a possible duplicate.',
    zh: '请勿直接重发，否则可能造成重复。',
  },
}
