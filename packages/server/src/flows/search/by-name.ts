// What a name begins: users, labels and templates, each read in order of name from the text on.
import { type AppId, userIdOf } from '@posthouse/protocol'
import type { LabelName } from '../../domain/label.ts'
import type { TemplateName } from '../../domain/template.ts'
import { type Found, foundPerKindMax, type SearchDeps } from './found.ts'

/** Names that begin with the text, the one that is the text first. */
export async function foundByName(deps: SearchDeps, appId: AppId, text: string): Promise<readonly Found[]> {
  const found = await Promise.all([users(deps, appId, text), labels(deps, appId, text), templates(deps, appId, text)])
  return found.flat()
}

async function users({ store }: SearchDeps, appId: AppId, text: string): Promise<readonly Found[]> {
  const name = userIdOf(text)
  const table = store.tables.users
  const [same, after] = await Promise.all([table.find(appId, name), table.list(appId, name, foundPerKindMax)])
  return begun([same, ...after], name, ({ username, nickname }) => {
    return { kind: 'user', id: username, title: nickname ?? '', where: { user: username } }
  })
}

async function labels({ store }: SearchDeps, appId: AppId, text: string): Promise<readonly Found[]> {
  const name = text as LabelName
  const table = store.tables.labels
  const [same, after] = await Promise.all([table.find(appId, name), table.list(appId, name, foundPerKindMax)])
  return begun([same, ...after], name, label => {
    return { kind: 'label', id: label.name, title: label.description ?? '', where: {} }
  })
}

async function templates({ store }: SearchDeps, appId: AppId, text: string): Promise<readonly Found[]> {
  const name = text as TemplateName
  const table = store.tables.templates
  const [same, after] = await Promise.all([table.byNames(appId, [name]), table.list(appId, name, foundPerKindMax)])
  return begun([...same, ...after], name, template => {
    return { kind: 'template', id: template.name, title: template.titlePattern, where: {} }
  })
}

/** Names are in order, so those that begin with the text come first. */
function begun<Row>(rows: readonly (Row | undefined)[], prefix: string, shown: (row: Row) => Found): readonly Found[] {
  return rows
    .flatMap(row => (row === undefined ? [] : shown(row)))
    .filter(({ id }) => id.startsWith(prefix))
    .slice(0, foundPerKindMax)
}
