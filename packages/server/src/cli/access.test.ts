// The commands about accounts, keys and the audit log, against a whole server.
import { deepEqual, equal, match } from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { writePrivate } from '../app/data-directory.ts'
import { startTestServer, type TestServer } from '../sandbox/test-server.ts'
import { asConsole, password } from '../sandbox/testing/console-client.ts'
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

const run = (...words: readonly string[]) => terminal.run(...words)

test('account add, set, disable, invite and remove, and a link that works', async () => {
  const { org, app } = server.demo
  equal((await run('account', 'list')).out, 'None.\n')
  const added = await run('account', 'add', 'Bo', '--on', `${org}/${app}=operator`, '--json')
  equal(added.exit, 0, added.err)
  const { link, account } = added.json()
  deepEqual([account.name, account.roles], ['bo', [{ org, app, role: 'operator' }]])
  const [place, token] = link.split('#')
  equal(place, `${server.adminUrl}/console/invitation`)
  const accepted = await asConsole(server, 'POST', '/admin/v1/invitation', { body: { token, password } })
  equal(accepted.status, 200)
  const set = await run('account', 'set', 'bo', '--role', 'viewer', '--on', `${org}/${app}=none`)
  match(set.out, /^bo +active +viewer +\d{4}-/)
  match((await run('account', 'disable', 'bo')).out, /^bo +disabled/)
  match((await run('account', 'disable', 'bo', '--undo', '--lang', 'zh')).out, /^bo +正常/)
  match(
    (await run('account', 'invite', 'bo')).out,
    /^Give this link to bo; it works once, until .*:\nhttp:.*#[\w-]{43}\n$/,
  )
  equal((await run('account', 'add', 'bo')).exit, 1)
  match((await run('account', 'add', 'x', '--role', 'king')).err, /"king" is no role/)
  match((await run('account', 'set', 'bo')).err, /give --role or --on/)
  match((await run('account', 'remove', 'bo')).out, /The account bo is removed/)
  match((await run('account', 'remove', 'bo')).err, /There is no account bo/)
})

test('key create, list and revoke', async () => {
  const { org, app } = server.demo
  const created = await run('key', 'create', 'nightly', '--role', 'operator', '--days', '2')
  match(created.out, /^phk_[\w-]{43}\nThe key is not shown again/)
  const listed = await run('key', 'list')
  match(listed.out, new RegExp(`^\\d+ +nightly +operator +${org}/${app} +never used +ends `))
  await run('key', 'create', 'watcher', '--all')
  equal((await run('key', 'list', '--all', '--json')).json().keys.length, 2)
  const [id = ''] = listed.out.split(' ')
  match((await run('key', 'revoke', id)).out, /is revoked/)
  equal((await run('key', 'list')).out, 'None.\n')
  equal((await run('key', 'revoke', id)).exit, 1)
  match((await run('key', 'create', 'x', '--days', '0')).err, /--days/)
})

test('audit shows who did what, and --verify fails once an entry was edited', async () => {
  const shown = await run('audit', '--action', 'apiKeys.createOfApp')
  match(shown.out, /^\d+ +\d{4}-.* +operator key +127\.0\.0\.1 +apiKeys\.createOfApp +.*\{name, role, expiresAt\}/m)
  match((await run('audit', '--here', '--actor', 'nobody')).out, /None\./)
  const verified = await run('audit', '--verify')
  match(verified.out, /^\d+ entries hold; the last hash is\n[0-9a-f]{64}\n$/)
  const database = new DatabaseSync(join(server.dataPath, 'posthouse.db'), { timeout: 5_000 })
  database.exec("UPDATE audit SET address = '10.0.0.1' WHERE seq = 3")
  database.close()
  const broken = await run('audit', '--verify')
  deepEqual([broken.exit, broken.out], [1, 'The log does not hold at entry 3 (changed); the 2 before it do.\n'])
})
