// Labels of an import, and who is in them. A label that a row names and the app has not is made; its limits are those of the calls.
import type { UserId } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import type { App } from '../../domain/app.ts'
import { type ImportRow, type LabelRow, readLabelRow } from '../../domain/import-row.ts'
import { type Label, type LabelName, labelsPerAppMax, membersPerLabelMax } from '../../domain/label.ts'
import type { User } from '../../domain/user.ts'
import type { LabelTable } from '../../ports/labels.ts'
import { type ImportOptions, type Plan, type PlannedWrite, type ReadRow, type RowEnd, readRows } from './plan.ts'
import { creationOf, type ImportUserDeps, knownUsers } from './users.ts'

/** What importing labels uses. */
export interface ImportLabelDeps extends ImportUserDeps {
  readonly store: ImportUserDeps['store'] & { readonly tables: { readonly labels: LabelTable } }
  readonly ids: Ids
}

/** One label of a batch. */
interface Draft {
  readonly label: Label
  readonly isNew: boolean
  /** Rows that rest on the label being made. */
  readonly rows: number[]
  /** Users of the batch who are in it, or will be. */
  readonly inside: Set<UserId>
  /** Users to be added, and the row that says so. */
  readonly added: Map<UserId, number>
  room: number
}

/** Looks at a batch of labels and of users in labels. */
export async function planLabels(
  deps: ImportLabelDeps,
  app: App,
  rows: readonly ImportRow[],
  options: ImportOptions,
): Promise<Plan> {
  const { ends, wanted } = readRows(rows, readLabelRow)
  const known = await knownUsers(
    deps,
    app,
    wanted.flatMap(({ row }) => row.username ?? []),
  )
  const drafts = await storedLabels(deps, app, wanted)
  const isUser = (username: UserId): boolean => options.createUsers || known.has(username)
  for (const { index, row } of wanted) ends[index] = applyRow(deps, app, { drafts, index, row, isUser })
  return { ends, writes: [...userWrites(deps, app, drafts, known), ...labelWrites(deps, app, drafts)] }
}

/** The app's labels, with those of the batch's users who are in them. */
async function storedLabels(
  { store }: ImportLabelDeps,
  app: App,
  wanted: readonly ReadRow<LabelRow>[],
): Promise<Map<LabelName, Draft>> {
  const { labels } = store.tables
  const stored = await labels.list(app.id, undefined, labelsPerAppMax)
  const drafts = new Map<LabelName, Draft>()
  for (const label of stored) {
    const usernames = wanted.flatMap(({ row }) => (row.name === label.name ? (row.username ?? []) : []))
    const members = usernames.length === 0 ? [] : await labels.membersAmong(app.id, label.id, [...new Set(usernames)])
    drafts.set(label.name, {
      label,
      isNew: false,
      rows: [],
      inside: new Set(members.map(({ username }) => username)),
      added: new Map(),
      room: membersPerLabelMax - label.memberCount,
    })
  }
  return drafts
}

function applyRow(
  deps: ImportLabelDeps,
  app: App,
  at: {
    readonly drafts: Map<LabelName, Draft>
    readonly index: number
    readonly row: LabelRow
    readonly isUser: (username: UserId) => boolean
  },
): RowEnd {
  const { drafts, index, row, isUser } = at
  const { name, description, username } = row
  if (username !== undefined && !isUser(username))
    return new PosthouseError('import_user_unknown', { username }, { field: 'username' })
  const present = drafts.get(name)
  if (!present && drafts.size >= labelsPerAppMax)
    return refusedLimit(`the app has ${labelsPerAppMax} labels already, the most that it may have`)
  const draft = present ?? newDraft(deps, app, row)
  if (description !== undefined && draft.label.description !== description) return descriptionDiffers(name)
  drafts.set(name, draft)
  draft.rows.push(index)
  if (username === undefined || draft.inside.has(username)) return present ? 'unchanged' : 'created'
  if (draft.room === 0)
    return refusedLimit(`label ${name} has ${membersPerLabelMax} users already, the most that it may have`)
  draft.room -= 1
  draft.inside.add(username)
  draft.added.set(username, index)
  return 'created'
}

function newDraft({ ids, clock }: ImportLabelDeps, app: App, { name, description }: LabelRow): Draft {
  const label: Label = { id: ids.next(), appId: app.id, name, description, createdAtMs: clock.now() }
  return { label, isNew: true, rows: [], inside: new Set(), added: new Map(), room: membersPerLabelMax }
}

function userWrites(
  deps: ImportLabelDeps,
  app: App,
  drafts: ReadonlyMap<LabelName, Draft>,
  known: ReadonlyMap<UserId, User>,
): readonly PlannedWrite[] {
  const missing = new Map<UserId, number[]>()
  for (const { added } of drafts.values())
    for (const [username, index] of added)
      if (!known.has(username)) missing.set(username, [...(missing.get(username) ?? []), index])
  return [...missing].map(([username, rows]) => creationOf(deps, app, username, rows))
}

function labelWrites(
  { store, clock }: ImportLabelDeps,
  app: App,
  drafts: ReadonlyMap<LabelName, Draft>,
): PlannedWrite[] {
  const { labels } = store.tables
  return [...drafts.values()].flatMap(({ label, isNew, rows, added }) => {
    const { name } = label
    const planned: PlannedWrite[] = []
    if (isNew) planned.push({ write: labels.insert(label, labelsPerAppMax), rows, otherwise: changedMeanwhile(name) })
    if (added.size === 0) return planned
    const change = { usernames: [...added.keys()], atMs: clock.now(), membersMax: membersPerLabelMax }
    const [exists, fits] = labels.addMembers(app.id, label.id, change)
    const indexes = [...added.values()]
    planned.push({ write: exists, rows: indexes, otherwise: changedMeanwhile(name) })
    planned.push({ write: fits, rows: indexes, otherwise: changedMeanwhile(name) })
    return planned
  })
}

/** Somebody made, filled or deleted the label between the look and the commit. */
function changedMeanwhile(name: LabelName): PosthouseError {
  return new PosthouseError('conflict', { reason: `label ${name} was changed by somebody else; import this row again` })
}

function descriptionDiffers(name: LabelName): PosthouseError {
  const reason = `label ${name} is there with another description, and a label is never changed`
  return new PosthouseError('argument_illegal', { reason }, { field: 'description' })
}

function refusedLimit(reason: string): PosthouseError {
  return new PosthouseError('import_limit', { reason })
}
