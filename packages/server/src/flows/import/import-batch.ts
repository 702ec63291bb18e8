// One batch of an import: looked at as a whole with a read per kind, then written in one commit. What is there already is brought up to
// date, so that the same batch twice changes nothing the second time.

import { unreachable } from '../../base/unreachable.ts'
import type { App } from '../../domain/app.ts'
import type { ImportRow } from '../../domain/import-row.ts'
import type { Store } from '../../ports/store.ts'
import type { Quotas } from '../registry/quotas.ts'
import { planBindings } from './bindings.ts'
import { type ImportLabelDeps, planLabels } from './labels.ts'
import type { ImportOptions, Plan, RowEnd } from './plan.ts'
import { type ImportTemplateDeps, planTemplates } from './templates.ts'
import { planUsers } from './users.ts'

/** What an import uses. */
export interface ImportDeps extends ImportLabelDeps {
  readonly quotas: Pick<Quotas, 'makingUsers'>
  readonly store: ImportLabelDeps['store'] & ImportTemplateDeps['store'] & Pick<Store, 'commit'>
}

/** What can be imported. */
export type ImportKind = 'users' | 'bindings' | 'labels' | 'templates'

/** A batch as the operator hands it in. */
export interface ImportBatch extends ImportOptions {
  readonly kind: ImportKind
  readonly rows: readonly ImportRow[]
}

/**
 * Imports a batch; resolves with the end of each row, in their order. What is wrong with one row does not concern the others. Throws
 * `resource_limited`, and writes nothing, where the app's plan has no room for all the users that are new.
 */
export async function importBatch(
  deps: ImportDeps,
  app: App,
  batch: ImportBatch,
  signal: AbortSignal,
): Promise<readonly RowEnd[]> {
  const { ends, writes } = await planOf(deps, app, batch, signal)
  if (batch.dryRun || writes.length === 0) return ends
  const newUsers = writes.filter(({ makesUser }) => makesUser).length
  const commit = () => deps.store.commit(writes.map(({ write }) => write))
  const done = newUsers === 0 ? await commit() : await deps.quotas.makingUsers(app, newUsers, commit)
  const final = [...ends]
  for (const [position, { rows, otherwise }] of writes.entries()) {
    if (done[position] || !otherwise) continue
    for (const index of rows ?? []) final[index] = otherwise
  }
  return final
}

function planOf(deps: ImportDeps, app: App, batch: ImportBatch, signal: AbortSignal): Promise<Plan> {
  const { kind, rows } = batch
  switch (kind) {
    case 'users':
      return planUsers(deps, app, rows, batch, signal)
    case 'bindings':
      return planBindings(deps, app, rows, batch)
    case 'labels':
      return planLabels(deps, app, rows, batch)
    case 'templates':
      return planTemplates(deps, app, rows)
    default:
      return unreachable(kind)
  }
}
