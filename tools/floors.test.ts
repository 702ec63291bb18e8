import assert from 'node:assert/strict'
import { test } from 'node:test'
import { floorFindings } from './floors.ts'
import { sourceFile } from './source-files.ts'

const server = 'packages/server/src'

test('a tree without sources is a finding, not a pass', () => {
  assert.deepEqual(texts({}), ['no source file seen: the check looks at the wrong place'])
})

test('imports that go down the floors are allowed', () => {
  const files = {
    [`${server}/base/clock.ts`]: "import { EventEmitter } from 'node:events'",
    [`${server}/domain/push.ts`]: "import type { Clock } from '../base/clock.ts'",
    [`${server}/ports/store.ts`]: "import type { Push } from '../domain/push.ts'",
    [`${server}/store/sqlite.ts`]: "import type { Store } from '../ports/store.ts'",
    [`${server}/flows/push/accept.ts`]: "import type { Store } from '../../ports/store.ts'",
    [`${server}/http/envelope.ts`]: "import { accept } from '../flows/push/accept.ts'",
    [`${server}/api/push.ts`]: "import { envelope } from '../http/envelope.ts'",
    [`${server}/app/compose.ts`]: "import { push } from '../api/push.ts'\nimport '../store/sqlite.ts'",
    [`${server}/main.ts`]: "import { compose } from './app/compose.ts'",
    [`${server}/cli/run.ts`]: "import { main } from '../main.ts'",
  }
  assert.deepEqual(texts(files), [])
})

const breaches: readonly (readonly [from: string, to: string, text: string])[] = [
  ['base', 'domain', 'base (floor 0) may not import domain (floor 1)'],
  ['domain', 'ports', 'domain (floor 1) may not import ports (floor 2)'],
  ['ports', 'store', 'ports (floor 2) may not import store (floor 3)'],
  ['store', 'bus', 'store (floor 3) may not import bus (floor 3)'],
  ['channels', 'net', 'channels (floor 3) may not import net (floor 3)'],
  ['net', 'flows', 'net (floor 3) may not import flows (floor 4)'],
  ['flows', 'store', 'flows (floor 4) may not import store (floor 3)'],
  ['flows', 'channels', 'flows (floor 4) may not import channels (floor 3)'],
  ['worker', 'store', 'worker (floor 5) may not import store (floor 3)'],
  ['worker', 'http', 'worker (floor 5) may not import http (floor 5)'],
  ['http', 'api', 'http (floor 5) may not import api (floor 5)'],
  ['gateway', 'api', 'gateway (floor 5) may not import api (floor 5)'],
  ['api', 'app', 'api (floor 5) may not import app (floor 6)'],
  ['app', 'sandbox', 'app imports main/serve/cli/sandbox, which nobody may import'],
]

for (const [from, to, text] of breaches) {
  test(`${from} may not import ${to}, by value, type or dynamic import`, () => {
    const target = { [`${server}/${to}/b.ts`]: 'export const b = 1' }
    for (const line of [
      `import { b } from '../${to}/b.ts'`,
      `import type { b } from '../${to}/b.ts'`,
      `import {\n  type b,\n} from '../${to}/b.ts'`,
      `export * from '../${to}/b.ts'`,
      `import '../${to}/b.ts'`,
      `const late = await import('../${to}/b.ts')`,
      `let b: import('../${to}/b.ts').B`,
      `new Worker(new URL('../${to}/b.ts', import.meta.url))`,
    ]) {
      assert.deepEqual(texts({ ...target, [`${server}/${from}/a.ts`]: line }), [text], line)
    }
  })
}

test('a test may import its own floor, lower floors and app, but no higher floor', () => {
  const tree = (target: string) => ({
    [`${server}/${target}/b.ts`]: '',
    [`${server}/flows/a.test.ts`]: `import '../${target}/b.ts'`,
  })
  for (const target of ['store', 'base', 'app']) assert.deepEqual(texts(tree(target)), [])
  assert.deepEqual(texts(tree('api')), ['flows (floor 4) may not import api (floor 5)'])
  assert.deepEqual(texts(tree('sandbox')), ['flows imports main/serve/cli/sandbox, which nobody may import'])
})

test('what is not a test may not import one', () => {
  const files = { [`${server}/base/a.test.ts`]: '', [`${server}/base/b.ts`]: "import './a.test.ts'" }
  assert.deepEqual(texts(files), ['imports the test ./a.test.ts'])
})

test('an unknown room and an unknown package are findings', () => {
  assert.deepEqual(texts({ [`${server}/lounge/a.ts`]: '' }), [
    'unknown room lounge: give it a floor in tools/floors.ts',
  ])
  assert.deepEqual(texts({ 'packages/attic/src/a.ts': '' }), [
    'unknown package attic: give it a line in tools/floors.ts',
  ])
})

