import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { sourceFile } from './source-files.ts'
import { checkSql, sqlFindings } from './sql.ts'

const store = 'packages/server/src/store/'
/** `@name@` stands for a place in a text. */
const written = (code: string): string => code.replace(/@(\w+)@/g, (_, name: string) => `$\{${name}}`)
const texts = (code: string, path = `${store}tables/users.ts`) =>
  sqlFindings([sourceFile(path, written(code)), sourceFile(`${store}int.ts`, '')], []).map(({ text }) => text)

test('S34 all SQL is fixed text with parameters, and only store/ speaks to a database', () => {
  assert.deepEqual(checkSql(join(import.meta.dirname, '..')), [])
})

test('SQL that a table puts together when it is called is found, also in what it uses', () => {
  for (const code of [
    'export function userTable() {\n  all(`SELECT 1 FROM app_user WHERE username = @name@`)\n}',
    'export function userTable() {\n  find(name)\n}\nfunction find(name) {\n  all(`SELECT @name@`)\n}',
    "export function userTable() {\n  all('SELECT 1 FROM app_user WHERE username = ' + name)\n}",
    'export function userTable() {\n  return sql.raw(name)\n}',
  ])
    assert.equal(texts(code).length, 1, code)
})

test('a named statement, made once of constants, is none; no more is what the builder binds', () => {
  for (const code of [
    'export const found = statement("a", `SELECT @columns@ FROM app_user WHERE username = $1`)',
    'const found = made("x")\nfunction made(table) {\n  return `SELECT 1 FROM @table@`\n}\nexport function userTable() {}',
    'export function userTable() {\n  return sql`username = @name@`\n}',
    'export function userTable() {\n  return sql<SqlBool>`username = @name@ AND true`\n}',
  ])
    assert.deepEqual(texts(code), [], code)
})

test('what an engine puts together is found outside of tables, and so is a driver outside of store/', () => {
  const code =
    "import { Client } from 'pg'\nexport async function drop(client) {\n  client.query(`DROP TABLE @name@`)\n}\n"
  assert.equal(texts(code, `${store}postgres-extra.ts`).length, 1)
  assert.equal(texts(code, 'packages/server/src/api/admin/extra.ts').length, 1)
  assert.deepEqual(texts(code, `${store}postgres-extra.test.ts`), [])
})

test('an exception that nothing needs any more, and a tree without a store, are findings', () => {
  const allowed = [{ path: `${store}int.ts`, reason: 'for this test' }]
  assert.equal(sqlFindings([sourceFile(`${store}int.ts`, '')], allowed).length, 1)
  assert.equal(sqlFindings([], []).length, 1)
})
