// Push templates.
import type { AppId } from '@posthouse/protocol'
import type { Template, TemplateName } from '../../domain/template.ts'
import type { TemplateTable } from '../../ports/templates.ts'
import type { Reader } from '../reader.ts'
import type { TemplateRow } from '../schema-labels.ts'
import { isOneOfTexts, statement } from '../statement.ts'
import { writeIfAny, writeReturning } from '../write.ts'

const columns = ['app_id', 'name', 'title_pattern', 'content_pattern', 'created_at', 'updated_at'] as const
const selected = `SELECT ${columns.join(', ')} FROM template WHERE app_id = $1 AND`
const returning = `RETURNING ${columns.join(', ')}`
const listed = isOneOfTexts('name', '$2')

/** Named statements of this table; each uses the primary key. */
export const templateStatements = {
  byNames: statement<TemplateRow>('template_by_names', {
    sqlite: `${selected} ${listed.sqlite} ORDER BY name`,
    postgres: `${selected} ${listed.postgres} ORDER BY name`,
  }),
  list: statement<TemplateRow>('template_list', `${selected} name > $2 ORDER BY name LIMIT $3`),
  insert: statement(
    'template_insert',
    `INSERT INTO template (${columns.join(', ')}) SELECT $1, $2, $3, $4, $5, $6` +
      ' WHERE (SELECT count(*) FROM template WHERE app_id = $1) < $7 ON CONFLICT DO NOTHING',
  ),
  update: statement<TemplateRow>(
    'template_update',
    'UPDATE template SET title_pattern = coalesce($3, title_pattern), content_pattern = coalesce($4, content_pattern),' +
      ` updated_at = $5 WHERE app_id = $1 AND name = $2 ${returning}`,
    { returns: columns },
  ),
  delete: statement<TemplateRow>(
    'template_delete',
    `DELETE FROM template WHERE app_id = $1 AND name = $2 ${returning}`,
    {
      returns: columns,
    },
  ),
}

/** The table over an engine. */
export function templateTable({ all }: Reader): TemplateTable {
  return {
    async byNames(appId, names) {
      return (await all(templateStatements.byNames, [appId, JSON.stringify(names)])).map(templateOf)
    },
    async list(appId, after, limit) {
      return (await all(templateStatements.list, [appId, after ?? '', limit])).map(templateOf)
    },
    insert: ({ appId, name, titlePattern, contentPattern, createdAtMs, updatedAtMs }, templatesMax) =>
      writeIfAny(templateStatements.insert, [
        appId,
        name,
        titlePattern,
        contentPattern,
        createdAtMs,
        updatedAtMs,
        templatesMax,
      ]),
    update: (appId, name, { titlePattern, contentPattern }, atMs) =>
      writeReturning(
        templateStatements.update,
        [appId, name, titlePattern ?? null, contentPattern ?? null, atMs],
        firstOf,
      ),
    delete: (appId, name) => writeReturning(templateStatements.delete, [appId, name], firstOf),
  }
}

function firstOf([row]: readonly TemplateRow[]): Template | undefined {
  return row && templateOf(row)
}

function templateOf(row: TemplateRow): Template {
  return {
    appId: Number(row.app_id) as AppId,
    name: row.name as TemplateName,
    titlePattern: row.title_pattern,
    contentPattern: row.content_pattern,
    createdAtMs: Number(row.created_at),
    updatedAtMs: Number(row.updated_at),
  }
}
