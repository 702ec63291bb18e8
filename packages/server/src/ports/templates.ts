// Push templates, as upper floors see the record; part of the store's tables.
import type { AppId } from '@posthouse/protocol'
import type { Patterns, Template, TemplateName } from '../domain/template.ts'
import type { Write } from './write.ts'

/** Templates. */
export interface TemplateTable {
  /** Those of the names that there are, in order of name. */
  byNames(appId: AppId, names: readonly TemplateName[]): Promise<readonly Template[]>
  /** In order of name, those after `after`. */
  list(appId: AppId, after: TemplateName | undefined, limit: number): Promise<readonly Template[]>
  /** False when the name is taken, or when the app has `templatesMax` already. */
  insert(template: Template, templatesMax: number): Write<boolean>
  /** Changes the given patterns and answers the whole; undefined when there is none of this name. */
  update(appId: AppId, name: TemplateName, patterns: Partial<Patterns>, atMs: number): Write<Template | undefined>
  /** Answers what was deleted; undefined when there was none. */
  delete(appId: AppId, name: TemplateName): Write<Template | undefined>
}
