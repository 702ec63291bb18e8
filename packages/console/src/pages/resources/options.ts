// The options of a push resource as fields: which there are per vendor, and the way from fields to options and back. Pure; the server judges.
import type { PushResourcesOption } from '@posthouse/client/rest'

/** The vendors that have options. */
export const optionVendors = ['apns', 'fcm', 'huawei', 'harmony', 'xiaomi', 'oppo', 'vivo'] as const
/** One of them. */
export type OptionVendor = (typeof optionVendors)[number]

/** One field. */
export interface OptionField {
  readonly key: string
  readonly kind: 'text' | 'flag' | 'choice'
  readonly choices?: readonly string[]
}

const text = (key: string): OptionField => ({ key, kind: 'text' })
const flag = (key: string): OptionField => ({ key, kind: 'flag' })
const choice = (key: string, ...choices: string[]): OptionField => ({ key, kind: 'choice', choices })

/** The fields by vendor, as the server's `push-resources` takes them. */
export const optionFields: Readonly<Record<OptionVendor, readonly OptionField[]>> = {
  apns: [choice('kind', 'alert', 'silent', 'voip'), text('sound'), flag('mutableContent')],
  fcm: [choice('kind', 'notification', 'data'), choice('priority', 'normal', 'high'), text('channelId'), text('sound')],
  huawei: [text('category'), text('channelId'), flag('isTest')],
  harmony: [
    choice('kind', 'notification', 'background', 'voip'),
    text('category'),
    choice('click', 'app', 'detail'),
    text('uri'),
    flag('isTest'),
  ],
  xiaomi: [text('channelId')],
  oppo: [text('channelId'), text('category'), choice('notifyLevel', '1', '2', '16')],
  vivo: [text('category'), choice('classification', 'operation', 'system'), flag('isTest')],
}

/** What stands in the fields, by `vendor.key`; absent and empty are the same. */
export type OptionValues = Readonly<Record<string, string>>

/** The fields' values of options that are there. */
export function valuesOf(options: PushResourcesOption): OptionValues {
  return Object.fromEntries(
    optionVendors.flatMap(vendor =>
      Object.entries(options[vendor] ?? {}).map(([key, value]) => [`${vendor}.${key}`, String(value)]),
    ),
  )
}

/** The options that fields make; a vendor without any is left out. */
export function optionsOf(values: OptionValues): PushResourcesOption {
  const all = optionVendors.flatMap(vendor => {
    const own = optionFields[vendor].flatMap(field => {
      const value = (values[`${vendor}.${field.key}`] ?? '').trim()
      return value === '' ? [] : [[field.key, typed(field, value)] as const]
    })
    return own.length === 0 ? [] : [[vendor, Object.fromEntries(own)] as const]
  })
  // The fields are those of the server's schema, which refuses what does not fit it.
  return Object.fromEntries(all) as PushResourcesOption
}

function typed({ kind, key }: OptionField, value: string): string | number | boolean {
  if (kind === 'flag') return value === 'true'
  return key === 'notifyLevel' ? Number(value) : value
}

/** What a vendor's options say, in one line: `kind voip, sound ring.caf`. */
export function summaryOf(options: PushResourcesOption, vendor: OptionVendor): string {
  return Object.entries(options[vendor] ?? {})
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ')
}

/** Whether a text may be a resource's name; the server decides again. */
export function isResourceName(name: string): boolean {
  return /^[\x21-\x2e\x30-\x7e]{1,32}$/.test(name)
}
