// Push templates of an import (spec/easemob.md §4): made where they are missing, their patterns replaced where they differ.
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { type ImportRow, readTemplateRow, type TemplateRow } from '../../domain/import-row.ts'
import { type TemplateName, templatesPerAppMax } from '../../domain/template.ts'
import type { TemplateTable } from '../../ports/templates.ts'
import { type Plan, type PlannedWrite, type RowEnd, readRows } from './plan.ts'

/** What importing templates uses. */
export interface ImportTemplateDeps {
  readonly store: { readonly tables: { readonly templates: TemplateTable } }
  readonly clock: Clock
}

/** One template of a batch. */
interface Draft {
  readonly before: TemplateRow | undefined
  next: TemplateRow
  readonly rows: number[]
}

/** Looks at a batch of templates. */
export async function planTemplates(deps: ImportTemplateDeps, app: App, rows: readonly ImportRow[]): Promise<Plan> {
  const { ends, wanted } = readRows(rows, readTemplateRow)
  const stored = await deps.store.tables.templates.list(app.id, undefined, templatesPerAppMax)
  const drafts = new Map<TemplateName, Draft>(stored.map(one => [one.name, { before: one, next: one, rows: [] }]))
  for (const { index, row } of wanted) ends[index] = applyRow(drafts, index, row)
  return { ends, writes: [...drafts.values()].flatMap(draft => writesOf(deps, app, draft)) }
}

function applyRow(drafts: Map<TemplateName, Draft>, index: number, row: TemplateRow): RowEnd {
  const present = drafts.get(row.name)
  if (!present && drafts.size >= templatesPerAppMax) {
    const reason = `the app has ${templatesPerAppMax} templates already, the most that it may have`
    return new PosthouseError('import_limit', { reason }, { field: 'name' })
  }
  const draft = present ?? { before: undefined, next: row, rows: [] }
  drafts.set(row.name, draft)
  draft.rows.push(index)
  if (!present) return 'created'
  const end = isSame(draft.next, row) ? 'unchanged' : 'updated'
  draft.next = row
  return end
}

function writesOf({ store, clock }: ImportTemplateDeps, app: App, draft: Draft): readonly PlannedWrite[] {
  const { before, next, rows } = draft
  const { templates } = store.tables
  const { name, titlePattern, contentPattern } = next
  const atMs = clock.now()
  if (before && isSame(before, next)) return []
  const template = { appId: app.id, name, titlePattern, contentPattern, createdAtMs: atMs, updatedAtMs: atMs }
  const reason = `template ${name} was ${before ? 'deleted' : 'made'} by somebody else meanwhile; import this row again`
  const otherwise = new PosthouseError('conflict', { reason }, { field: 'name' })
  if (before)
    return [{ write: templates.update(app.id, name, { titlePattern, contentPattern }, atMs), rows, otherwise }]
  return [{ write: templates.insert(template, templatesPerAppMax), rows, otherwise }]
}

function isSame(one: TemplateRow, other: TemplateRow): boolean {
  return one.titlePattern === other.titlePattern && one.contentPattern === other.contentPattern
}
