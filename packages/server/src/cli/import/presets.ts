// From what other services export to the rows of an import: Easemob's user entity (spec/easemob.md §2.1) with its bindings, and what JPush
// and Getui know of a device. Pure. What has no place here becomes a refused row with a sentence, and is never dropped silently.
import type { ErrorCode } from '@posthouse/protocol'
import type { ImportRow } from '../../domain/import-row.ts'
import type { ImportKind } from '../../flows/import/import-batch.ts'

/** Where a file comes from. */
export const presets = ['easemob', 'jpush', 'getui'] as const
export type Preset = (typeof presets)[number]

/** Why a row is refused before the server saw it. */
export interface RowRefusal {
  readonly code: ErrorCode
  readonly field?: string
  readonly text: string
}

/** A row for the server, or why there is none. */
export type MappedRow = { readonly row: ImportRow } | { readonly refusal: RowRefusal }

/** The rows that one record of a file stands for; a user without devices stands for no binding. */
export function rowsOf(preset: Preset | undefined, kind: ImportKind, value: ImportRow): readonly MappedRow[] {
  switch (preset) {
    case undefined:
      return [{ row: value }]
    case 'easemob':
      return elementsOf(value).flatMap(element => easemob[kind](element))
    case 'jpush':
      return aliased(kind, value, { service: 'JPush', id: 'registration_id', what: 'registration id' })
    case 'getui':
      return aliased(kind, value, { service: 'Getui', id: 'cid', what: 'CID' })
    default:
      return preset satisfies never
  }
}

/** A page as the REST interface answers it holds its elements in `entities` or `data`. */
function elementsOf(value: ImportRow): readonly ImportRow[] {
  const { entities, data } = value as { readonly entities?: unknown; readonly data?: unknown }
  const inside = entities ?? data
  if (inside === undefined) return [value]
  return [inside].flat().map(one => (isObject(one) ? one : {}))
}

const easemob: Readonly<Record<ImportKind, (element: ImportRow) => readonly MappedRow[]>> = {
  users: element => [{ row: picked(element, ['username', 'nickname', 'activated']) }],
  labels: element => [{ row: picked(element, ['label', 'username', 'name', 'description']) }],
  templates: element => [{ row: picked(element, ['name', 'title_pattern', 'content_pattern']) }],
  bindings: easemobBindings,
}

/** The device id of the older form of a binding, which has none. The device's own one takes its place at the next start of the app. */
const olderDeviceId = 'easemob'

function easemobBindings(element: ImportRow): readonly MappedRow[] {
  const { username, pushInfo, device_id: deviceId, device_token: token, notifier_name: notifier } = element
  const listed = Array.isArray(pushInfo) ? pushInfo.filter(isObject) : []
  const bindings = listed.map(one => ({ ...one, device_id: one['device_id'] ?? one['device_Id'] }))
  const isListed = bindings.some(one => 'device_token' in one && one.device_token === token)
  const older = { device_id: deviceId ?? olderDeviceId, device_token: token, notifier_name: notifier }
  const all: readonly ImportRow[] = token === undefined || isListed ? bindings : [...bindings, older]
  return all
    .filter(one => one['device_token'] !== '')
    .map(one => ({ row: { username, ...picked(one, ['device_id', 'device_token', 'notifier_name']) } }))
}

interface Service {
  readonly service: string
  /** The member that holds the service's own name of a device. */
  readonly id: string
  readonly what: string
}

/** A device with an alias and tags: the alias is the user, each tag a label. */
function aliased(kind: ImportKind, value: ImportRow, service: Service): readonly MappedRow[] {
  const { alias } = value
  if (kind === 'bindings') return [aliasedBinding(value, service)]
  if (typeof alias !== 'string' || alias === '') return [noAlias(service)]
  if (kind === 'users') return [{ row: { username: alias } }]
  return tagsOf(value).map(label => ({ row: { label, username: alias } }))
}

function aliasedBinding(value: ImportRow, { service, id, what }: Service): MappedRow {
  const { alias, device_token: token, notifier_name: notifier } = value
  if (token !== undefined && notifier !== undefined) {
    const device = value['device_id'] ?? value[id]
    return { row: { username: alias, device_id: device, device_token: token, notifier_name: notifier } }
  }
  const text =
    `a ${what} is ${service}'s own name of a device, and no phone maker's service knows it; give device_token and notifier_name, ` +
    'or let the app bind itself at its next start'
  return { refusal: { code: 'argument_illegal', field: id, text } }
}

function noAlias({ service, what }: Service): MappedRow {
  const text = `there is no alias, so nobody knows whose device this ${what} of ${service} is`
  return { refusal: { code: 'argument_illegal', field: 'alias', text } }
}

/** A list, or texts separated by commas, under any of the names that exports give them. */
function tagsOf(value: ImportRow): readonly unknown[] {
  const tags = value['tags'] ?? value['tag'] ?? value['custom_tag'] ?? []
  if (typeof tags !== 'string') return [tags].flat()
  return tags
    .split(',')
    .map(tag => tag.trim())
    .filter(tag => tag !== '')
}

function picked(value: ImportRow, names: readonly string[]): ImportRow {
  return Object.fromEntries(names.flatMap(name => (value[name] === undefined ? [] : [[name, value[name]]])))
}

function isObject(value: unknown): value is ImportRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
