// What the console asks for to push to browsers (spec/vendors.md §9.2).
import type { FormField } from '../credentials/form.ts'

/** The form of a Web Push notifier. */
export const FORM: readonly FormField[] = [
  {
    field: 'certificate',
    label: { en: 'VAPID private key', zh: 'VAPID 私钥' },
    kind: 'secret',
    isRequired: true,
    help: {
      en: 'base64url of 32 bytes, or PKCS#8 PEM; `npx web-push generate-vapid-keys` makes one',
      zh: '32 字节的 base64url，或 PKCS#8 PEM；可用 `npx web-push generate-vapid-keys` 生成',
    },
  },
  {
    field: 'settings.subject',
    label: { en: 'Contact', zh: '联系方式' },
    kind: 'text',
    isRequired: true,
    example: 'mailto:push@example.com',
    help: {
      en: '`mailto:` or `https:`; where a push service reaches you; Apple refuses made-up ones',
      zh: '`mailto:` 或 `https:`；供推送服务联系你；Apple 会拒绝虚构的地址',
    },
  },
  {
    field: 'settings.publicKey',
    label: { en: 'VAPID public key', zh: 'VAPID 公钥' },
    kind: 'text',
    isRequired: false,
    example: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
    help: {
      en: 'what your page gives to `pushManager.subscribe`; compared with the private key',
      zh: '网页传给 `pushManager.subscribe` 的公钥；会与私钥核对',
    },
  },
  {
    field: 'settings.hosts',
    label: { en: 'Push services', zh: '推送服务域名' },
    kind: 'text',
    isRequired: false,
    example: 'fcm.googleapis.com, push.services.mozilla.com, push.apple.com, notify.windows.com',
    help: {
      en: 'only subscriptions of these hosts and of those below them; empty: of every public host',
      zh: '仅接受这些域名及其子域名的订阅；留空则接受所有公网域名',
    },
  },
]
