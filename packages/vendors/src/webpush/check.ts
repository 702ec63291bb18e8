// Looks at a Web Push credential without asking anybody: there is no service to ask before a browser has subscribed, and a subscription's
// own service is only spoken to with a push. So this says what can be known here, and what to give to the page.
import type { Finding } from '../vendor.ts'
import type { WebPushCredentials } from './credentials.ts'

/** One finding or two. That the key is a key and has this public half was found out when the credential was read. */
export function checkWebPush({ publicKey, subject }: WebPushCredentials): Promise<readonly Finding[]> {
  const usable: Finding = {
    level: 'ok',
    code: 'key-usable',
    text: `Pages must subscribe with applicationServerKey ${publicKey}. No push service can be asked before a browser has subscribed; the first push to one shows whether it takes the key.`,
    zh: `网页须以 applicationServerKey ${publicKey} 订阅。浏览器订阅之前没有推送服务可以询问；首次推送会表明服务是否接受该密钥。`,
  }
  return Promise.resolve(NOBODYS_HOST.test(hostOfContact(subject)) ? [usable, MADE_UP_CONTACT] : [usable])
}

const MADE_UP_CONTACT: Finding = {
  level: 'warn',
  code: 'subject-made-up',
  text: 'The contact has a host that nobody can reach. Apple refuses every push with such a contact (BadJwtToken); others may take it.',
  zh: '联系方式的域名无法访问。Apple 会拒绝所有带有此类联系方式的推送（BadJwtToken），其他服务可能接受。',
}

function hostOfContact(subject: string): string {
  const url = new URL(subject)
  const host = url.protocol === 'mailto:' ? (url.pathname.split('@').at(-1) ?? '') : url.hostname
  return host.toLowerCase()
}

/** Names without a dot, and the reserved ends of RFC 2606 and RFC 6761. */
const NOBODYS_HOST = /^[^.]*$|\.(?:localhost|local|internal|invalid|test|example)$/
