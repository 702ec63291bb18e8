// The vendor blocks as forms: the members that are asked for most, under their own names. Every other one is written in the JSON tab. A
// test proves that each is read by its vendor.

/** One member of a block. */
export interface BlockField {
  /** From the message down: `huawei.message.android.category`. */
  readonly path: string
  readonly kind: 'text' | 'number' | 'flag' | readonly (string | number)[]
  /** A value that the vendor takes. */
  readonly example: string | number | boolean
}

/** A block and the vendor that it is for. */
export interface Block {
  readonly name: string
  /** Undefined: the online channel's. */
  readonly provider: string | undefined
  readonly brand: { readonly en: string; readonly zh: string }
  readonly fields: readonly BlockField[]
}

type Short = readonly [path: string, kind: BlockField['kind'], example: BlockField['example']]

function block(name: string, provider: string | undefined, brand: Block['brand'], fields: readonly Short[]): Block {
  return {
    name,
    provider,
    brand,
    fields: fields.map(([path, kind, example]) => ({ path: `${name}.${path}`, kind, example })),
  }
}

const fcm = 'androidConfig.androidNotification'
const huawei = 'message.android.notification'
const honor = 'androidConfig.androidNotification'

/** In the order of the previews. */
export const blocks: readonly Block[] = [
  block('apns', 'APNS', { en: 'APNs', zh: '苹果 APNs' }, [
    ['pushType', ['alert', 'background', 'voip'], 'alert'],
    ['interruptionLevel', ['passive', 'active', 'time-sensitive', 'critical'], 'active'],
    ['sound', 'text', 'ping.caf'],
    ['badge', 'number', 3],
    ['threadId', 'text', 'conversation-42'],
    ['categoryName', 'text', 'REPLY'],
    ['mutableContent', 'flag', true],
    ['collapseId', 'text', 'order-5'],
  ]),
  block('fcmV1', 'ANDROID', { en: 'FCM', zh: '谷歌 FCM' }, [
    ['type', ['BOTH', 'DATA', 'NOTIFICATION'], 'BOTH'],
    ['androidConfig.priority', ['NORMAL', 'HIGH'], 'HIGH'],
    ['androidConfig.collapseKey', 'text', 'order-5'],
    [`${fcm}.channelId`, 'text', 'chat'],
    [`${fcm}.sound`, 'text', 'ping'],
    [`${fcm}.tag`, 'text', 'order-5'],
    ['notification.image', 'text', 'https://example.com/picture.png'],
  ]),
  block('huawei', 'HUAWEIPUSH', { en: 'Huawei', zh: '华为' }, [
    ['message.android.category', 'text', 'IM'],
    ['message.android.urgency', ['NORMAL', 'HIGH'], 'HIGH'],
    [`${huawei}.channelId`, 'text', 'chat'],
    [`${huawei}.importance`, ['LOW', 'NORMAL'], 'NORMAL'],
    [`${huawei}.sound`, 'text', '/raw/ping'],
    [`${huawei}.tag`, 'text', 'order-5'],
    [`${huawei}.image`, 'text', 'https://example.com/picture.png'],
  ]),
  block('honor', 'HONOR', { en: 'Honor', zh: '荣耀' }, [
    [`${honor}.importance`, ['LOW', 'NORMAL'], 'NORMAL'],
    [`${honor}.tag`, 'text', 'order-5'],
    [`${honor}.image`, 'text', 'https://example.com/picture.png'],
  ]),
  block('harmonyOS', 'HARMONYPUSH', { en: 'HarmonyOS', zh: '鸿蒙' }, [
    ['payload.notification.category', 'text', 'IM'],
    ['payload.notification.notifyId', 'number', 5],
    ['payload.notification.foregroundShow', 'flag', true],
    ['pushOptions.collapseKey', 'number', 5],
    ['pushOptions.testMessage', 'flag', true],
  ]),
  block('xiaomi', 'XIAOMIPUSH', { en: 'Xiaomi', zh: '小米' }, [
    ['channelId', 'text', 'chat'],
    ['passThrough', [0, 1], 0],
    ['notifyType', 'number', -1],
    ['notifyForeground', ['0', '1'], '1'],
    ['notifyId', 'number', 5],
    ['sound', 'text', 'android.resource://com.example.chat/raw/ping'],
  ]),
  block('oppo', 'OPPOPUSH', { en: 'OPPO', zh: 'OPPO' }, [
    ['channelId', 'text', 'chat'],
    ['category', 'text', 'IM'],
    ['notifyLevel', [1, 2, 16], 16],
    ['style', [1, 2], 2],
    ['notifyId', 'number', 5],
    ['showTtl', 'number', 3_600],
  ]),
  block('vivo', 'VIVOPUSH', { en: 'vivo', zh: 'vivo' }, [
    ['classification', [0, 1], 1],
    ['category', 'text', 'IM'],
    ['notifyType', [1, 2, 3, 4], 4],
    ['foregroundShow', 'flag', true],
    ['addBadge', 'flag', true],
    ['notifyId', 'number', 5],
  ]),
  block('meizu', 'MEIZUPUSH', { en: 'Meizu', zh: '魅族' }, [
    ['noticeMsgType', [0, 1], 1],
    ['validTime', 'number', 24],
    ['notifyKey', 'text', 'order5'],
    ['isSuspend', 'flag', true],
    ['sound', 'flag', true],
  ]),
  block('webpush', 'WEBPUSH', { en: 'Web Push', zh: '浏览器推送' }, [
    ['urgency', ['very-low', 'low', 'normal', 'high'], 'high'],
    ['icon', 'text', 'https://example.com/icon.png'],
    ['image', 'text', 'https://example.com/picture.png'],
    ['tag', 'text', 'order-5'],
    ['requireInteraction', 'flag', true],
  ]),
  block('easemob', undefined, { en: 'Online channel', zh: '在线通道' }, [
    ['needNotification', 'flag', false],
    ['iconUrl', 'text', 'https://example.com/icon.png'],
    ['channelId', 'text', 'chat'],
    ['style', [0, 1, 2], 1],
    ['sound', [0, 1], 1],
  ]),
]
