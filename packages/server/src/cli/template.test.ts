// The commands about push templates, against a whole server.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { writePrivate } from '../app/data-directory.ts'
import { startTestServer, type TestServer } from '../sandbox/test-server.ts'
import { openTerminal, type Terminal } from './testing/terminal.ts'

let server: TestServer
let terminal: Terminal

before(async () => {
  server = await startTestServer()
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
  terminal = openTerminal({ POSTHOUSE_DATA: dataPath }, dataPath)
})
after(async () => {
  await terminal[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('template create, list, show and delete keep a template, in both languages', async () => {
  const created = await terminal.run('template', 'create', 'promo1', '--title', 'News for {0}', '--content', '{$msg}')
  assert.deepEqual([created.exit, created.out], [0, 'Template promo1 is created.\n'])
  assert.match((await terminal.run('template', 'list')).out, /^promo1 +News for \{0\} +\{\$msg\}\n$/)
  const shown = await terminal.run('template', 'show', 'promo1', '--lang', 'zh')
  assert.match(shown.out, /^标题 +News for \{0\}\n内容 +\{\$msg\}\n创建于 +\d{4}-.*\n修改于 +\d{4}-/)
  const { name, title_pattern: title } = (await terminal.run('template', 'show', 'promo1', '--json')).json()
  assert.deepEqual([name, title], ['promo1', 'News for {0}'])
  const deleted = await terminal.run('template', 'delete', 'promo1', '--lang', 'zh')
  assert.deepEqual([deleted.exit, deleted.out], [0, '模板 promo1 已删除。\n'])
  assert.equal((await terminal.run('template', 'list')).out, 'None.\n')
})

test('template list goes on where a page ended', async () => {
  for (const name of ['a', 'b', 'c']) await terminal.run('template', 'create', name, '--title', 't', '--content', 'c')
  const first = (await terminal.run('template', 'list', '--limit', '2', '--json')).json()
  assert.equal(first.templates.length, 2)
  const second = (await terminal.run('template', 'list', '--cursor', first.cursor, '--json')).json()
  assert.deepEqual([second.templates.length, second.templates[0].name, second.cursor], [1, 'c', undefined])
  assert.match((await terminal.run('template', 'list', '--limit', '2')).out, /\n--cursor \S+\n$/)
})

test('template commands say what is wrong', async () => {
  const bare = await terminal.run('template', 'create', 'x', '--title', 't')
  assert.deepEqual([bare.exit, bare.err], [2, 'posthouse: template create: --content is missing.\n'])
  const unknown = await terminal.run('template', 'show', 'promo9')
  assert.deepEqual([unknown.exit, /promo9 template is not exist/.test(unknown.err)], [1, true])
  assert.match((await terminal.run('template', 'create', 'a b', '--title', 't', '--content', 'c')).err, /name/)
  assert.equal((await terminal.run('template', 'delete', 'promo9')).exit, 1)
})
