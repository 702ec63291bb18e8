// How each phone maker lays a notification out on its lock screen: where the icon and the time stand, how many lines it gives to which
// text. Radius, weights and colours are the style sheet's. Pure; knows no server.

/** A notification as the phone shows it; the server's `shown`. Absent members are not shown. */
export interface Shown {
  readonly title: string
  readonly subtitle?: string | undefined
  readonly body: string
  /** URL of a picture; named, never loaded: it is a stranger's address. */
  readonly image?: string | undefined
  readonly badge?: { readonly set?: number | undefined; readonly add?: number | undefined } | undefined
  readonly sound?: string | undefined
  readonly channel?: string | undefined
  readonly click: { readonly kind: string; readonly target?: string | undefined }
  readonly data?: unknown
}

/** One phone maker's way. */
export interface PhoneStyle {
  /** The screen's name: `iOS`, `HyperOS`. */
  readonly name: string
  /** `side`: a large icon at the left of the texts; `head`: a small one in a line of its own with the app's name; `end`: large, at the right. */
  readonly icon: 'side' | 'head' | 'end'
  /** Whether the app is named at all; where the icon is large it often is not. */
  readonly namesApp: boolean
  /** `title`: at the end of the title's line; `head`: after the app's name; `head-end`: at the end of that line. */
  readonly time: 'title' | 'head' | 'head-end'
  /** Lines before the screen cuts. */
  readonly lines: { readonly title: number; readonly body: number }
  /** Between title and subtitle in one line; absent = the subtitle has a line of its own. */
  readonly subtitleAfter?: string
}

const styles: Readonly<Record<string, PhoneStyle>> = {
  apns: { name: 'iOS', icon: 'side', namesApp: false, time: 'title', lines: { title: 1, body: 4 } },
  fcm: { name: 'Android', icon: 'head', namesApp: true, time: 'head', lines: { title: 1, body: 2 } },
  huawei: { name: 'EMUI', icon: 'head', namesApp: true, time: 'head-end', lines: { title: 1, body: 2 } },
  honor: { name: 'MagicOS', icon: 'side', namesApp: true, time: 'title', lines: { title: 1, body: 2 } },
  harmony: { name: 'HarmonyOS', icon: 'end', namesApp: true, time: 'head', lines: { title: 1, body: 3 } },
  xiaomi: { name: 'HyperOS', icon: 'side', namesApp: false, time: 'title', lines: { title: 1, body: 3 } },
  oppo: {
    name: 'ColorOS',
    icon: 'head',
    namesApp: true,
    time: 'head',
    lines: { title: 1, body: 3 },
    subtitleAfter: ' · ',
  },
  vivo: { name: 'OriginOS', icon: 'side', namesApp: true, time: 'title', lines: { title: 1, body: 2 } },
  meizu: { name: 'Flyme', icon: 'head', namesApp: true, time: 'head-end', lines: { title: 1, body: 2 } },
  webpush: { name: 'Web', icon: 'end', namesApp: true, time: 'head-end', lines: { title: 2, body: 4 } },
}

const plain: PhoneStyle = { name: '', icon: 'head', namesApp: true, time: 'head', lines: { title: 1, body: 2 } }

/** A vendor's style; a plain one for a vendor that this console does not know yet. */
export function phoneStyleOf(vendor: string): PhoneStyle {
  return styles[vendor] ?? plain
}

/** The icon's number as it is drawn: `3`, `+1`; undefined for none. A number that is set to nothing takes the mark away. */
export function badgeText({ badge }: Pick<Shown, 'badge'>): string | undefined {
  if (badge?.set !== undefined) return badge.set === 0 ? undefined : String(badge.set)
  return badge?.add === undefined ? undefined : `+${badge.add}`
}

/** Minutes and hours as a lock screen says them: in one step, never two. */
export function agoOf(
  at: number,
  now: number,
): { readonly unit: 'now' | 'minutes' | 'hours' | 'days'; readonly count: number } {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return { unit: 'now', count: 0 }
  if (minutes < 60) return { unit: 'minutes', count: minutes }
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? { unit: 'hours', count: hours } : { unit: 'days', count: Math.floor(hours / 24) }
}
