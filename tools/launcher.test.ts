// bin/posthouse.js in made-up packages: a checkout, an installed package, and machines whose own Node is too old.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

const bin = join(import.meta.dirname, '../packages/server/bin')
const { isNewEnough } = (await import(join(bin, 'oldest-node.js'))) as { isNewEnough(version: string): boolean }
const folder = mkdtempSync(join(tmpdir(), 'posthouse-launcher-'))
after(() => rmSync(folder, { recursive: true }))

/** Preloaded, it makes this Node look like an older one, which cannot replace its process either. */
const olderNode = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } }); process.execve = undefined",
)}`
const echo = 'console.log(JSON.stringify(process.argv.slice(2)), process.pid)\nprocess.exitCode = 3\n'

test('an installed package runs its bundle in this very process, arguments and exit code kept', () => {
  const home = packageWith('installed', { 'dist/posthouse.js': echo })
  const { stdout, status, pid } = spawnSync(
    process.execPath,
    [join(home, 'bin/posthouse.js'), 'serve', '--port', '0'],
    {
      encoding: 'utf8',
    },
  )
  assert.equal(stdout, `["serve","--port","0"] ${pid}\n`)
  assert.equal(status, 3)
})

test('a checkout runs its source under the condition `source`, in this very process', () => {
  const home = packageWith('checkout', {
    'src/main.ts': `import { word } from '@posthouse/protocol'\nconsole.log(word)\n${echo}`,
    'dist/posthouse.js': "console.log('a stale bundle')",
    'node_modules/@posthouse/protocol/package.json': JSON.stringify({
      type: 'module',
      exports: { source: './source.js', default: './built.js' },
    }),
    'node_modules/@posthouse/protocol/source.js': "export const word = 'source'",
    'node_modules/@posthouse/protocol/built.js': "export const word = 'built'",
  })
  const { stdout, status, pid } = spawnSync(process.execPath, [join(home, 'bin/posthouse.js'), '--help'], {
    encoding: 'utf8',
  })
  assert.equal(stdout, `source\n["--help"] ${pid}\n`)
  assert.equal(status, 3)
})

test('an older Node hands over to the Node of the optional dependency, arguments and exit code kept', () => {
  const home = packageWith('older', { 'dist/posthouse.js': echo })
  bundleNode(home)
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--import', olderNode, join(home, 'bin/posthouse.js'), 'serve'],
    { encoding: 'utf8' },
  )
  assert.match(stdout, /^bundled Node\n\["serve"\] \d+\n$/)
  assert.equal(status, 3)
})

test('an older Node passes SIGTERM on and ends as the server ends', async () => {
  const home = packageWith('signals', {
    'dist/posthouse.js':
      "process.on('SIGTERM', () => process.exit(5))\nprocess.stdin.resume()\nconsole.log('ready')\nsetInterval(() => {}, 1e6)\n",
  })
  bundleNode(home)
  const child = spawn(process.execPath, ['--import', olderNode, join(home, 'bin/posthouse.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  for await (const text of child.stdout.setEncoding('utf8')) {
    output += text
    if (output.includes('ready')) break
  }
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  assert.deepEqual(await ended, [5, null])
})

test('S58 a Node is new enough from the last security release of its line on', () => {
  for (const version of [
    '24.18.1',
    '24.19.0',
    '26.6.1',
    '26.10.0',
    '27.0.0',
    '27.0.0-nightly20261121',
    process.versions.node,
  ])
    assert.ok(isNewEnough(version), version)
  for (const version of ['20.19.0', '22.23.2', '24.18.0', '24.9.9', '25.9.9', '26.6.0', '26.0.0', '', 'x'])
    assert.ok(!isNewEnough(version), version)
})

test('an older Node without the optional dependency says one sentence and ends with 78', () => {
  const home = packageWith('alone', { 'dist/posthouse.js': echo })
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', olderNode, join(home, 'bin/posthouse.js')],
    { encoding: 'utf8' },
  )
  assert.equal(stdout, '')
  assert.match(
    stderr,
    /^posthouse: Node 20\.19\.0 is too old .* install Node 24\.18\.1, or 26\.6\.1 or later and run the command again\.\n$/,
  )
  assert.equal(status, 78)
})

function packageWith(name: string, files: Readonly<Record<string, string>>): string {
  const home = join(folder, name)
  cpSync(bin, join(home, 'bin'), { recursive: true })
  write(home, 'package.json', '{"type":"module"}')
  for (const [path, text] of Object.entries(files)) write(home, path, text)
  return home
}

/** Puts a "Node" where the optional dependency would be: it says so, and is ours. */
function bundleNode(home: string): void {
  const path = `node_modules/node-${process.platform}-${process.arch}/bin/node`
  write(home, path, `#!/bin/sh\necho bundled Node\nexec '${process.execPath}' "$@"\n`)
  chmodSync(join(home, path), 0o755)
}

function write(home: string, path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), text)
}
