// Holds our ZIM against the published types of `zego-zim-web` (spec/zego.md §10.2): a program of one assertion per line is compiled, and the
// lines that do not compile are the differences. Prints nothing; `node --conditions=source conformance/zim-types.ts` writes the table
// docs/zim-types.md. The official package's program is never loaded.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Declaration, declarationsOf, enumMembers, reachable } from './zim-declarations.ts'
import { reasons } from './zim-differences.ts'

const root = join(import.meta.dirname, '..')
const official = join(root, 'node_modules/zego-zim-web')
const ours = join(root, 'packages/client/src/index.ts')

/** What is compared, as spec/zego.md §10.2 letters it. */
export type Check = 'member' | 'input' | 'output' | 'event' | 'enum' | 'type'

/** A place where the two differ. */
export interface Difference {
  readonly check: Check
  /** `sendMessage`, `event peerMessageReceived`, `ZIMMessageType`. */
  readonly name: string
}

/** The outcome. */
export interface Comparison {
  readonly version: string
  /** How many assertions of each check hold. */
  readonly held: Readonly<Record<Check, number>>
  readonly differences: readonly Difference[]
  /** Methods and events of the official class that are outside of our scope. */
  readonly left: readonly string[]
}

interface Assertion extends Difference {
  readonly line: string
}

const programHead = `import type * as Official from 'zego-zim-web'
import type * as Ours from '@posthouse/client'
type Fits<A, B> = [A] extends [never] ? false : [A] extends [B] ? true : false
type Given<T, K extends keyof T> = T[K] extends (...args: infer A) => unknown ? A : never
type Answer<T, K extends keyof T> = T[K] extends (...args: never) => infer R ? Awaited<R> : never
type Told<T, K extends keyof T> = T[K] extends (zim: never, data: infer D) => void ? D : never
declare const zim: Ours.ZIM`

/** Compares; takes a few seconds. */
export function compareZim(): Comparison {
  const declarations = declarationsOf(join(official, 'entity'))
  const own = declarationsOf(join(root, 'packages/client/src/zim'))
  const assertions = assertionsOf(declarations, own)
  const wrong = wrongLines(assertions.map(({ line }) => line))
  const broken = assertions.filter((_, at) => wrong.has(at))
  const differences = [...broken.map(({ check, name }) => ({ check, name })), ...enumDifferences(declarations, own)]
  const enums = namesOf(own, 'enum')
  const held = { member: 0, input: 0, output: 0, event: 0, enum: 0, type: 0 }
  for (const { check } of assertions) held[check] += 1
  held.enum = enums.length
  for (const { check } of differences) held[check] -= 1
  const { version } = JSON.parse(readFileSync(join(official, 'package.json'), 'utf8')) as { version: string }
  return { version, held, differences, left: leftOut(declarations, own) }
}

function assertionsOf(official: readonly Declaration[], own: readonly Declaration[]): readonly Assertion[] {
  const methods = common(membersOf(official, 'ZIM'), ownMethods(own)).filter(name => !byCall.has(name))
  const events = common(membersOf(official, 'ZIMEventHandler'), membersOf(own, 'EventData'))
  const types = reachable(official, 'ZIM', [...methods, ...byCall.keys()]).concat(
    reachable(official, 'ZIMEventHandler', events),
  )
  return [
    ...ownMethods(own).map(name =>
      assertion('member', name, `const _: Fits<'${name}', keyof Official.ZIM | keyof typeof Official.ZIM> = true`),
    ),
    ...methods.map(name =>
      assertion('input', name, fits(`Given<Official.ZIM, '${name}'>`, `Given<Ours.ZIM, '${name}'>`)),
    ),
    ...methods.map(name =>
      assertion('output', name, fits(`Answer<Ours.ZIM, '${name}'>`, `Answer<Official.ZIM, '${name}'>`)),
    ),
    ...[...byCall].flatMap(([name, calls]) => calls.map(call => assertion('input', name, call))),
    ...statics.map(name =>
      assertion(
        'output',
        `static ${name}`,
        fits(`Answer<typeof Ours.ZIM, '${name}'>`, `Answer<typeof Official.ZIM, '${name}'>`),
      ),
    ),
    ...events.map(name =>
      assertion(
        'event',
        name,
        fits(`Told<Ours.ZIMEventHandler, '${name}'>`, `Told<Official.ZIMEventHandler, '${name}'>`),
      ),
    ),
    ...[...new Set(types)].sort().map(name => assertion('type', name, `type _ = Ours.${name}`)),
  ]
}

/** Methods whose overloads `Parameters` does not see, or that are generic: by calls that are legal officially. */
const byCall: ReadonlyMap<string, readonly string[]> = new Map([
  ['login', ["zim.login({} as Official.ZIMUserInfo, '')", "zim.login('', {} as Official.ZIMLoginConfig)"]],
  ['queryGroupList', ['zim.queryGroupList()', 'zim.queryGroupList(1, {} as Official.ZIMGroupListQueryConfig)']],
  ['on', ["zim.on('error', (_zim, info) => info.code)"]],
  ['off', ["zim.off('error')"]],
])
const statics = ['getVersion', 'create', 'getInstance']

