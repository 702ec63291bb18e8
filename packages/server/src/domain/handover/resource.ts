// Push resources: what an app defines for its vendors under one name, and senders name in a push (spec/zego.md §6.3). Pure.

/** Options by vendor; a vendor that is not named renders as it does without a resource. */
export interface ResourceOptions {
  readonly apns?: {
    /** `silent` shows nothing; `voip` goes to VoIP tokens only. */
    readonly kind?: 'alert' | 'silent' | 'voip'
    readonly sound?: string
    readonly mutableContent?: boolean
  }
  readonly fcm?: {
    readonly kind?: 'notification' | 'data'
    readonly priority?: 'normal' | 'high'
    readonly channelId?: string
    readonly sound?: string
  }
  readonly huawei?: { readonly category?: string; readonly channelId?: string; readonly isTest?: boolean }
  readonly oppo?: { readonly channelId?: string; readonly category?: string; readonly notifyLevel?: 1 | 2 | 16 }
  readonly xiaomi?: { readonly channelId?: string }
  readonly vivo?: {
    readonly category?: string
    readonly classification?: 'operation' | 'system'
    readonly isTest?: boolean
  }
  readonly harmony?: {
    readonly kind?: 'notification' | 'background' | 'voip'
    readonly category?: string
    /** What a tap does; `detail` opens the page of `uri`, which it then needs. */
    readonly click?: 'app' | 'detail'
    readonly uri?: string
    readonly isTest?: boolean
  }
}

/** A resource of an app. */
export interface PushResource {
  /** As senders name it. */
  readonly id: string
  readonly options: ResourceOptions
  readonly updatedAtMs: number
}

/** Most resources of one app (spec/zego.md §6.3). */
export const resourcesPerAppMax = 10
/** Longest name, characters (spec/zego.md §6.3). */
export const resourceIdCharsMax = 32

/** Whether a text may name a resource: visible letters, digits and signs of ASCII. */
export function isResourceId(text: string): boolean {
  return text.length >= 1 && text.length <= resourceIdCharsMax && /^[\x21-\x7e]+$/.test(text) && !text.includes('/')
}
