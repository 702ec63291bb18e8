// Push templates: create, change, delete (spec/easemob.md §4).
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import {
  type Patterns,
  patternObjection,
  readTemplateName,
  type Template,
  type TemplateName,
  templatesPerAppMax,
} from '../../domain/template.ts'
import type { Store } from '../../ports/store.ts'
import type { TemplateTable } from '../../ports/templates.ts'

/** What the templates' flows use. */
export interface TemplateDeps {
  readonly store: Pick<Store, 'commit'> & { readonly tables: { readonly templates: TemplateTable } }
  readonly clock: Pick<Clock, 'now'>
}

/** Creates a template. Throws `parameter_invalid`, `template_exists`, and `limit_request` when the app has 100. */
export async function createTemplate(
  { store, clock }: TemplateDeps,
  app: App,
  wanted: Patterns & { readonly name: string },
): Promise<Template> {
  const name = readTemplateName(wanted.name)
  if (name === undefined) throw invalid('name')
  const { titlePattern, contentPattern } = checked(wanted)
  const nowMs = clock.now()
  const template = { appId: app.id, name, titlePattern, contentPattern, createdAtMs: nowMs, updatedAtMs: nowMs }
  const { templates } = store.tables
  const [created] = await store.commit([templates.insert(template, templatesPerAppMax)])
  if (created) return template
  const [taken] = await templates.byNames(app.id, [name])
  throw new PosthouseError(taken ? 'template_exists' : 'limit_request', { name })
}

/** Changes the patterns that are given. Throws `template_not_found` and `parameter_invalid`, which it does where none is given. */
export async function updateTemplate(
  { store, clock }: TemplateDeps,
  app: App,
  text: string,
  patterns: Partial<Patterns>,
): Promise<Template> {
  const name = nameOf(text)
  if (patterns.titlePattern === undefined && patterns.contentPattern === undefined) throw invalid('title_pattern')
  const [updated] = await store.commit([store.tables.templates.update(app.id, name, checked(patterns), clock.now())])
  return updated ?? missing(text)
}

/** The template of a name as a caller wrote it. Throws `template_not_found`. */
export async function knownTemplate({ store }: Pick<TemplateDeps, 'store'>, app: App, text: string): Promise<Template> {
  const [found] = await store.tables.templates.byNames(app.id, [nameOf(text)])
  return found ?? missing(text)
}

/** Deletes a template and answers what it was. Throws `template_not_found`. Messages that name it fall back to the next text. */
export async function deleteTemplate(
  { store }: Pick<TemplateDeps, 'store'>,
  app: App,
  text: string,
): Promise<Template> {
  const [deleted] = await store.commit([store.tables.templates.delete(app.id, nameOf(text))])
  return deleted ?? missing(text)
}

function nameOf(text: string): TemplateName {
  return readTemplateName(text) ?? missing(text)
}

function checked<P extends Partial<Patterns>>(patterns: P): P {
  const field = patternObjection(patterns)
  if (field !== undefined) throw invalid(field)
  return patterns
}

function missing(name: string): never {
  throw new PosthouseError('template_not_found', { name }, { field: 'name' })
}

function invalid(field: string): PosthouseError {
  return new PosthouseError('parameter_invalid', { field }, { field })
}
