// What we take from others, and how surely it is what we took before (S55, S56, S57): read from the manifests and the lock file.
// The reasons for each package are in docs/dependencies.md, which docs.test.ts compares with the manifests.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isAtLeast, leastVersions } from './least-versions.ts'

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

interface LockEntry {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly license?: string
  readonly hasInstallScript?: boolean
}

const root = join(import.meta.dirname, '..')
const oldestNode = join(root, 'packages/server/bin/oldest-node.js')
const { isNewEnough } = (await import(oldestNode)) as { isNewEnough(version: string): boolean }
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))
const manifests = new Map(
  globSync(['package.json', 'packages/*/package.json', 'bench/package.json', 'prove/package.json'], { cwd: root }).map(
    path => [path, read(path) as Manifest],
  ),
)
const lock = read('package-lock.json') as { readonly packages: Readonly<Record<string, LockEntry>> }
/** Entries of foreign packages; our own are links. */
const foreign = Object.entries(lock.packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)
const own = new Set([...manifests.values()].map(({ name }) => name))

/** What runs with a published package. */
const running = new Set<string>()
for (const [path, { private: isPrivate }] of manifests)
  if (!isPrivate) broughtBy(path.replace(/\/package\.json$/, ''), running)

/** Most packages that the published ones name themselves (S57). */
const directMax = 15
/** Licences that ask for no more than to be named. */
const licences = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
]

test('the manifests and the lock file are seen', () => {
  assert.ok(manifests.size >= 4 && foreign.length > 50, `${manifests.size} manifests, ${foreign.length} packages`)
})

test(`S57: the published packages need at most ${directMax} others at run time`, () => {
  const direct = new Set(
    [...manifests.values()]
      .filter(manifest => !manifest.private)
      .flatMap(manifest => Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }))
      .filter(name => !own.has(name)),
  )
  assert.ok(direct.size > 0 && direct.size <= directMax, [...direct].join(', '))
})

test('S56: every version is pinned exactly, and comes from nowhere but the registry', () => {
  const loose = [...manifests].flatMap(([path, manifest]) =>
    Object.entries({
      ...manifest.peerDependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
      ...manifest.dependencies,
    })
      // Our own packages stand beside each other; a published one names the version it was built with.
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${path}: ${name} ${version}`),
  )
  assert.deepEqual(loose, [])
})

test('S56: every package of the lock file has a digest, and all come from one place', () => {
  const bare = foreign.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))
  assert.deepEqual(bare, [])
  // Without an address a package comes from the registry that is configured where it is installed; its digest decides either way.
  const places = new Set(foreign.map(([, { resolved }]) => placeOf(resolved)))
  assert.equal(places.size, 1, [...places].join(', '))
  assert.ok(!places.has('elsewhere'))
})

test('S56: the lock file is that of the manifests', () => {
  for (const [path, manifest] of manifests) {
    const entry = lock.packages[path.replace(/\/?package\.json$/, '')] as Manifest | undefined
    assert.ok(entry, path)
    for (const kind of ['dependencies', 'optionalDependencies', 'devDependencies'] as const)
      assert.deepEqual(entry[kind] ?? {}, manifest[kind] ?? {}, `${kind} of ${path}`)
  }
})

test('S55: nothing that runs needs an install script', () => {
  assert.ok(running.size > 30, `${running.size} packages`)
  const scripted = [...running].filter(path => lock.packages[path]?.hasInstallScript)
  assert.deepEqual(scripted, [])
})

test('S57: everything that runs is under a licence that asks for no more than to be named', () => {
  const licenceOf = (path: string) => lock.packages[path]?.license ?? 'none'
  const other = [...running].filter(path => !licences.includes(licenceOf(path)))
  assert.deepEqual(
    other.map(path => `${path}: ${licenceOf(path)}`),
    [],
  )
})

test('S58: nothing that runs is older than what is known to be safe', () => {
  const versionOf = (path: string) => lock.packages[path]?.version ?? ''
  for (const least of leastVersions) {
    const found = [...running].filter(path => path.endsWith(`node_modules/${least.name}`))
    assert.ok(found.length > 0, `${least.name} runs no more: its line can go`)
    const old = found.filter(path => !isAtLeast(versionOf(path), least))
    assert.deepEqual(
      old.map(path => `${path} ${versionOf(path)}: ${least.why}`),
      [],
    )
  }
  const nodes = [...running].filter(path => /node_modules\/node-linux-\w+$/.test(path))
  assert.deepEqual([nodes.length, nodes.filter(path => !isNewEnough(versionOf(path)))], [2, []])
  // What fetches for the credential check and for tools is inside Node.
  const inside = leastVersions.find(({ name }) => name === 'undici')
  assert.ok(inside && isAtLeast(process.versions['undici'] ?? '', inside), `undici ${process.versions['undici']}`)
})

test('S58: a version is compared with the oldest of its own line', () => {
  const least = { versions: ['7.29.0', '8.9.0'] }
  for (const version of ['7.29.0', '7.30.2', '8.9.0', '8.12.4', '8.10.0', '9.0.0'])
    assert.ok(isAtLeast(version, least), version)
  for (const version of ['6.99.0', '7.28.9', '8.8.9', '8.0.0', '8.4.10-beta', '', 'latest'])
    assert.ok(!isAtLeast(version, least), version)
})

/** Entries of every foreign package that the entry at `path` brings along, found as Node finds them. */
function broughtBy(path: string, seen: Set<string>): void {
  const entry = lock.packages[path]
  for (const name of Object.keys({ ...entry?.dependencies, ...entry?.optionalDependencies })) {
    const found = placesOf(path, name).find(place => lock.packages[place])
    if (found === undefined || seen.has(found) || own.has(name)) continue
    seen.add(found)
    broughtBy(found, seen)
  }
}

/** `a/node_modules/x`, then those of the folders above. */
function placesOf(path: string, name: string): readonly string[] {
  const above = path.split('/').map((_, index, parts) => parts.slice(0, parts.length - index).join('/'))
  return [...above.map(folder => `${folder}/node_modules/${name}`), `node_modules/${name}`]
}

/** Where an address leads to: the registry's host, nothing where none is named, or a place that is no registry. */
function placeOf(resolved: string | undefined): string {
  if (resolved === undefined) return ''
  const { protocol, host } = new URL(resolved)
  return protocol === 'https:' && /\/-\/[^/]+\.tgz$/.test(resolved) ? host : 'elsewhere'
}
