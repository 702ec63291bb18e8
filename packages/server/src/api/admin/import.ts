// Imports, for the operator. Only translation: the app of the path, and each row's end to what is shown.
import type { importEndpoints } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { type ImportDeps, importBatch } from '../../flows/import/import-batch.ts'
import type { RowEnd } from '../../flows/import/plan.ts'
import type { Handlers } from '../../http/handler.ts'
import type { AppTable } from '../../ports/store.ts'
import { appOf } from './app-of.ts'

/** What the import endpoint uses. */
export interface ImportApiDeps extends ImportDeps {
  readonly store: ImportDeps['store'] & { readonly tables: { readonly apps: AppTable } }
}

/** Handlers of the import endpoint. */
export function importHandlers(deps: ImportApiDeps): Handlers<typeof importEndpoints> {
  return {
    async importBatch({ params, body }, { signal }) {
      const app = await appOf(deps.store, params)
      const { rows, createUsers = false, dryRun = false } = body
      const ends = await importBatch(deps, app, { kind: params.kind, rows, createUsers, dryRun }, signal)
      return { rows: ends.map(endView) }
    },
  }
}

function endView(end: RowEnd) {
  if (!(end instanceof PosthouseError)) return { status: end }
  const { code, field, message: text } = end
  return { status: 'refused' as const, code, ...(field === undefined ? {} : { field }), text }
}
