// What a stranger gets: the packages are packed, the server is installed into an empty folder, and its command is used there.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import manifest from '../packages/server/package.json' with { type: 'json' }

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'posthouse-pack-'))
after(() => rmSync(folder, { recursive: true }))

for (const [name, entry] of [
  ['protocol', 'src/index.ts'],
  ['vendors', 'src/index.ts'],
  ['client', 'src/rest/index.ts'],
] as const) {
  test(`@posthouse/${name} packs its build and its sources, and no test`, () => {
    const files = packed(npm(root, 'pack', '-w', `@posthouse/${name}`, '--dry-run', '--json', '--ignore-scripts'))
    for (const file of ['package.json', entry]) assert.ok(files.includes(file), file)
    assert.deepEqual(
      files.filter(file => file.includes('.test.') || file.endsWith('.tsbuildinfo')),
      [],
    )
  })
}

test('the packed and installed server', { timeout: 170_000 }, async t => {
  const files = packed(npm(root, 'pack', '-w', manifest.name, '--pack-destination', folder, '--json'))
  const programs = ['credential-examiner', 'posthouse', 'sqlite-writer'].map(name => `dist/${name}.js`)
  const texts = ['dist/licences.txt', 'dist/console/index.html', 'dist/console/licences.md', 'package.json']
  for (const file of [...programs, ...texts]) assert.ok(files.includes(file), file)
  assert.deepEqual(
    files.filter(
      file => !/^(bin\/.*|dist\/console\/.*|dist\/[\w-]+\.js(\.map)?|dist\/licences\.txt|package\.json)$/.test(file),
    ),
    [],
  )
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const tarball = `./${manifest.name}-${manifest.version}.tgz`
  npm(folder, 'install', tarball, '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund')

  await t.test('`npx posthouse --version` prints the version of the package', () => {
    const { stdout, stderr, status } = npx('--version')
    assert.ok(stdout.includes(manifest.version), `${stdout}${stderr}`)
    assert.equal(status, 0)
  })

  await t.test('`npx posthouse --help` names its commands', () => {
    const { stdout, stderr, status } = npx('--help')
    assert.match(stdout, /\bserve\b/, stderr)
    assert.equal(status, 0)
  })

  await t.test('`posthouse serve` prints where it listens, answers there, and ends on SIGTERM', async () => {
    const child = spawn(
      join(folder, 'node_modules/.bin/posthouse'),
      ['serve', '--port', '0', '--data', join(folder, 'data')],
      {
        cwd: folder,
        env: outside(),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const ended = once(child, 'exit')
    try {
      const url = await address(child)
      const response = await fetch(url)
      assert.ok(response.status < 500, `status ${response.status}`)
      await response.body?.cancel()
      const page = await fetch(`${url}/console/`)
      assert.match(await page.text(), /<script type="module"[^>]* src="\/console\/assets\//)
    } finally {
      child.kill('SIGTERM')
    }
    assert.deepEqual(await ended, [0, null])
  })
})

/** The first URL that the server prints; fails with all that it printed when it ends before. */
async function address(child: ChildProcess): Promise<string> {
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', text => {
    output += text
  })
  for await (const text of child.stdout?.setEncoding('utf8') ?? []) {
    output += text
    const url = /http:\/\/[\w.:[\]-]+:\d+/.exec(output)?.[0]
    if (url !== undefined) return url
  }
  return assert.fail(`the server ended without saying where it listens:\n${output}`)
}

function npx(...args: readonly string[]) {
  return spawnSync('npx', ['--no-install', manifest.name, ...args], { cwd: folder, encoding: 'utf8', env: outside() })
}

function npm(cwd: string, ...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync('npm', args, { cwd, encoding: 'utf8', env: outside() })
  assert.equal(status, 0, `npm ${args.join(' ')}\n${stdout}${stderr}`)
  return stdout
}

/** The environment without what the `npm test` around us adds: its configuration, and the programs of this repository. */
function outside(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([key]) => !/^(npm_|INIT_CWD|NODE_TEST_CONTEXT|NODE_OPTIONS)/i.test(key),
  )
  const path = (process.env['PATH'] ?? '').split(':').filter(entry => !entry.startsWith(join(root, 'node_modules')))
  return { ...Object.fromEntries(own), PATH: path.join(':') }
}

/** Files of the one package in the JSON that `npm pack` prints: a list up to npm 11, an object by name from npm 12. */
function packed(json: string): readonly string[] {
  const report = Object.values(JSON.parse(json.slice(json.search(/[[{]/))) as Record<string, Packed>)[0]
  return report?.files.map(file => file.path).sort() ?? []
}

interface Packed {
  readonly files: readonly { readonly path: string }[]
}
