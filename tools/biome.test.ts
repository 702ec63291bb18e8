// Each lint rule that the house relies on must really fire under our biome.json: a rule that a new version renames or drops
// from its presets would otherwise fall silent.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'posthouse-biome-'))
after(() => rmSync(folder, { recursive: true }))

const work = 'export async function work(): Promise<void> {\n  await Promise.resolve()\n}\n'
const longBody = '  n += 1\n'.repeat(70)

/** What each rule must find: files by name, the offence in the first one. */
const offences: readonly (readonly [rule: string, files: Readonly<Record<string, string>>])[] = [
  [
    'suspicious/noImportCycles',
    {
      'a.ts': "import { b } from './b.ts'\n\nexport const a: number = b\n",
      'b.ts': "import { a } from './a.ts'\n\nexport const b: number = a\n",
    },
  ],
  [
    'suspicious/noImportCycles',
    {
      'a.ts': "import type { B } from './b.ts'\n\nexport interface A {\n  b: B\n}\n",
      'b.ts': "import type { A } from './a.ts'\n\nexport interface B {\n  a: A\n}\n",
    },
  ],
  ['nursery/noFloatingPromises', { 'a.ts': `${work}\nexport function run(): void {\n  work()\n}\n` }],
  [
    'nursery/noFloatingPromises',
    {
      'a.ts': "import { work } from './b.ts'\n\nexport function run(): void {\n  work()\n}\n",
      'b.ts': work,
    },
  ],
  ['nursery/noMisusedPromises', { 'a.ts': `${work}\nexport const is: number = work() ? 1 : 2\n` }],
  [
    'nursery/noMisusedPromises',
    { 'a.ts': `${work}\nexport const all = (list: string[]): void => list.forEach(async () => await work())\n` },
  ],
  ['suspicious/noExplicitAny', { 'a.ts': 'export const a: any = 1\n' }],
  ['suspicious/noTsIgnore', { 'a.ts': '// @ts-ignore\nexport const a: number = 1\n' }],
  [
    'style/useImportType',
    {
      'a.ts': "import { B } from './b.ts'\n\nexport const a: B | undefined = undefined\n",
      'b.ts': 'export interface B {\n  b: number\n}\n',
    },
  ],
  [
    'correctness/useImportExtensions',
    { 'a.ts': "import { b } from './b'\n\nexport const a: number = b\n", 'b.ts': 'export const b = 1\n' },
  ],
  ['style/noDefaultExport', { 'a.ts': 'export default 1\n' }],
  ['style/noNonNullAssertion', { 'a.ts': 'export const a = (b: string | undefined): string => b!\n' }],
  [
    'complexity/noExcessiveLinesPerFunction',
    { 'a.ts': `export function a(): number {\n  let n = 0\n${longBody}  return n\n}\n` },
  ],
]

for (const [index, [rule, files]] of offences.entries()) {
  test(`biome finds ${rule} (${index + 1})`, () => {
    const names = lint(`case-${index}`, files)
    assert.ok(names.includes(`error lint/${rule}`), `found only: ${names.join(', ')}`)
  })
}

test('biome is silent about clean code, and about a function of 70 lines', () => {
  const body = '  n += 1\n'.repeat(66)
  const text = `${work}\nexport async function a(): Promise<number> {\n  let n = 0\n${body}  await work()\n  return n\n}\n`
  assert.deepEqual(lint('clean', { 'a.ts': text }), [])
})

/** Lints files under our own configuration, in a repository of their own; returns `severity rule`. */
function lint(name: string, files: Readonly<Record<string, string>>): readonly string[] {
  const home = join(folder, name)
  for (const [file, text] of Object.entries(files)) {
    const path = join(home, 'packages/x/src', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  copyFileSync(join(root, '.gitignore'), join(home, '.gitignore'))
  const configuration = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as Record<string, unknown>
  writeFileSync(join(home, 'biome.json'), JSON.stringify({ ...configuration, $schema: undefined }))
  const biome = join(root, 'node_modules/.bin/biome')
  const { stdout, stderr } = spawnSync(biome, ['lint', '--reporter=json', '.'], { cwd: home, encoding: 'utf8' })
  assert.notEqual(stdout, '', stderr)
  const { summary, diagnostics } = JSON.parse(stdout) as Report
  assert.ok(summary.unchanged >= Object.keys(files).length, 'biome saw fewer files than were written')
  return diagnostics.map(({ severity, category }) => `${severity} ${category}`)
}

interface Report {
  readonly summary: { readonly unchanged: number }
  readonly diagnostics: readonly { readonly severity: string; readonly category: string }[]
}
