// A MiPush payload as people look at it (look.ts). Pure.
import { type JsonObject, objectOf, some, textOf } from '../json.ts'
import type { Look } from '../look.ts'
import { units } from '../render/shorten.ts'
import { DESCRIPTION_UNITS_MAX, PAYLOAD_BYTES_MAX, TITLE_UNITS_MAX } from './block.ts'
import type { XiaomiCredentials } from './credentials.ts'
import { previewXiaomi, type XiaomiPayload } from './payload.ts'
import { type Fields, shownOf } from './phone.ts'

/** What would be sent through the payload's notifier. */
export function lookXiaomi(payload: XiaomiPayload): Look {
  const fields: JsonObject = objectOf(previewXiaomi(payload))
  return {
    headers: {},
    body: fields,
    bytes: Buffer.byteLength(textOf(fields['payload']) ?? ''),
    bytesMax: PAYLOAD_BYTES_MAX,
    ttlMs: Number(fields['time_to_live']),
    shown: shownOf(fields as Fields),
    texts: {
      title: { most: TITLE_UNITS_MAX, measure: units, unit: 'characters' },
      body: { most: DESCRIPTION_UNITS_MAX, measure: units, unit: 'characters' },
    },
    ...some('remarks', isForeign(fields, payload) ? FOREIGN : undefined),
    ...some('counted', payload.channelId === '' ? COST : undefined),
  }
}

/** Xiaomi takes packages that belong to the app secret, and none besides (spec/vendors.md §5.12). */
function isForeign({ restricted_package_name: packages }: JsonObject, { namesOwnPackage }: XiaomiPayload): boolean {
  return !namesOwnPackage || new Set(String(packages).split(',')).size > 1
}

const FOREIGN: Look['remarks'] = [
  {
    code: 'package-foreign',
    severity: 'error',
    field: 'xiaomi.restrictedPackageNames',
    text: {
      en: "Xiaomi refuses packages that do not belong to the notifier's app secret.",
      zh: '小米会拒绝不属于该证书密钥的应用包名。',
    },
  },
]

/** spec/vendors.md §5.9. */
const COST = {
  en: 'a public message of the default channel, of which a day allows one per device with notifications switched on',
  zh: '默认渠道的公信消息，每日总量为开启通知的设备数',
}

/** A notifier of nobody's. */
export const SAMPLE: XiaomiCredentials = {
  appId: '2882303761',
  appSecret: '',
  packageName: 'com.example.chat',
  region: 'china',
  channelIds: { byCategory: {} },
}
