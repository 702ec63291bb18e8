// The generated part of @posthouse/client/rest against the document it comes from, and what the client weighs in a bundle.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { sharedTypes } from './rest-client/shared-types.ts'
import { int64Members, typeText } from './rest-client/type-text.ts'
import { generatedFiles, generatedFolder } from './rest-client.ts'

const root = join(import.meta.dirname, '..')
/** Of everything, gzipped; a page that imports single groups carries less. */
const bytesMax = 10_000
const generated = generatedFiles()

test('the committed files are what the generator writes', () => {
  const stale = generated.filter(({ name, text }) => {
    const committed = globSync(name, { cwd: join(root, generatedFolder) })
    return committed.length === 0 || readFileSync(join(root, generatedFolder, name), 'utf8') !== text
  })
  const command = 'run: node --conditions=source tools/rest-client.ts'
  assert.deepEqual(
    stale.map(({ name }) => name),
    [],
    command,
  )
  const left = globSync('*.ts', { cwd: join(root, generatedFolder) }).filter(
    name => !generated.some(one => one.name === name),
  )
  assert.deepEqual(left, [], command)
})

test('types say what schemas say', () => {
  const input = (schema: Parameters<typeof typeText>[0]) =>
    typeText(schema, { direction: 'input' }).replace(/\s+/g, ' ')
  assert.equal(input({ type: 'integer', format: 'int64' }), 'string')
  assert.equal(input({ anyOf: [{ const: 'a' }, { type: 'null' }] }), '"a" | null')
  assert.equal(input({ type: 'array', items: { type: 'boolean' } }), 'readonly (boolean)[]')
  assert.equal(
    input({ type: 'object', patternProperties: { '^.*$': { type: 'string' } } }),
    'Readonly<Record<string, string>>',
  )
  assert.equal(
    input({
      type: 'object',
      properties: { a: { type: 'number' }, 'b-c': {} },
      required: ['a'],
      additionalProperties: true,
    }),
    '{ readonly a: number readonly "b-c"?: unknown | undefined readonly [member: string]: unknown }',
  )
})

test('what two answers share has one type, called by the member it stands in', () => {
  const user = {
    type: 'object',
    properties: { uuid: {}, name: { type: 'string' }, created: { type: 'integer' } },
  } as const
  const list = { type: 'object', properties: { entities: { type: 'array', items: user } } } as const
  const worded = { ...user, properties: { ...user.properties, uuid: { description: 'Other words' } } }
  const { names, types } = sharedTypes('Users', [
    { name: 'UsersListReply', schema: list },
    { name: 'UsersGetReply', schema: worded },
  ])
  assert.deepEqual(types, [{ name: 'UsersEntity', schema: user }])
  assert.equal(
    typeText(list, { direction: 'reply', names }).replace(/\s+/g, ' '),
    '{ readonly entities?: readonly (UsersEntity)[] }',
  )
})

test('64-bit members are found wherever they stand, and refused where they have no name', () => {
  const id = { type: 'integer', format: 'int64' }
  assert.deepEqual(int64Members({ properties: { data: { type: 'array', items: { properties: { taskId: id } } } } }), [
    'taskId',
  ])
  assert.throws(() => int64Members({ type: 'array', items: id }), /no member name/)
})

test('all of @posthouse/client/rest in a bundle for browsers', async t => {
  const bytes = await bundledBytes("export * from '@posthouse/client/rest'")
  const single = await bundledBytes("export { createCaller, pushOf } from '@posthouse/client/rest'")
  t.diagnostic(`${bytes} bytes gzipped; with the methods of one resource ${single}`)
  assert.ok(bytes <= bytesMax, `${bytes} bytes, above ${bytesMax}`)
  assert.ok(single < bytes / 1.5, 'what is not imported is left out')
})

async function bundledBytes(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['source'],
  })
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array()).length
}
