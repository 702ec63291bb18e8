// Labels (spec/easemob.md §5). Only translation: names to labels, rows to what is shown, keys to cursors.
import type { labelEndpoints } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { type CountedLabel, type Label, type LabelMember, readLabelName } from '../../domain/label.ts'
import { readUsername } from '../../domain/username.ts'
import {
  addToLabel,
  createLabel,
  deleteLabel,
  knownLabel,
  type LabelChange,
  type LabelDeps,
  removeFromLabel,
} from '../../flows/registry/labels.ts'
import type { Handlers } from '../../http/handler.ts'

/** What the label endpoints use. */
export type LabelApiDeps = LabelDeps

const pageSize = 100
/** In front of the last key of a page, as in the original's cursors. */
const cursorPrefix = 'easemob:push:label:cursor:'

/** Handlers of the label endpoints. */
export function labelHandlers(deps: LabelApiDeps): Handlers<typeof labelEndpoints> {
  const { labels } = deps.store.tables
  return {
    labelCreate: async ({ body }, { app }) => labelView(await createLabel(deps, app, body)),
    labelGet: async ({ params }, { app }) => countedView(await knownLabel(deps, app, params.name)),
    async labelList({ query }, { app }) {
      const { limit = pageSize, cursor } = query
      const found = await labels.list(app.id, readCursor(cursor, readLabelName), limit + 1)
      return pageOf(found, limit, countedView, label => label.name)
    },
    async labelDelete({ params }, { app }) {
      await deleteLabel(deps, app, params.name)
      return 'success'
    },
    labelUserAdd: async ({ params, body }, { app }) =>
      changeView(await addToLabel(deps, app, params.name, body.usernames)),
    async labelUserGet({ params }, { app }) {
      const label = await knownLabel(deps, app, params.name)
      const username = readUserId(params.username)
      const [member] = username === undefined ? [] : await labels.membersAmong(app.id, label.id, [username])
      return member ? { data: memberView(member) } : {}
    },
    async labelUserList({ params, query }, { app }) {
      const { limit = pageSize, cursor } = query
      const after = readCursor(cursor, readUserId)
      const label = await knownLabel(deps, app, params.name)
      const found = await labels.members(app.id, label.id, after, limit + 1)
      return pageOf(found, limit, memberView, member => member.username)
    },
    labelUserRemove: async ({ params, body }, { app }) =>
      changeView(await removeFromLabel(deps, app, params.name, body.usernames)),
  }
}

/** One more than the limit was asked for, so that the last page is known to be the last. */
function pageOf<Row, View>(
  found: readonly Row[],
  limit: number,
  view: (row: Row) => View,
  keyOf: (row: Row) => string,
): { cursor?: string; data: View[] } {
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  return { ...(last ? { cursor: cursorOf(keyOf(last)) } : {}), data: rows.map(view) }
}

/** Base64url has no padding, because clients send a cursor back without encoding it. */
function cursorOf(key: string): string {
  return Buffer.from(cursorPrefix + key).toString('base64url')
}

function readCursor<Key>(cursor: string | undefined, read: (text: string) => Key | undefined): Key | undefined {
  if (cursor === undefined) return undefined
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const key = text.startsWith(cursorPrefix) ? read(text.slice(cursorPrefix.length)) : undefined
  if (key === undefined) throw new PosthouseError('parameter_invalid', { field: 'cursor' }, { field: 'cursor' })
  return key
}

function readUserId(text: string) {
  const read = readUsername(text)
  return typeof read === 'string' ? read : undefined
}

function labelView({ name, description, createdAtMs }: Label) {
  return { name, ...(description === undefined ? {} : { description }), createdAt: createdAtMs }
}

function countedView(label: CountedLabel) {
  return { ...labelView(label), count: label.memberCount }
}

function memberView({ username, addedAtMs }: LabelMember) {
  return { username, created: addedAtMs }
}

function changeView({ done, failed }: LabelChange) {
  return { success: [...done], fail: Object.fromEntries(failed) }
}
