// The commands about push resources, against a whole server.
import { deepEqual, equal, match } from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { writePrivate } from '../app/data-directory.ts'
import { resourcesPerAppMax } from '../domain/handover/resource.ts'
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

test('resource set, list and delete keep a push resource, in both languages', async () => {
  equal((await terminal.run('resource', 'list')).out, 'None.\n')
  const set = await terminal.run('resource', 'set', 'call', '--apns', '{"kind":"voip"}', '--vivo', '{"isTest":true}')
  deepEqual([set.exit, set.out], [0, 'Push resource call is stored.\n'])
  match(
    (await terminal.run('resource', 'list')).out,
    /^call +apns +\{"kind":"voip"\}\ncall +vivo +\{"isTest":true\}\n$/,
  )
  await terminal.run('resource', 'set', 'call', '--xiaomi', '{"channelId":"chat"}')
  const { resources } = (await terminal.run('resource', 'list', '--json')).json()
  deepEqual(resources[0].options, { xiaomi: { channelId: 'chat' } })
  const deleted = await terminal.run('resource', 'delete', 'call', '--lang', 'zh')
  deepEqual([deleted.exit, deleted.out], [0, '推送资源 call 已删除。\n'])
  equal((await terminal.run('resource', 'delete', 'call')).exit, 1)
})

test('a resource that contradicts itself, has no proper name, or is one too many is refused and changes nothing', async () => {
  const refused = async (...words: readonly string[]) => {
    const { exit, err } = await terminal.run('resource', 'set', ...words)
    equal(exit === 0, false, words.join(' '))
    return err
  }
  match(await refused('x', '--apns', 'nonsense'), /--apns is no JSON object/)
  match(await refused('x', '--apns', '{"kind":"loud"}'), /apns/)
  match(await refused('x', '--harmony', '{"click":"detail"}'), /harmony\.uri is needed/)
  match(await refused('x', '--oppo', '{"notifyLevel":16}'), /oppo\.category is needed/)
  match(await refused('n'.repeat(33), '--apns', '{}'), /1 to 32 visible ASCII/)
  for (let index = 0; index < resourcesPerAppMax; index += 1) {
    equal((await server.admin('PUT', `push-resources/r${index}`, {})).status, 200)
  }
  match(await refused('x', '--apns', '{}'), /at most 10 push resources/)
  const { body } = await server.admin('GET', 'push-resources')
  equal(body.resources.length, resourcesPerAppMax)
})
