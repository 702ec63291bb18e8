// A notifier's form as values: what it begins with, what is wrong with it, and the request that it makes. Pure; which fields a vendor has is
// the server's to say.
import type { NotifierStatesNotifier, VendorsListReply } from '@posthouse/client/rest'

/** A vendor with the fields of its form. */
export type Vendor = VendorsListReply['vendors'][number]
/** One field of it. */
export type Field = Vendor['form'][number]

/** What stands in the fields, by their name; a file's is {@link PickedFile}. */
export type Values = Readonly<Record<string, string>>

/** A chosen file. */
export interface PickedFile {
  readonly name: string
  readonly bytes: number
  readonly base64: string
}

/** Largest file that is sent, KiB: what every vendor's may be. Real ones have 2 to 6. */
export const fileKibMax = 48

/** Fields that every notifier has, where a vendor's form names them not. */
const everyForm: readonly Field[] = [
  {
    field: 'name',
    label: { en: 'Name', zh: '名称' },
    kind: 'text',
    isRequired: true,
    example: 'web',
    help: { en: 'free; devices are bound to the notifier by it', zh: '任意；设备绑定证书时使用该名称' },
  },
  {
    field: 'environment',
    label: { en: 'Environment', zh: '环境' },
    kind: 'choice',
    choices: ['PRODUCTION', 'DEVELOPMENT'],
    isRequired: false,
    example: 'PRODUCTION',
    help: {
      en: 'DEVELOPMENT sends test messages where the vendor has them',
      zh: 'DEVELOPMENT 在支持的厂商处发送测试消息',
    },
  },
]

/** The fields in two groups: the credential, and how notifications look and behave. */
export function fieldsOf({ form }: Pick<Vendor, 'form'>): {
  readonly credential: readonly Field[]
  readonly settings: readonly Field[]
} {
  const missing = everyForm.filter(({ field }) => form.every(one => one.field !== field))
  const all = [...missing.filter(isName), ...form, ...missing.filter(one => !isName(one))]
  const isSetting = (field: Field): boolean => field.field.startsWith('settings.') && !field.isRequired
  return { credential: all.filter(field => !isSetting(field)), settings: all.filter(isSetting) }
}

function isName({ field }: Field): boolean {
  return field === 'name'
}

/** What the fields begin with: the notifier's own values; secrets and files are never among them (S15). */
export function initialValues(vendor: Pick<Vendor, 'form'>, notifier: NotifierStatesNotifier | undefined): Values {
  const { credential, settings } = fieldsOf(vendor)
  return Object.fromEntries(
    [...credential, ...settings].flatMap(({ field, kind }) => {
      if (field === 'environment') return [[field, notifier?.environment ?? 'PRODUCTION']]
      const value = notifier && kind !== 'secret' && kind !== 'file' ? shownValue(notifier, field) : undefined
      return value === undefined ? [] : [[field, value]]
    }),
  )
}

function shownValue(notifier: NotifierStatesNotifier, field: string): string | undefined {
  if (field === 'name') return notifier.name
  if (field === 'packageName') return notifier.packageName
  let at: unknown = notifier.settings
  for (const part of settingPath(field)) at = isRecord(at) && Object.hasOwn(at, part) ? at[part] : undefined
  if (Array.isArray(at)) return at.map(String).join(', ')
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : undefined
}

/** `teamId` and `keyId` are shown among the settings, too. */
function settingPath(field: string): readonly string[] {
  return field.replace(/^settings\./, '').split('.')
}

/** The required fields that are empty; a notifier that is there keeps its secret and file. */
export function missingFields(
  vendor: Pick<Vendor, 'form'>,
  values: Values,
  file: unknown,
  isNew: boolean,
): readonly string[] {
  return fieldsOf(vendor)
    .credential.filter(({ field, kind, isRequired }) => {
      if (!isRequired) return false
      if (kind === 'file') return isNew && file === undefined
      return (kind !== 'secret' || isNew) && (values[field] ?? '').trim() === ''
    })
    .map(({ field }) => field)
}

/**
 * The request. What is there already and not in the form stays. Settings go as a whole, because the server replaces them as a whole: as they
 * are now, with those that differ from `initial`, so that another tab's are not written over.
 */
export function requestOf(
  vendor: Vendor,
  values: Values,
  {
    notifier,
    file,
    initial,
  }: {
    readonly notifier?: NotifierStatesNotifier | undefined
    readonly file?: PickedFile | undefined
    /** What the fields began with; absent: all of them count. */
    readonly initial?: Values
  },
): Record<string, unknown> {
  const { credential, settings } = fieldsOf(vendor)
  const request: Record<string, unknown> = notifier ? { notifierId: notifier.uuid } : { provider: vendor.provider }
  const object: Record<string, unknown> = structuredClone({ ...notifier?.settings })
  for (const field of [...credential, ...settings]) {
    if (field.kind === 'file') continue
    const text = (values[field.field] ?? '').trim()
    if (field.kind === 'secret' && text === '') continue
    if (field.field.startsWith('settings.')) {
      const isChanged = initial === undefined || text !== (initial[field.field] ?? '')
      if (isChanged) setAt(object, settingPath(field.field), settingValue(field, text))
    } else if (text !== '' || notifier) request[field.field] = text
  }
  if (file) Object.assign(request, { file: file.base64, certificate: file.name })
  if (vendor.settingsKey !== undefined) request[vendor.settingsKey] = object
  return request
}

function settingValue({ kind }: Field, text: string): unknown {
  if (text === '') return undefined
  if (kind === 'flag') return text === 'true'
  return kind === 'number' && Number.isFinite(Number(text)) ? Number(text) : text
}

function setAt(object: Record<string, unknown>, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    if (value === undefined) delete object[first]
    else object[first] = value
    return
  }
  const inner = isRecord(object[first]) ? object[first] : {}
  setAt(inner, rest, value)
  if (Object.keys(inner).length > 0) object[first] = inner
  else delete object[first]
}

/** The field that a refusal is about, and what it says of it; undefined where it is about none of the form's. */
export function fieldAtFault(
  vendor: Pick<Vendor, 'form'>,
  description: string,
): { readonly field: string; readonly says: string } | undefined {
  const [, named = '', says = ''] = /^([\w.]+): (.+)$/s.exec(description) ?? []
  const { credential, settings } = fieldsOf(vendor)
  const found = [...credential, ...settings].find(({ field }) => field === named || field === `settings.${named}`)
  return found && { field: found.field, says: says.charAt(0).toUpperCase() + says.slice(1) }
}

/** Whether a file may be chosen: by the end of its name, and its size. */
export function fileObjection(
  { accept }: Pick<Field, 'accept'>,
  { name, bytes }: Pick<PickedFile, 'name' | 'bytes'>,
): 'ending' | 'size' | 'empty' | undefined {
  if (accept && !accept.some(ending => name.toLowerCase().endsWith(ending))) return 'ending'
  if (bytes === 0) return 'empty'
  return bytes > fileKibMax * 1_024 ? 'size' : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
