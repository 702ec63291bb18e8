// The vendors' pages are followed line by line: every `posthouse` command in them is run against the sandbox, with the files that it names
// made from what the vendor's simulator hands out. Both languages give the same commands.
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { vendors } from '@posthouse/vendors'
import { writePrivate } from '../app/data-directory.ts'
import { openTerminal, type Terminal } from '../cli/testing/terminal.ts'
import { startTestServer, type TestServer } from './test-server.ts'

const pagesFolder = join(import.meta.dirname, '../../../../docs/vendors')
/** Belongs to the public key that the page of Web Push shows (RFC 8291 §5). */
const vapidPrivateKey = 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'

let server: TestServer
let folder: string

before(async () => {
  server = await startTestServer()
  folder = await mkdtemp(join(tmpdir(), 'posthouse-pages-'))
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
  await using terminal = terminalFor('acme/chat')
  assert.equal((await terminal.run('app', 'create', 'acme/chat')).exit, 0)
})
after(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

function terminalFor(app: string): Terminal {
  return openTerminal({ POSTHOUSE_DATA: server.dataPath, POSTHOUSE_APP: app }, folder)
}

/** Runs the commands in an app of their own; a page's own ids are none of the simulator's, so a check may end with a finding. */
async function follow(page: string, vendor: string): Promise<void> {
  const commands = await commandsOf(`${page}.md`)
  assert.deepEqual(await commandsOf(`${page}.zh-CN.md`), commands)
  assert.ok(commands.length > 0)
  await using terminal = terminalFor(`pages/${page}`)
  assert.equal((await terminal.run('app', 'create', `pages/${page}`)).exit, 0)
  for (const words of commands) {
    if (words[1] === 'add') await provideFiles(vendor, words)
    const { exit, out, err } = await terminal.run(...words)
    const fine = words[1] === 'check' ? exit === 0 || exit === 1 : exit === 0
    assert.ok(fine, `posthouse ${words.join(' ')}\n${out}${err}`)
  }
}

/** The `posthouse` commands of a page's shell blocks, each as its words. */
async function commandsOf(page: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(join(pagesFolder, page), 'utf8')
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block.replaceAll('\\\n', ' '))
  return blocks
    .flatMap(block => block.split('\n'))
    .filter(line => line.startsWith('posthouse '))
    .map(line =>
      [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, two, three]) => one ?? two ?? three ?? ''),
    )
    .map(([_posthouse, ...words]) => words)
}

async function provideFiles(vendor: string, words: readonly string[]): Promise<void> {
  const credential = await server.simulators.get(vendor)?.addApp({ packageName: 'com.example.chat' })
  const [file, secret] = ['--file', '--certificate-file'].map(flag => words[words.indexOf(flag) + 1] ?? '')
  if (words.includes('--file')) await writeFile(join(folder, file ?? ''), Buffer.from(credential?.file ?? '', 'base64'))
  if (!words.includes('--certificate-file')) return
  const text = vendor === 'webpush' ? vapidPrivateKey : (credential?.certificate ?? '')
  await writeFile(join(folder, secret ?? ''), `${text}\n`)
}

for (const { name: vendor } of vendors) {
  test(`the commands of the page of ${vendor} work as they stand`, () => follow(vendor, vendor))
}

test('the commands of the page about categories work as they stand', () => follow('categories', 'fcm'))

test('each vendor has its page in both languages, and no page is without a vendor', async () => {
  const names = [...vendors.map(({ name }) => name), 'categories']
  const wanted = names.flatMap(name => [`${name}.md`, `${name}.zh-CN.md`])
  assert.deepEqual(new Set(await readdir(pagesFolder)), new Set(wanted))
})
