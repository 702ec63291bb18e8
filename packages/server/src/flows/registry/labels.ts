// Labels: create, delete, add and remove users (spec/easemob.md §5). What is said about a user is said under the name that the caller
// wrote; ids are folded to lower case here.
import type { UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import type { App } from '../../domain/app.ts'
import {
  type CountedLabel,
  isLabelDescription,
  type Label,
  labelsPerAppMax,
  membersPerLabelMax,
  readLabelName,
} from '../../domain/label.ts'
import { readUsername } from '../../domain/username.ts'
import type { LabelTable } from '../../ports/labels.ts'
import type { Store, UserTable } from '../../ports/store.ts'

/** What the labels' flows use. */
export interface LabelDeps {
  readonly store: Pick<Store, 'commit'> & {
    readonly tables: { readonly labels: LabelTable; readonly users: Pick<UserTable, 'findMany'> }
  }
  readonly clock: Pick<Clock, 'now'>
  readonly ids: Ids
}

/** What became of each user of a request. */
export interface LabelChange {
  readonly done: readonly string[]
  /** Name and reason. */
  readonly failed: readonly (readonly [username: string, reason: string])[]
}

/** The reason text is free in the original; this is what a push to such a user says (spec/easemob.md §5). */
const userUnknown = 'appUser not exists'

/** Creates a label. Throws `parameter_invalid`, `label_exists`, and `limit_request` when the app has 100. */
export async function createLabel(
  { store, clock, ids }: LabelDeps,
  app: App,
  wanted: { readonly name: string; readonly description?: string },
): Promise<Label> {
  const name = readLabelName(wanted.name)
  if (name === undefined) throw new PosthouseError('parameter_invalid', { field: 'name' }, { field: 'name' })
  const { description } = wanted
  if (description !== undefined && !isLabelDescription(description))
    throw new PosthouseError('parameter_invalid', { field: 'description' }, { field: 'description' })
  const { labels } = store.tables
  const label: Label = { id: ids.next(), appId: app.id, name, description, createdAtMs: clock.now() }
  const [created] = await store.commit([labels.insert(label, labelsPerAppMax)])
  if (created) return label
  throw new PosthouseError((await labels.find(app.id, name)) ? 'label_exists' : 'limit_request', { name })
}

/** The label of a name as a caller wrote it. Throws `label_not_found`. */
export async function knownLabel({ store }: Pick<LabelDeps, 'store'>, app: App, text: string): Promise<CountedLabel> {
  const name = readLabelName(text)
  const label = name === undefined ? undefined : await store.tables.labels.find(app.id, name)
  if (!label) throw labelNotFound(text)
  return label
}

/** Deletes a label and who was in it. Throws `label_not_found`. A task that runs already is not stopped. */
export async function deleteLabel(deps: Pick<LabelDeps, 'store'>, app: App, name: string): Promise<void> {
  const label = await knownLabel(deps, app, name)
  const [deleted] = await deps.store.commit([deps.store.tables.labels.delete(app.id, label.id)])
  if (!deleted) throw labelNotFound(name)
}

/**
 * Adds users to a label; who is in it already counts as added, and unknown users are named with the reason. Throws
 * `label_not_found`, and `limit_request` when not all that are new find room: then nobody was added.
 */
export async function addToLabel(
  deps: LabelDeps,
  app: App,
  name: string,
  texts: readonly string[],
): Promise<LabelChange> {
  const label = await knownLabel(deps, app, name)
  const { labels, users } = deps.store.tables
  const wanted = usersOf(texts)
  const known = new Set((await users.findMany(app.id, idsOf(wanted))).map(user => user.username))
  if (known.size > 0) {
    const added = { usernames: [...known], atMs: deps.clock.now(), membersMax: membersPerLabelMax }
    const [exists, fits] = await deps.store.commit(labels.addMembers(app.id, label.id, added))
    if (!exists) throw labelNotFound(name)
    if (!fits) throw new PosthouseError('limit_request')
  }
  const isKnown = ([, id]: readonly [string, UserId | undefined]): boolean => id !== undefined && known.has(id)
  return {
    done: wanted.filter(isKnown).map(([text]) => text),
    failed: wanted.filter(one => !isKnown(one)).map(([text]) => [text, userUnknown]),
  }
}

/** Removes users from a label; who is not in it counts as removed. Throws `label_not_found`. */
export async function removeFromLabel(
  deps: Pick<LabelDeps, 'store'>,
  app: App,
  name: string,
  texts: readonly string[],
): Promise<LabelChange> {
  const label = await knownLabel(deps, app, name)
  const wanted = usersOf(texts)
  const [exists] = await deps.store.commit([deps.store.tables.labels.removeMembers(app.id, label.id, idsOf(wanted))])
  if (!exists) throw labelNotFound(name)
  return { done: wanted.map(([text]) => text), failed: [] }
}

/** Each text once, with the id that it stands for; none for what can be nobody's id, which the record must not see (S33). */
function usersOf(texts: readonly string[]): readonly (readonly [text: string, id: UserId | undefined])[] {
  return [...new Set(texts)].map(text => {
    const read = readUsername(text)
    return [text, typeof read === 'string' ? read : undefined]
  })
}

function idsOf(users: readonly (readonly [string, UserId | undefined])[]): readonly UserId[] {
  return users.flatMap(([, id]) => (id === undefined ? [] : [id]))
}

function labelNotFound(name: string): PosthouseError {
  return new PosthouseError('label_not_found', { name }, { field: 'name' })
}