function assertion(check: Check, name: string, line: string): Assertion {
  return { check, name, line }
}

function fits(a: string, b: string): string {
  return `const _: Fits<${a}, ${b}> = true`
}

/** Which of these lines of a program do not compile, from 0. Each stands in a block of its own, with `Ours` and `Official` in sight. */
export function wrongLines(lines: readonly string[]): ReadonlySet<number> {
  const folder = mkdtempSync(join(tmpdir(), 'posthouse-zim-types-'))
  try {
    writeFileSync(join(folder, 'program.ts'), `${programHead}\n${lines.map(line => `{ ${line} }`).join('\n')}\n`)
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration()))
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
    })
    const first = programHead.split('\n').length + 1
    const wrong = new Set<number>()
    for (const line of stdout.split('\n').filter(text => /^\S.*error TS/.test(text))) {
      const [, at] = /^(?:.*\/)?program\.ts\((\d+),/.exec(line) ?? []
      // Anything else than a line of assertions means that nothing was compared.
      if (at === undefined || Number(at) < first) throw new Error(line)
      wrong.add(Number(at) - first)
    }
    return wrong
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function configuration(): object {
  return {
    compilerOptions: {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: 'es2024',
      lib: ['es2024', 'dom'],
      module: 'esnext',
      moduleResolution: 'bundler',
      allowImportingTsExtensions: true,
      customConditions: ['source'],
      types: [],
      paths: {
        'zego-zim-web': [join(official, 'entity/index.d.ts')],
        '@posthouse/client': [ours],
      },
    },
    files: ['program.ts'],
  }
}

function enumDifferences(official: readonly Declaration[], own: readonly Declaration[]): readonly Difference[] {
  return namesOf(own, 'enum')
    .filter(name => {
      const mine = enumMembers(own, name)
      const theirs = enumMembers(official, name)
      const isPart = [...mine].every(([member, value]) => theirs.get(member) === value)
      // Of the error codes we list those that this server can answer (spec/zego.md §5.8).
      return !isPart || (name !== 'ZIMErrorCode' && mine.size !== theirs.size)
    })
    .map(name => ({ check: 'enum', name }))
}

function leftOut(official: readonly Declaration[], own: readonly Declaration[]): readonly string[] {
  const mine = new Set(ownMethods(own))
  const methods = membersOf(official, 'ZIM').filter(name => !mine.has(name))
  const told = new Set(membersOf(own, 'EventData'))
  const events = membersOf(official, 'ZIMEventHandler').filter(name => !told.has(name))
  return [...methods, ...events.map(name => `event ${name}`)].sort()
}

function ownMethods(own: readonly Declaration[]): readonly string[] {
  const parts = ['WithMessages', 'WithConversations', 'WithGroups', 'WithCalls', 'WithUsers', 'ZIM']
  return [...new Set(parts.flatMap(name => membersOf(own, name)))].filter(name => name !== 'constructor')
}

function membersOf(declarations: readonly Declaration[], name: string): readonly string[] {
  return declarations.find(one => one.name === name)?.members ?? []
}

function namesOf(declarations: readonly Declaration[], kind: Declaration['kind']): readonly string[] {
  return declarations.filter(one => one.kind === kind).map(({ name }) => name)
}

function common(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.filter(name => b.includes(name))
}

/** The page docs/zim-types.md. */
export function zimTypesPage(found: Comparison): string {
  const rows = found.differences.map(({ check, name }) => {
    const reason = reasons[`${check} ${name}`] ?? '**not explained**'
    return `| ${check} | \`${name}\` | ${reason} |`
  })
  const counts = (Object.keys(found.held) as Check[]).map(
    check => `| ${check} | ${meanings[check]} | ${found.held[check]} |`,
  )
  return `# Our ZIM beside the published types

Compared with \`zego-zim-web\` ${found.version}, from its declarations alone. Written by
\`node --conditions=source conformance/zim-types.ts\`; a test fails when it is stale, or when a difference is not explained.

| Check | What holds | How often |
|---|---|---|
${counts.join('\n')}

## Differences

| Check | Name | Why |
|---|---|---|
${rows.join('\n')}

## Outside of our scope

Rooms, friends, block lists, reactions, receipts, pins, search and files. Their events may be registered and are never told.

${found.left.map(name => `\`${name}\``).join(', ')}
`
}

const meanings: Readonly<Record<Check, string>> = {
  member: 'a method of ours is one of theirs',
  input: 'what may be given to theirs may be given to ours',
  output: 'what ours answers fits where theirs is expected',
  event: 'what our event carries fits where theirs is expected',
  enum: 'an enum has the same names and numbers',
  type: 'a type that these use has a type of the same name with us',
}

if (import.meta.main) writeFileSync(join(root, 'docs/zim-types.md'), zimTypesPage(compareZim()))
