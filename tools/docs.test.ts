// The documents against the repository: links lead somewhere, files that are named exist, tables say what the checks say.
import assert from 'node:assert/strict'
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { floorFindings } from './floors.ts'
import { sourceFile } from './source-files.ts'

const root = join(import.meta.dirname, '..')

interface Page {
  /** From the repository root. */
  readonly path: string
  readonly text: string
  /** Without fenced code. */
  readonly prose: string
}

const pages: readonly Page[] = globSync('**/*.md', {
  cwd: root,
  exclude: path => /(^|\/)(node_modules|dist|data|\.git)$/.test(path),
})
  .sort()
  .map(path => {
    const text = readFileSync(join(root, path), 'utf8')
    return { path, text, prose: text.replace(/^(`{3,}|~{3,}).*?^\1/gms, '') }
  })

function page(path: string): Page {
  const found = pages.find(one => one.path === path)
  assert.ok(found, `${path} is missing`)
  return found
}

/** The anchors that GitHub makes of headings. */
function anchorsOf({ prose }: Page): ReadonlySet<string> {
  const seen = new Map<string, number>()
  const anchors = new Set<string>()
  for (const [, heading = ''] of prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = words.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-')
    const times = seen.get(slug) ?? 0
    seen.set(slug, times + 1)
    anchors.add(times === 0 ? slug : `${slug}-${times}`)
  }
  return anchors
}

/** What is wrong with the relative links of a page. */
function brokenLinks(from: Page): readonly string[] {
  const targets = [...from.prose.replace(/`[^`\n]*`/g, '').matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)].map(
    match => match[1] ?? '',
  )
  return targets
    .filter(target => !/^[a-z]+:/.test(target))
    .flatMap(target => {
      const [file = '', anchor] = target.split('#')
      const path = file === '' ? from.path : normalize(join(dirname(from.path), decodeURI(file)))
      if (!existsSync(join(root, path))) return [`${from.path}: ${target} leads nowhere`]
      if (anchor === undefined || statSync(join(root, path)).isDirectory()) return []
      const known = anchorsOf(page(path.replaceAll('\\', '/')))
      return known.has(decodeURI(anchor)) ? [] : [`${from.path}: ${target} names no heading`]
    })
}

/** Rows of the first table whose head begins with these cells. */
function tableOf({ path, text }: Page, ...head: readonly string[]): readonly (readonly string[])[] {
  const lines = text.split('\n')
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim())
  const start = lines.findIndex(
    line => head.every((cell, index) => cells(line)[index] === cell) && line.startsWith('|'),
  )
  assert.notEqual(start, -1, `${path} has no table that begins with ${head.join(' | ')}`)
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map(cells)
}

function listOf(cell: string | undefined): readonly string[] {
  return cell === undefined || cell === '–' ? [] : cell.split(', ')
}

/** Whether the check lets a file of one place import a file of another; the check's own word, not a copy of its table. */
function sees(from: string, to: string, specifier: string): boolean {
  const files = [sourceFile(from, `import type { X } from '${specifier}'\n`), sourceFile(to, 'export type X = 1\n')]
  return floorFindings(files, new Map([[specifier, to]])).length === 0
}

function fileIn(room: string): string {
  return `packages/server/src/${room}/x.ts`
}

/** The floor that the check gives a room, read from its refusal of an import that no room may make. */
function floorOf(room: string): string | undefined {
  const [from, to] = room === 'base' ? ['base', 'app'] : ['base', room]
  const [refusal] = floorFindings(
    [sourceFile(fileIn(from), `import '../${to}/x.ts'\n`), sourceFile(fileIn(to), '')],
    new Map(),
  )
  return new RegExp(`\\b${room} \\(floor (\\d)\\)`).exec(refusal?.text ?? '')?.[1]
}

test('every relative link in every document leads to a file, and every anchor to a heading', () => {
  assert.ok(pages.length > 20, `only ${pages.length} documents seen`)
  assert.deepEqual(pages.flatMap(brokenLinks), [])
})

test('a link to a missing file and one to a missing heading are found', () => {
  const broken = {
    path: 'docs/x.md',
    text: '',
    prose: 'see [a](nowhere.md), [b](glossary.md#no-such-heading), [c](glossary.md)',
  }
  assert.deepEqual(brokenLinks(broken), [
    'docs/x.md: nowhere.md leads nowhere',
    'docs/x.md: glossary.md#no-such-heading names no heading',
  ])
})

test('every source file that a document names exists', () => {
  const missing = pages.flatMap(({ path, prose }) =>
    [...prose.matchAll(/`((?:[\w-]+\/)+[\w.-]+\.(?:ts|mjs|js))`/g)].flatMap(([, file = '']) => {
      const places = [
        '',
        'packages/',
        'packages/server/src/',
        'packages/vendors/src/',
        'packages/protocol/src/',
        'packages/console/src/',
      ]
      const beside = join(dirname(path), file)
      return [...places.map(place => place + file), beside].some(place => existsSync(join(root, place)))
        ? []
        : [`${path}: ${file}`]
    }),
  )
  assert.deepEqual(missing, [])
})

test('every document for users is there in English and Chinese, with the same commands, and each links the other', () => {
  const chinese = pages.filter(({ path }) => path.endsWith('.zh-CN.md'))
  assert.ok(chinese.length >= 2)
  const guides = pages.filter(({ path }) => path.startsWith('docs/guides/') && !path.endsWith('.zh-CN.md'))
  assert.deepEqual(
    guides.filter(({ path }) => !existsSync(join(root, path.replace(/\.md$/, '.zh-CN.md')))).map(({ path }) => path),
    [],
  )
  const fences = ({ text }: Page) => [...text.matchAll(/^```(\w*)$/gm)].map(match => match[1])
  for (const translated of chinese) {
    const original = page(translated.path.replace('.zh-CN.md', '.md'))
    const name = original.path.split('/').at(-1) ?? ''
    assert.deepEqual(fences(translated), fences(original), `${translated.path} has other code blocks than ${name}`)
    assert.ok(translated.text.includes(`](${name})`), `${translated.path} does not link ${name}`)
    assert.ok(
      original.text.includes(`](${name.replace('.md', '.zh-CN.md')})`),
      `${original.path} does not link its translation`,
    )
  }
})

for (const [path, ...head] of [
  ['docs/architecture.md', 'Floor', 'Room', 'Sees'],
  ['docs/architecture.zh-CN.md', '层', '房间', '可引用'],
] as const) {
  test(`${path}: the floors are those of the check, room by room`, () => {
    const rows = tableOf(page(path), ...head)
    const rooms = rows.map(([, room = '']) => room)
    for (const [floor, here = '', seen] of rows) {
      const allowed = rooms.filter(there => there !== here && sees(fileIn(here), fileIn(there), `../${there}/x.ts`))
      assert.deepEqual([...listOf(seen)].sort(), allowed.sort(), `what ${here} sees`)
      assert.equal(floor, floorOf(here), `the floor of ${here}`)
    }
    const folders = readdirSync(join(root, 'packages/server/src'), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
    const roof = ['cli', 'sandbox']
    assert.deepEqual(
      [...folders, 'gateway'].filter(name => !rooms.includes(name) && !roof.includes(name)),
      [],
    )
  })
}

for (const [path, ...head] of [
  ['docs/architecture.md', 'Package', 'Sees'],
  ['docs/architecture.zh-CN.md', '包', '可引用'],
] as const) {
  test(`${path}: the packages are those of the check`, () => {
    const rows = tableOf(page(path), ...head)
    const specifier = (name: string) => (name === 'server' ? 'posthouse' : `@posthouse/${name}`)
    for (const [here = '', seen] of rows) {
      const others = rows.map(([name = '']) => name).filter(name => name !== here)
      const allowed = others.filter(there =>
        sees(`packages/${here}/src/main.ts`, `packages/${there}/src/main.ts`, specifier(there)),
      )
      assert.deepEqual([...listOf(seen)].sort(), allowed.sort(), `what ${here} sees`)
    }
    assert.deepEqual(rows.map(([name]) => name).sort(), readdirSync(join(root, 'packages')).sort())
  })
}

test('every runtime dependency has a line that gives its version and a reason, and no line is left over', () => {
  const { text } = page('docs/dependencies.md')
  const explained = new Map<string, string>()
  let section = ''
  for (const line of text.split('\n')) {
    section = /^## (packages\/\S+)/.exec(line)?.[1] ?? section
    if (!line.startsWith('- **')) continue
    const [names = '', reason = ''] = line.split(' — ')
    assert.ok(reason.length > 30, `${names} has no reason`)
    for (const [, name] of names.matchAll(/\*\*(\S+ [\d.]+)\*\*/g)) explained.set(`${section} ${name}`, reason)
  }
  const declared = globSync('packages/*/package.json', { cwd: root }).flatMap(path => {
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest
    const runtime = { ...manifest.dependencies, ...manifest.optionalDependencies }
    return Object.entries(runtime)
      .filter(([name]) => !name.startsWith('@posthouse/') && name !== 'posthouse')
      .map(([name, version]) => `${dirname(path)} ${name} ${version}`)
  })
  assert.deepEqual([...explained.keys()].sort(), declared.sort())
})

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** The names of all tests. */
function testTitles(): string {
  const files = globSync(
    [
      '{packages,tools,prove,conformance}/**/*.{test,conformance}.ts',
      'packages/*/src/**/conformance/*.ts',
      'prove/lab/proofs.ts',
    ],
    {
      cwd: root,
      exclude: path => /(^|\/)(node_modules|dist)$/.test(path),
    },
  )
  return files
    .map(path => readFileSync(join(root, path), 'utf8'))
    .flatMap(text =>
      [...text.matchAll(/(?:\b(?:test|it|describe)\(\s*|\b(?:name|title): )(['"`])(.*?)\1/g)].map(
        match => match[2] ?? '',
      ),
    )
    .join('\n')
}

