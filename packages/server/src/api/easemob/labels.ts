// Labels (spec/easemob.md §5). Only translation: names to labels, rows to what is shown, keys to cursors.
import type { labelEndpoints } from '@posthouse/protocol'
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
import { namePage, namePageSize, readNameCursor } from './name-page.ts'

/** What the label endpoints use. */
export type LabelApiDeps = LabelDeps

/** In front of the last key of a page, as in the original's cursors. */
const cursorPrefix = 'easemob:push:label:cursor:'

/** Handlers of the label endpoints. */
export function labelHandlers(deps: LabelApiDeps): Handlers<typeof labelEndpoints> {
  const { labels } = deps.store.tables
  return {
    labelCreate: async ({ body }, { app }) => labelView(await createLabel(deps, app, body)),
    labelGet: async ({ params }, { app }) => countedView(await knownLabel(deps, app, params.name)),
    async labelList({ query }, { app }) {
      const { limit = namePageSize, cursor } = query
      const found = await labels.list(app.id, readNameCursor(cursor, cursorPrefix, readLabelName), limit + 1)
      return namePage(found, limit, cursorPrefix, { view: countedView, keyOf: label => label.name })
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
      const { limit = namePageSize, cursor } = query
      const after = readNameCursor(cursor, cursorPrefix, readUserId)
      const label = await knownLabel(deps, app, params.name)
      const found = await labels.members(app.id, label.id, after, limit + 1)
      return namePage(found, limit, cursorPrefix, { view: memberView, keyOf: member => member.username })
    },
    labelUserRemove: async ({ params, body }, { app }) =>
      changeView(await removeFromLabel(deps, app, params.name, body.usernames)),
  }
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