test('an import of a file that is not there is a finding', () => {
  assert.deepEqual(texts({ [`${server}/base/a.ts`]: "import './gone.ts'" }), [
    'imports ./gone.ts, which does not exist',
  ])
})

test('protocol sees no Node module and no other package, vendors do not see the server', () => {
  const from = (path: string, specifier: string) => texts({ [path]: `import '${specifier}'` })
  assert.deepEqual(from('packages/protocol/src/a.ts', 'typebox'), [])
  assert.deepEqual(from('packages/protocol/src/a.test.ts', 'node:test'), [])
  assert.deepEqual(from('packages/protocol/src/a.ts', 'node:crypto'), [
    'protocol runs without Node and may not import node:crypto',
  ])
  assert.deepEqual(from('packages/protocol/src/a.ts', 'fs/promises'), [
    'protocol runs without Node and may not import fs/promises',
  ])
  assert.deepEqual(from('packages/protocol/src/a.ts', '@posthouse/vendors'), [
    'package protocol may not import @posthouse/vendors',
  ])
  assert.deepEqual(from('packages/vendors/src/a.ts', 'posthouse/src/main.ts'), [
    'package vendors may not import posthouse/src/main.ts',
  ])
  assert.deepEqual(from(`${server}/app/a.ts`, '@posthouse/vendors/simulators'), [])
  assert.deepEqual(from('packages/vendors/src/a.ts', '../../server/src/main.ts'), [
    'reaches out of its package by a path (../../server/src/main.ts): import the package by its name',
  ])
})

test('the client sees no Node module, and of our packages the protocol only', () => {
  const from = (path: string, specifier: string) => texts({ [path]: `import '${specifier}'` })
  assert.deepEqual(from('packages/client/src/rest/a.test.ts', 'node:http'), [])
  assert.deepEqual(from('packages/client/src/rest/a.ts', 'node:crypto'), [
    'client runs without Node and may not import node:crypto',
  ])
  assert.deepEqual(from('packages/client/src/a.ts', '@posthouse/protocol/frames'), [])
  assert.deepEqual(from('packages/client/src/a.ts', '@posthouse/vendors'), [
    'package client may not import @posthouse/vendors',
  ])
  assert.deepEqual(from('packages/vendors/src/a.ts', '@posthouse/client/rest'), [
    'package vendors may not import @posthouse/client/rest',
  ])
})

test('a circle is found once, through types and through package entries', () => {
  const circle = {
    [`${server}/base/a.ts`]: "import type { B } from './b.ts'",
    [`${server}/base/b.ts`]: "import { c } from './c.ts'",
    [`${server}/base/c.ts`]: "import type { A } from './a.ts'",
    [`${server}/base/d.ts`]: "import { a } from './a.ts'",
  }
  assert.deepEqual(texts(circle), [
    `import cycle of 3: ${server}/base/a.ts ↔ ${server}/base/b.ts ↔ ${server}/base/c.ts`,
  ])
  const entries = new Map([['@posthouse/vendors', 'packages/vendors/src/index.ts']])
  const round = {
    'packages/vendors/src/index.ts': "export * from './a.ts'",
    'packages/vendors/src/a.ts': "import { vendors } from '@posthouse/vendors'",
  }
  assert.deepEqual(texts(round, entries), [
    'imports its own package by name (@posthouse/vendors): use a path',
    'import cycle of 2: packages/vendors/src/a.ts ↔ packages/vendors/src/index.ts',
  ])
})

test('two ways to one file are no circle', () => {
  const diamond = {
    [`${server}/base/a.ts`]: "import './b.ts'\nimport './c.ts'",
    [`${server}/base/b.ts`]: "import './d.ts'",
    [`${server}/base/c.ts`]: "import './d.ts'",
    [`${server}/base/d.ts`]: '',
  }
  assert.deepEqual(texts(diamond), [])
})

test('what a comment names is no import', () => {
  const text = "// taken from '../app/b.ts'\n/**\n * import x from '../app/b.ts'\n */\n"
  assert.deepEqual(texts({ [`${server}/base/a.ts`]: text, [`${server}/app/b.ts`]: '' }), [])
})

test('an import in the text of a program that is only shown is none', () => {
  const code = "const texts = {\n  node: name => `import { createHmac } from 'node:crypto'\n`,\n}\n"
  assert.deepEqual(texts({ 'packages/console/src/snippets.ts': code }), [])
})

test('a finding names the line of the import', () => {
  const files = [
    sourceFile(`${server}/base/a.ts`, "// head\nimport {\n  b,\n} from '../app/b.ts'\n"),
    sourceFile(`${server}/app/b.ts`, ''),
  ]
  assert.deepEqual(floorFindings(files, new Map())[0]?.line, 4)
})

function texts(tree: Readonly<Record<string, string>>, entries: ReadonlyMap<string, string> = new Map()): string[] {
  const files = Object.entries(tree).map(([path, text]) => sourceFile(path, text))
  return floorFindings(files, entries).map(finding => finding.text)
}
