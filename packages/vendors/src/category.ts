// What kind of notification this is, said once by the caller, and what each vendor is told for it. One table; a vendor's own block
// overrides it. Refuses to know which app was granted what: that is a notifier's setting.

/** The kinds a caller may name (`pushMessage.category`, or the app's default). */
export const categories = ['im', 'call', 'service', 'marketing'] as const

/** A kind of notification. */
export type Category = (typeof categories)[number]

/** What each vendor is told for one category; members are the vendors' own values. */
export interface Classification {
  /** spec/vendors.md §1.5; `call` through a VoIP notifier is a matter of the notifier, not of this table. */
  readonly apns: {
    readonly interruptionLevel: 'passive' | 'active' | 'time-sensitive'
    readonly priority: 5 | 10
  }
  /** spec/vendors.md §2.5. */
  readonly fcm: { readonly priority: 'NORMAL' | 'HIGH'; readonly notificationPriority: string }
  /** spec/vendors.md §3.5. */
  readonly huawei: {
    readonly category: string
    readonly importance: 'LOW' | 'NORMAL'
    readonly urgency: 'NORMAL' | 'HIGH'
  }
  /** spec/vendors.md §4.5. */
  readonly honor: { readonly importance: 'LOW' | 'NORMAL' }
  /** spec/vendors.md §3.5b. */
  readonly harmony: { readonly category: string }
  /** spec/vendors.md §5.5: a message without a channel counts as public; private ones need a channel of their own. */
  readonly xiaomi: { readonly needsChannel: boolean }
  /** spec/vendors.md §6.5; `notifyLevel` stands only beside a category. */
  readonly oppo: { readonly category: string; readonly notifyLevel: 1 | 2 | 16; readonly needsChannel: boolean }
  /** spec/vendors.md §7.5: 0 operation, 1 system. */
  readonly vivo: { readonly classification: 0 | 1; readonly category: string }
  /** spec/vendors.md §8.5: 0 public, 1 private. */
  readonly meizu: { readonly noticeMsgType: 0 | 1 }
  /** RFC 8030 §5.3. */
  readonly webpush: { readonly urgency: 'very-low' | 'low' | 'normal' | 'high' }
}

/** The table; `docs/vendors/categories.md` shows it. */
export const classifications: Readonly<Record<Category, Classification>> = {
  im: {
    apns: { interruptionLevel: 'active', priority: 10 },
    fcm: { priority: 'HIGH', notificationPriority: 'PRIORITY_HIGH' },
    huawei: { category: 'IM', importance: 'NORMAL', urgency: 'HIGH' },
    honor: { importance: 'NORMAL' },
    harmony: { category: 'IM' },
    xiaomi: { needsChannel: true },
    oppo: { category: 'IM', notifyLevel: 16, needsChannel: true },
    vivo: { classification: 1, category: 'IM' },
    meizu: { noticeMsgType: 1 },
    webpush: { urgency: 'high' },
  },
  call: {
    apns: { interruptionLevel: 'time-sensitive', priority: 10 },
    fcm: { priority: 'HIGH', notificationPriority: 'PRIORITY_MAX' },
    huawei: { category: 'VOIP', importance: 'NORMAL', urgency: 'HIGH' },
    honor: { importance: 'NORMAL' },
    harmony: { category: 'VOIP' },
    xiaomi: { needsChannel: true },
    oppo: { category: 'IM', notifyLevel: 16, needsChannel: true },
    vivo: { classification: 1, category: 'IM' },
    meizu: { noticeMsgType: 1 },
    webpush: { urgency: 'high' },
  },
  service: {
    apns: { interruptionLevel: 'active', priority: 10 },
    fcm: { priority: 'HIGH', notificationPriority: 'PRIORITY_DEFAULT' },
    huawei: { category: 'WORK', importance: 'NORMAL', urgency: 'NORMAL' },
    honor: { importance: 'NORMAL' },
    harmony: { category: 'WORK' },
    xiaomi: { needsChannel: true },
    oppo: { category: 'TODO', notifyLevel: 2, needsChannel: true },
    vivo: { classification: 1, category: 'TODO' },
    meizu: { noticeMsgType: 1 },
    webpush: { urgency: 'normal' },
  },
  marketing: {
    apns: { interruptionLevel: 'passive', priority: 5 },
    fcm: { priority: 'NORMAL', notificationPriority: 'PRIORITY_LOW' },
    huawei: { category: 'MARKETING', importance: 'LOW', urgency: 'NORMAL' },
    honor: { importance: 'LOW' },
    harmony: { category: 'MARKETING' },
    xiaomi: { needsChannel: false },
    oppo: { category: 'MARKETING', notifyLevel: 1, needsChannel: false },
    vivo: { classification: 0, category: 'MARKETING' },
    meizu: { noticeMsgType: 0 },
    webpush: { urgency: 'low' },
  },
}
