// What goes on a vendor's wire for a notification: rendered by the real vendors, for notifiers that were made up.
import { generateKeyPairSync } from 'node:crypto'
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import { type Notification, type NotifierInput, vendors } from '@posthouse/vendors'

/** The package of every notifier here. */
const samplePackage = 'com.example.chat'
/** When notifications are rendered, epoch ms; they live for an hour. */
export const renderedAtMs = 1_700_000_000_000

/** The request that a vendor would get, without its device. Throws `PayloadError`. */
export function renderedBy(name: string, notification: Notification, settings: JsonObject = {}): JsonObject {
  const vendor = vendors.find(one => one.name === name)
  const input = inputs[name]
  if (!vendor || !input) throw new Error(`no vendor ${name}`)
  const credentials = vendor.parseCredentials({ ...common, ...input, settings: { ...input.settings, ...settings } })
  const target = { credentials, nowMs: renderedAtMs, expiresAtMs: renderedAtMs + 3_600_000 }
  return vendor.preview(vendor.render(notification, target)) as JsonObject
}

/** The value at a path of names and indexes, `android.notification.buttons.0`; a name with a dot in it is written with `~`. */
export function valueAt(from: JsonValue | undefined, path: string): JsonValue | undefined {
  let value = from
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as JsonObject)[name.replaceAll('~', '.')]
  }
  return value
}

const common = { environment: 'PRODUCTION', packageName: samplePackage, settings: {} } as const

const rsaPem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
const ecPem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const secret = 'c2VjcmV0LXNlY3JldC1zZWNyZXQ'

const inputs: Readonly<Record<string, Omit<NotifierInput, 'environment' | 'settings'> & { settings?: JsonObject }>> = {
  apns: { name: 'ios', file: base64(String(ecPem)), teamId: 'TEAM123456', keyId: 'KEY1234567' },
  fcm: {
    name: 'fcm',
    file: base64(
      JSON.stringify({
        type: 'service_account',
        project_id: 'demo-chat',
        client_email: 'push@demo-chat.iam.gserviceaccount.com',
        private_key_id: 'k1',
        private_key: rsaPem,
      }),
    ),
  },
  huawei: { name: '100000001', certificate: secret },
  honor: { name: '100000002', certificate: secret },
  harmony: {
    name: '100000003',
    file: base64(JSON.stringify({ project_id: '42', key_id: 'k', sub_account: '99', private_key: rsaPem })),
  },
  xiaomi: { name: '2882303761', certificate: secret },
  oppo: { name: 'appkey', certificate: secret },
  vivo: { name: '10000#0b1c2d3e-0000-4000-8000-000000000001', certificate: secret },
  meizu: { name: '110000', certificate: secret },
}
