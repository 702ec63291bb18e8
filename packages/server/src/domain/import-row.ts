// A row of an import: which members it has for each kind, and what may stand in them. The rules of the values themselves are those of
// the public endpoints, and stand with the words they belong to. Knows nothing of files.
import type { DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import { PosthouseError } from '../base/failure.ts'
import { type Binding, bindingTextObjection } from './device.ts'
import { isLabelDescription, type LabelName, readLabelName } from './label.ts'
import { patternObjection, readTemplateName, type Template } from './template.ts'
import { nicknameObjection, passwordObjection, readUsername } from './username.ts'

/** A row as it came. */
export type ImportRow = Readonly<Record<string, unknown>>

/** A user to be there afterwards; absent members are left as they are. */
export interface UserRow {
  readonly username: UserId
  readonly password: string | undefined
  readonly nickname: string | undefined
  readonly activated: boolean | undefined
}

/** A binding to be there afterwards. */
export type BindingRow = Pick<Binding, 'username' | 'deviceId' | 'deviceToken' | 'notifierName'>

/** A label to be there afterwards, and a user to be in it where one is named. */
export interface LabelRow {
  readonly name: LabelName
  readonly description: string | undefined
  readonly username: UserId | undefined
}

/** A template to be there afterwards. */
export type TemplateRow = Pick<Template, 'name' | 'titlePattern' | 'contentPattern'>

/** Reads a user. Throws what registering throws, and `argument_illegal` for members that a user has not (S16). */
export function readUserRow(row: ImportRow): UserRow {
  demandMembers(row, ['username', 'password', 'nickname', 'activated'])
  const username = usernameOf(row)
  const password = textOf(row, 'password')
  const nickname = textOf(row, 'nickname')
  const activated = row['activated'] ?? undefined
  const objection = password === undefined ? undefined : passwordObjection(password)
  if (objection) throw new PosthouseError(objection.code, objection.values, { field: 'password' })
  const unfit = nickname === undefined ? undefined : nicknameObjection(nickname)
  if (unfit) throw new PosthouseError(unfit.code, unfit.values, { field: 'nickname' })
  if (activated !== undefined && typeof activated !== 'boolean') throw illegal('activated', 'must be true or false')
  return { username, password, nickname, activated }
}

/** Reads a binding. Throws what binding throws; an import removes nothing, so no text may be empty. */
export function readBindingRow(row: ImportRow): BindingRow {
  demandMembers(row, ['username', 'device_id', 'device_token', 'notifier_name'])
  const username = usernameOf(row)
  const deviceId = neededText(row, 'device_id')
  const deviceToken = neededText(row, 'device_token')
  const notifierName = neededText(row, 'notifier_name')
  const field = bindingTextObjection({ deviceId, deviceToken, notifierName })
  if (field) throw new PosthouseError('parameter_invalid', { field }, { field })
  return { username, deviceId: deviceId as DeviceId, deviceToken, notifierName: notifierName as NotifierName }
}

/** Reads `{label, username}`, or `{name, description}`, or both at once. Throws `argument_illegal` and `parameter_invalid`. */
export function readLabelRow(row: ImportRow): LabelRow {
  demandMembers(row, ['label', 'name', 'username', 'description'])
  const field = hasText(row, 'label') ? 'label' : 'name'
  if (field === 'label' && hasText(row, 'name')) throw illegal('name', 'must not stand beside label')
  const name = readLabelName(neededText(row, field))
  if (name === undefined) throw illegal(field, 'must be 1 to 64 of the letters A-Z, a-z, 0-9, "_", "-" and "."')
  const description = textOf(row, 'description')
  if (description !== undefined && !isLabelDescription(description))
    throw new PosthouseError('parameter_invalid', { field: 'description' }, { field: 'description' })
  const username = hasText(row, 'username') ? usernameOf(row) : undefined
  if (field === 'label' && username === undefined) throw illegal('username', 'is missing')
  return { name, description, username }
}

/** Reads a template. Throws `argument_illegal` and `parameter_invalid`. */
export function readTemplateRow(row: ImportRow): TemplateRow {
  demandMembers(row, ['name', 'title_pattern', 'content_pattern'])
  const name = readTemplateName(neededText(row, 'name'))
  if (name === undefined) throw illegal('name', 'must be 1 to 64 letters and digits')
  const patterns = {
    titlePattern: neededText(row, 'title_pattern'),
    contentPattern: neededText(row, 'content_pattern'),
  }
  const field = patternObjection(patterns)
  if (field) throw new PosthouseError('parameter_invalid', { field }, { field })
  return { name, ...patterns }
}

/** A member's text; absent and null are undefined. */
function textOf(row: ImportRow, field: string): string | undefined {
  const value = row[field] ?? undefined
  if (value === undefined || typeof value === 'string') return value
  throw illegal(field, 'must be text')
}

/** A member's text that must be there and not be empty. */
function neededText(row: ImportRow, field: string): string {
  const text = textOf(row, field)
  if (text === undefined) throw illegal(field, 'is missing')
  if (text === '') throw illegal(field, 'must not be empty')
  return text
}

/** Refuses a row with members that its kind does not have: a misspelt name must not be lost silently (S16). */
function demandMembers(row: ImportRow, known: readonly string[]): void {
  const other = Object.keys(row).find(name => !known.includes(name))
  if (other !== undefined)
    throw illegal(other.slice(0, fieldCharsMax), `is not known here; known are ${known.join(', ')}`)
}

/** Longest name of a member that an answer repeats, characters. */
const fieldCharsMax = 64

function hasText(row: ImportRow, field: string): boolean {
  return (row[field] ?? undefined) !== undefined
}

function usernameOf(row: ImportRow): UserId {
  const read = readUsername(neededText(row, 'username'))
  if (typeof read === 'string') return read
  throw new PosthouseError(read.code, read.values, { field: 'username' })
}

function illegal(field: string, rule: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason: `${field} ${rule}` }, { field })
}
