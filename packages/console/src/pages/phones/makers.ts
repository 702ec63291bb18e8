// The phones on the shelf: one for each vendor that the sandbox simulates, and a browser. What differs between them as the seed's table says it
// (seed 004, spec/zego.md §2.4). Pure.
import type { PushSource } from '@posthouse/client/push'

/** One kind of phone. */
export interface Maker {
  readonly source: PushSource
  readonly model: string
  readonly vendor: { readonly en: string; readonly zh: string }
  readonly skin: 'ios' | 'android' | 'harmony' | 'browser'
  /** ZIM's number of the platform (spec/zego.md §3.1). */
  readonly platform: number
  /** Who uses it unless somebody says otherwise. */
  readonly user: string
  /** A running app hears that a notification was shown. */
  readonly tellsArrival: boolean
  /** A running app gets pushes that show nothing. */
  readonly tellsData: boolean
}

const ios = 2
const android = 3
const web = 6
const harmony = 10
const deaf = { tellsArrival: false, tellsData: false } as const

/** In the order of the shelf. */
export const makers: readonly Maker[] = [
  maker('apns', 'iPhone', { en: 'Apple', zh: '苹果' }, 'alice', { skin: 'ios', platform: ios, tellsArrival: true }),
  maker('xiaomi', 'Redmi', { en: 'Xiaomi', zh: '小米' }, 'bob', { tellsArrival: true }),
  maker('huawei', 'Mate', { en: 'Huawei', zh: '华为' }, 'carol', { skin: 'harmony', tellsData: true }),
  maker('honor', 'Magic', { en: 'Honor', zh: '荣耀' }, 'dave'),
  maker('harmony', 'Pura', { en: 'HarmonyOS', zh: '鸿蒙' }, 'erin', { skin: 'harmony', platform: harmony }),
  maker('oppo', 'Find', { en: 'OPPO', zh: 'OPPO' }, 'frank'),
  maker('vivo', 'iQOO', { en: 'vivo', zh: 'vivo' }, 'grace'),
  maker('meizu', 'Flyme', { en: 'Meizu', zh: '魅族' }, 'heidi'),
  maker('fcm', 'Pixel', { en: 'Google', zh: '谷歌' }, 'ivan', { tellsData: true }),
  maker('webpush', 'Web', { en: 'Browser', zh: '浏览器' }, 'judy', { skin: 'browser', platform: web }),
]

function maker(
  source: PushSource,
  model: string,
  vendor: Maker['vendor'],
  user: string,
  rest: Partial<Pick<Maker, 'skin' | 'platform' | 'tellsArrival' | 'tellsData'>> = {},
): Maker {
  return { source, model, vendor, user, skin: 'android', platform: android, ...deaf, ...rest }
}

/** The kind of this source; undefined for one that there is not. */
export function makerOf(source: string): Maker | undefined {
  return makers.find(one => one.source === source)
}

/** Of its usual user, `Bob`. */
export function nameOf(source: string): string {
  const user = makerOf(source)?.user ?? source
  return `${user.charAt(0).toUpperCase()}${user.slice(1)}`
}

/** The two phones that an address puts on the table: each once, and others that there are where it names fewer. */
export function tableOf(text: string): readonly [Maker['source'], Maker['source']] {
  const named = text.split(',').flatMap(name => makerOf(name)?.source ?? [])
  const [left = 'apns', right = 'xiaomi'] = new Set([...named, 'apns', 'xiaomi'] as const)
  return [left, right]
}

/** Most notifications that are seen one by one before a skin gathers the older ones; a browser never shows more than its last ones. */
const seenMax: Readonly<Record<Maker['skin'], number>> = { ios: 3, android: 4, harmony: 3, browser: 3 }

/** Notes as the skin stacks them, the newest first: those seen, and how many lie below. */
export function stackOf<Note>(
  skin: Maker['skin'],
  notes: readonly Note[],
): { readonly seen: readonly Note[]; readonly below: number } {
  const seen = notes.slice(0, seenMax[skin])
  return { seen, below: notes.length - seen.length }
}
