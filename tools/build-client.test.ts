// What a stranger's program sees of the client: its build is used from a folder where nothing else is.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { buildClient } from './build-client.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'posthouse-client-'))
const installed = join(folder, 'node_modules', '@posthouse', 'client')

before(async () => {
  await buildClient()
  mkdirSync(installed, { recursive: true })
  for (const part of ['package.json', 'dist']) {
    cpSync(join(root, 'packages/client', part), join(installed, part), { recursive: true })
  }
})
after(() => rmSync(folder, { recursive: true }))

const program = `
declare const console: { log(...words: unknown[]): void }
import ZIM, { ZIMMessageType, type ZIMMessage, type ZIMPushConfig, ZIMErrorCode } from '@posthouse/client'
import { ZPNs } from '@posthouse/client'
import { usePush } from '@posthouse/client/push'
import Default, { ZPNsIOSEnvironment } from '@posthouse/client/zpns'
const zim = ZIM.create({ appID: 7, appSign: 's', server: 'https://push.example.com' })
const pushConfig: ZIMPushConfig = { title: 'title', resourcesID: 'strategy' }
const text: ZIMMessage = { type: 1, message: 'hello' }
const kind: ZIMMessageType.Text = ZIMMessageType.Text
zim?.on('peerMessageReceived', (from, { messageList, info }) => console.log(from === zim, messageList.length, info.isOfflineMessage))
zim?.sendMessage(text, 'bob', 0, { priority: 2, pushConfig }).catch(({ code }) => console.log(kind, code === ZIMErrorCode.NetworkModuleUserIsNotLogged))
console.log(ZPNs === Default, ZPNsIOSEnvironment.Automatic, typeof usePush)
`
const strict = ['--strict', '--noEmit', '--ignoreConfig', '--lib', 'es2020', '--target', 'es2020', '--types', '']

test('its types compile without those of any other package, or of a browser', () => {
  for (const [file, ...options] of [
    ['esm.mts', '--module', 'nodenext'],
    ['cjs.cts', '--module', 'nodenext', '--esModuleInterop'],
    ['bundled.ts', '--module', 'esnext', '--moduleResolution', 'bundler'],
  ] as const) {
    writeFileSync(join(folder, file), program)
    const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), [file, ...options, ...strict], {
      cwd: folder,
      encoding: 'utf8',
    })
    assert.equal(status, 0, `${file}\n${stdout}`)
  }
})

test('it runs as a module and by `require`, where ZIM and ZPNs are the same from every entry', () => {
  const lines = program.split('\n').filter(line => !/^(import|declare)/.test(line))
  const body = lines.join('\n').replace(/const (\w+): [\w.]+ =/g, 'const $1 =')
  const imports = program
    .split('\n')
    .filter(line => line.startsWith('import'))
    .join('\n')
    .replace(/type \w+, /g, '')
  writeFileSync(join(folder, 'run.mjs'), `${imports}\n${body}`)
  writeFileSync(
    join(folder, 'run.cjs'),
    `const { default: ZIM, ZIMMessageType, ZIMErrorCode, ZPNs } = require('@posthouse/client')
const { usePush } = require('@posthouse/client/push')
const { default: Default, ZPNsIOSEnvironment } = require('@posthouse/client/zpns')
${body}`,
  )
  for (const file of ['run.mjs', 'run.cjs']) {
    const { stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' })
    assert.equal(stdout, 'true 2 function\n1 true\n', `${file}\n${stderr}`)
  }
})

test('it names no other package, and nothing that engines of apps on phones lack', () => {
  const files = globSync('dist/**/*.js', { cwd: installed })
  assert.ok(files.length > 5)
  for (const file of files) {
    const code = readFileSync(join(installed, file), 'utf8')
    assert.ok(!/@posthouse\/protocol|typebox/.test(code), file)
    if (file.includes('rest/') || file.includes('service-worker') || file.endsWith('all.js')) continue
    const [found] = /Object\.hasOwn|\.at\(-?\d|structuredClone/.exec(code) ?? []
    assert.equal(found, undefined, file)
  }
})
