// Bindings of an import. Rows are looked at in their order, each on what the ones before it leave behind, so that a token that two rows
// claim ends with the last one, as it would by single calls (I6).
import type { DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { type Binding, bindingsPerUserMax } from '../../domain/device.ts'
import { type BindingRow, type ImportRow, readBindingRow } from '../../domain/import-row.ts'
import { type ImportOptions, type Plan, type PlannedWrite, type RowEnd, readRows } from './plan.ts'
import { creationOf, type ImportUserDeps, knownUsers } from './users.ts'

/** Looks at a batch of bindings. */
export async function planBindings(
  deps: ImportUserDeps,
  app: App,
  rows: readonly ImportRow[],
  options: ImportOptions,
): Promise<Plan> {
  const { ends, wanted } = readRows(rows, readBindingRow)
  const known = await knownUsers(
    deps,
    app,
    wanted.map(({ row }) => row.username),
  )
  const state = new BatchState(
    known.size === 0 ? [] : await deps.store.tables.bindings.ofUsers(app.id, [...known.keys()]),
  )
  const created = new Map<UserId, number[]>()
  const writes: PlannedWrite[] = []
  for (const { index, row } of wanted) {
    if (!known.has(row.username) && !options.createUsers) {
      const { username } = row
      ends[index] = new PosthouseError('import_user_unknown', { username }, { field: 'username' })
      continue
    }
    const end = state.apply(row)
    ends[index] = end
    if (end instanceof PosthouseError || end === 'unchanged') continue
    if (!known.has(row.username)) created.set(row.username, [...(created.get(row.username) ?? []), index])
    writes.push({ write: deps.store.tables.bindings.put({ ...row, appId: app.id, boundAtMs: deps.clock.now() }) })
  }
  const creations = [...created].map(([username, indexes]) => creationOf(deps, app, username, indexes))
  return { ends, writes: [...creations, ...writes] }
}

type Kept = Pick<Binding, 'username' | 'deviceId' | 'notifierName' | 'deviceToken'>

/** The bindings of the users of a batch, as its rows change them one after the other. */
class BatchState {
  /** Per user by device and notifier. */
  readonly #ofUser = new Map<UserId, Map<string, Kept>>()
  /** By notifier and token. */
  readonly #ofToken = new Map<string, Kept>()

  constructor(stored: readonly Binding[]) {
    for (const binding of stored) this.#keep(binding)
  }

  apply(row: BindingRow): RowEnd {
    const own = this.#ofUser.get(row.username)
    const present = own?.get(placeOf(row))
    if (present?.deviceToken === row.deviceToken) return 'unchanged'
    if (!present && (own?.size ?? 0) >= bindingsPerUserMax) {
      const reason = `${row.username} has ${bindingsPerUserMax} bindings already, the most that a user may have`
      return new PosthouseError('import_limit', { reason }, { field: 'username' })
    }
    const owner = this.#ofToken.get(tokenOf(row))
    if (owner) this.#drop(owner)
    if (present) this.#drop(present)
    this.#keep(row)
    return present ? 'updated' : 'created'
  }

  #keep(binding: Kept): void {
    const own = this.#ofUser.get(binding.username) ?? new Map<string, Kept>()
    this.#ofUser.set(binding.username, own.set(placeOf(binding), binding))
    this.#ofToken.set(tokenOf(binding), binding)
  }

  #drop(binding: Kept): void {
    this.#ofUser.get(binding.username)?.delete(placeOf(binding))
    this.#ofToken.delete(tokenOf(binding))
  }
}

/** No text of a binding holds a line break. */
function placeOf({
  deviceId,
  notifierName,
}: {
  readonly deviceId: DeviceId
  readonly notifierName: NotifierName
}): string {
  return `${deviceId}\n${notifierName}`
}

function tokenOf({ notifierName, deviceToken }: Pick<Kept, 'notifierName' | 'deviceToken'>): string {
  return `${notifierName}\n${deviceToken}`
}
