// Push templates (spec/easemob.md §4). Only translation: wire names to patterns, templates to what is shown, names to cursors.
import type { templateEndpoints } from '@posthouse/protocol'
import { type Patterns, readTemplateName, type Template } from '../../domain/template.ts'
import {
  createTemplate,
  deleteTemplate,
  knownTemplate,
  type TemplateDeps,
  updateTemplate,
} from '../../flows/registry/templates.ts'
import type { Handlers } from '../../http/handler.ts'
import { namePage, namePageSize, readNameCursor } from './name-page.ts'

/** What the template endpoints use. */
export type TemplateApiDeps = TemplateDeps

const cursorPrefix = 'easemob:push:template:cursor:'

/** Handlers of the template endpoints. */
export function templateHandlers(deps: TemplateApiDeps): Handlers<typeof templateEndpoints> {
  return {
    async templateCreate({ body }, { app }) {
      const { name, title_pattern: titlePattern, content_pattern: contentPattern } = body
      return { data: viewOf(await createTemplate(deps, app, { name, titlePattern, contentPattern })) }
    },
    templateUpdate: async ({ params, body }, { app }) => ({
      data: viewOf(await updateTemplate(deps, app, params.name, patternsOf(body))),
    }),
    templateGet: async ({ params }, { app }) => ({ data: viewOf(await knownTemplate(deps, app, params.name)) }),
    async templateList({ query }, { app }) {
      const { limit = namePageSize, cursor } = query
      const after = readNameCursor(cursor, cursorPrefix, readTemplateName)
      const found = await deps.store.tables.templates.list(app.id, after, limit + 1)
      const page = namePage(found, limit, cursorPrefix, { view: viewOf, keyOf: template => template.name })
      return { ...page, count: page.data.length }
    },
    templateDelete: async ({ params }, { app }) => ({ data: viewOf(await deleteTemplate(deps, app, params.name)) }),
  }
}

function patternsOf(body: { readonly title_pattern?: string; readonly content_pattern?: string }): Partial<Patterns> {
  const { title_pattern: titlePattern, content_pattern: contentPattern } = body
  return {
    ...(titlePattern === undefined ? {} : { titlePattern }),
    ...(contentPattern === undefined ? {} : { contentPattern }),
  }
}

function viewOf({ name, createdAtMs, updatedAtMs, titlePattern, contentPattern }: Template) {
  return {
    name,
    createAt: createdAtMs,
    updateAt: updatedAtMs,
    title_pattern: titlePattern,
    content_pattern: contentPattern,
  }
}
