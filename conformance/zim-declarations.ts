// Reads declarations as text: which types, enums and classes a folder declares, and what they mention. No compiler: enough for
// files that a formatter or a generator wrote.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One exported declaration. */
export interface Declaration {
  readonly kind: 'interface' | 'type' | 'enum' | 'class'
  readonly name: string
  /** Its text without comments. */
  readonly body: string
  /** Public methods and fields, without static ones. */
  readonly members: readonly string[]
}

/** Every exported declaration of a folder, tests left out. */
export function declarationsOf(folder: string): readonly Declaration[] {
  return globSync('**/*.ts', { cwd: folder })
    .filter(path => !path.endsWith('.test.ts'))
    .sort()
    .flatMap(path => declarationsIn(readFileSync(join(folder, path), 'utf8')))
}

function declarationsIn(source: string): readonly Declaration[] {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const starts = [...text.matchAll(/^export (?:declare )?(?:abstract )?(interface|type|enum|class) (\w+)/gm)]
  return starts.map(match => {
    const [head, kind = '', name = ''] = match
    const rest = text.slice(match.index + head.length)
    const end = /^(?:export|import|const|function|interface|let) /m.exec(rest)
    const body = end ? rest.slice(0, end.index) : rest
    return { kind: kind as Declaration['kind'], name, body, members: membersIn(body) }
  })
}

/** Names at the first level of the braces: two or four spaces before a name. */
function membersIn(body: string): readonly string[] {
  const indent = /\n( +)\S/.exec(body)?.[1] ?? '  '
  const pattern = new RegExp(`^${indent}(?:abstract |async |readonly )*(\\w+)\\??\\s*(?:<.*>)?[(:]`, 'gm')
  return [...new Set([...body.matchAll(pattern)].map(match => match[1] ?? ''))]
}

/** Names and numbers of an enum. */
export function enumMembers(declarations: readonly Declaration[], name: string): ReadonlyMap<string, number> {
  const body = declarations.find(one => one.kind === 'enum' && one.name === name)?.body ?? ''
  return new Map([...body.matchAll(/(\w+) = (-?\d+)/g)].map(match => [match[1] ?? '', Number(match[2])]))
}

/** Every declared type that members of `of` mention, and that those mention in turn. */
export function reachable(declarations: readonly Declaration[], of: string, members: readonly string[]): string[] {
  const byName = new Map(declarations.map(one => [one.name, one]))
  const body = byName.get(of)?.body ?? ''
  const lines = body
    .split('\n')
    .filter(line => members.some(name => new RegExp(`^\\s*(?:abstract )?${name}\\b`).test(line)))
  const found = new Set<string>()
  const visit = (text: string): void => {
    for (const [name] of text.matchAll(/\bZIM\w+\b/g)) {
      if (found.has(name) || name === of || !byName.has(name)) continue
      found.add(name)
      // The class and its listeners reach everything; what counts of them is what was asked for.
      if (name !== 'ZIM' && name !== 'ZIMEventHandler') visit(byName.get(name)?.body ?? '')
    }
  }
  visit(lines.join('\n'))
  return [...found]
}
