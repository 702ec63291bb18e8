// Builds the client for its npm package: types by tsc, programs by esbuild as modules and for `require`, with what the client uses of our
// protocol inside, so that the package needs no other one. Run by `npm pack` and by the check of package shapes.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const client = join(root, 'packages', 'client')

/** Entries by the name of their file in dist. */
export const clientEntries: Readonly<Record<string, string>> = {
  index: 'src/index.ts',
  'zpns/index': 'src/zpns/index.ts',
  'push/index': 'src/push/index.ts',
  'push/service-worker': 'src/push/service-worker.ts',
  'rest/index': 'src/rest/index.ts',
}

/** How the client is bundled; the oldest engines are those of apps on phones, and what they lack of the language is rewritten. */
export const clientBundle: BuildOptions = {
  absWorkingDir: client,
  bundle: true,
  platform: 'neutral',
  target: 'es2017',
  conditions: ['source'],
  logLevel: 'warning',
}

/** Writes `dist` of the client anew. Needs no other build; throws when types do not compile. */
export async function buildClient(): Promise<void> {
  const dist = join(client, 'dist')
  rmSync(dist, { recursive: true, force: true })
  const types = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-b', client], { stdio: 'inherit' })
  if (types.status !== 0) throw new Error('the types of the client do not compile')
  // The modules that tsc wrote beside the types would import our protocol.
  for (const path of globSync('**/*.js', { cwd: dist })) rmSync(join(dist, path))
  const modules = { ...clientBundle, entryPoints: { ...clientEntries } }
  await build({ ...modules, outdir: 'dist', format: 'esm', splitting: true, chunkNames: 'shared/[hash]' })
  await buildForRequire(dist)
  copyTypes(dist)
}

/**
 * Entries for `require` are thin files over one bundle: ZIM and ZPNs find each other through a module that both have to share, and
 * esbuild shares none between files of this format.
 */
async function buildForRequire(dist: string): Promise<void> {
  const names = Object.keys(clientEntries).filter(name => name !== 'push/service-worker')
  const contents = names.map((name, at) => `export * as e${at} from './${clientEntries[name]}'`).join('\n')
  await build({
    ...clientBundle,
    stdin: { contents, resolveDir: client, loader: 'ts' },
    outfile: 'dist/cjs/all.js',
    format: 'cjs',
  })
  for (const [at, name] of names.entries()) {
    const all = `${'../'.repeat(name.split('/').length - 1) || './'}all.js`
    const file = join(dist, 'cjs', `${name}.js`)
    mkdirSync(dirname(file), { recursive: true })
    const flag = "Object.defineProperty(exports, '__esModule', { value: true })"
    writeFileSync(file, `'use strict'\n${flag}\nObject.assign(exports, require('${all}').e${at})\n`)
  }
}

/** `require` reads its own copy of the types: beside a module of CommonJS they mean other default exports. */
function copyTypes(dist: string): void {
  for (const path of globSync('**/*.d.ts', { cwd: dist, exclude: ['cjs/**'] })) {
    const copy = join(dist, 'cjs', path)
    mkdirSync(dirname(copy), { recursive: true })
    cpSync(join(dist, path), copy)
  }
  writeFileSync(join(dist, 'cjs', 'package.json'), '{ "type": "commonjs" }\n')
}

if (import.meta.main && existsSync(client)) await buildClient()
