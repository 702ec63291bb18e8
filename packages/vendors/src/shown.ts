// What the person sees: a vendor's payload read back as the notification on the phone, the same shape for every vendor. Simulators
// decode what they took into it, so that one sentence can speak of ten vendors.

/** What a tap does. `app` opens it; the others carry the vendor's own text (a URL, an action, a component or an intent). */
export type ShownClick =
  | { readonly kind: 'app' }
  | { readonly kind: 'url'; readonly target: string }
  | { readonly kind: 'action'; readonly target: string }
  | { readonly kind: 'activity'; readonly target: string }

/** A notification as the phone shows it; absent members are not shown. */
export interface Shown {
  readonly title: string
  readonly subtitle?: string
  readonly body: string
  /** URL of a picture. */
  readonly image?: string
  /** The icon's number: `set` replaces, `add` adds. */
  readonly badge?: { readonly set?: number; readonly add?: number }
  /** The vendor's name of the sound. */
  readonly sound?: string
  /** The vendor's channel or category: what the phone files it under. */
  readonly channel?: string
  readonly click: ShownClick
  /** The app's own data, as the app receives it. */
  readonly data?: unknown
}