for (const [path, ...head] of [
  ['SECURITY.md', 'Threat', 'Answer', 'Proved by'],
  ['README.md', 'Promise', 'Proved by'],
  ['README.zh-CN.md', '承诺', '证明'],
] as const) {
  test(`${path === 'SECURITY.md' ? 'S61: ' : ''}${path}: every id that it calls a proof stands in the name of a test`, () => {
    const claimed = tableOf(page(path), ...head).flatMap(row =>
      [...(row.at(-1) ?? '').matchAll(/\b[SFI]\d+\b/g)].map(String),
    )
    assert.ok(claimed.length > 10)
    const titles = testTitles()
    assert.deepEqual(
      claimed.filter(id => !new RegExp(`\\b${id}\\b`).test(titles)),
      [],
    )
  })
}

test('the index lists every document, and the decisions are numbered without a gap', () => {
  const index = page('docs/README.md').text
  const listed = pages.filter(({ path }) => path.startsWith('docs/') && path !== 'docs/README.md')
  assert.deepEqual(
    listed.filter(({ path }) => !index.includes(`](${path.slice('docs/'.length)})`)).map(({ path }) => path),
    [],
  )
  const decisions = listed.filter(({ path }) => path.startsWith('docs/decisions/'))
  for (const [position, { path, text }] of decisions.entries()) {
    const number = String(position + 1).padStart(4, '0')
    assert.ok(path.startsWith(`docs/decisions/${number}-`), `${path} should be number ${number}`)
    assert.ok(text.startsWith(`# ${number} `), `${path} does not begin with its number`)
    for (const part of ['**Context.**', '**Decision.**', '**Consequences.**'])
      assert.ok(text.includes(part), `${path} lacks ${part}`)
  }
})
