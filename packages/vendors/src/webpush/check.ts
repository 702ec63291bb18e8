// Looks at a Web Push credential without asking anybody: there is no service to ask before a browser has subscribed, and a subscription's
// own service is only spoken to with a push. So this says what can be known here, and what to give to the page.
import { createPublicKey, verify } from 'node:crypto'
import type { VendorIo } from '../io.ts'
import type { Finding } from '../vendor.ts'
import type { WebPushCredentials } from './credentials.ts'
import { JWT_LIFE_MS, signJwt } from './vapid.ts'

/** One finding or two. Never rejects. */
export function checkWebPush(credentials: WebPushCredentials, { clock }: VendorIo): Promise<readonly Finding[]> {
  const keys = signs(credentials, clock.now()) ? usable(credentials.publicKey) : UNUSABLE
  return Promise.resolve(hostOfContact(credentials.subject) === undefined ? [keys] : [keys, MADE_UP_CONTACT])
}

function usable(publicKey: string): Finding {
  return {
    level: 'ok',
    code: 'key-usable',
    text: `The key pair signs. Pages must subscribe with applicationServerKey ${publicKey}. Whether a push service takes it is known with the first push to a browser.`,
  }
}

const UNUSABLE: Finding = {
  level: 'error',
  code: 'key-unusable',
  text: 'A token signed with the private key cannot be verified with its public half. Generate a new pair.',
}

const MADE_UP_CONTACT: Finding = {
  level: 'warn',
  code: 'subject-made-up',
  text: 'The contact has a host that nobody can reach. Apple refuses every push with such a contact (BadJwtToken); others may take it.',
}

function signs(credentials: WebPushCredentials, nowMs: number): boolean {
  const jwt = signJwt(credentials, 'https://push.example', nowMs + JWT_LIFE_MS)
  const end = jwt.lastIndexOf('.')
  const key = { key: createPublicKey(credentials.privateKey), dsaEncoding: 'ieee-p1363' } as const
  return verify('sha256', Buffer.from(jwt.slice(0, end)), key, Buffer.from(jwt.slice(end + 1), 'base64url'))
}

/** The contact's host where it cannot be anybody's. */
function hostOfContact(subject: string): string | undefined {
  const url = new URL(subject)
  const host = url.protocol === 'mailto:' ? (url.pathname.split('@').at(-1) ?? '') : url.hostname
  return NOBODYS.test(host.toLowerCase()) ? host : undefined
}

/** Names without a dot, and the reserved ends of RFC 2606 and RFC 6761. */
const NOBODYS = /^[^.]*$|\.(?:localhost|local|internal|invalid|test|example)$/
