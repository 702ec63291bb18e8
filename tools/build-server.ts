// Bundles the server for its npm package: packages/server/dist/posthouse.js holds our own packages and those libraries that come as
// hundreds of small files, and imports the declared dependencies; dist/sqlite-writer.js is the thread and
// dist/credential-examiner.js the process that it starts beside itself. What only some commands need stands in chunks. Run by
// `npm pack`. The built console stands in dist/console.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { buildConsole, copyConsole } from './build-console.ts'

const server = join(import.meta.dirname, '..', 'packages', 'server')
const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(join(server, 'package.json'), 'utf8'),
) as Manifest

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

/** Read file by file, these two took half of the time to the first answer. Their licences come along. */
const inlined = ['kysely', 'typebox']

rmSync(join(server, 'dist'), { recursive: true, force: true })
const { metafile } = await build({
  absWorkingDir: server,
  entryPoints: {
    posthouse: 'src/main.ts',
    'sqlite-writer': 'src/store/sqlite-writer.ts',
    'credential-examiner': 'src/channels/examiner-process.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  conditions: ['source'],
  external: Object.keys({ ...dependencies, ...optionalDependencies }),
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
})

// A foreign package inside the bundle is one that package.json of the server does not declare.
const foreign = Object.keys(metafile.inputs).filter(
  path => path.includes('node_modules/') && !inlined.some(name => path.includes(`node_modules/${name}/`)),
)
if (foreign.length > 0) {
  process.stderr.write(`posthouse: the server imports packages that it does not declare:\n${foreign.join('\n')}\n`)
  process.exitCode = 1
}

const licences = inlined.map(
  name => `${name}\n\n${readFileSync(join(server, '../../node_modules', name, licenceOf(name)), 'utf8')}`,
)
writeFileSync(join(server, 'dist', 'licences.txt'), licences.join('\n\n'))

await buildConsole()
copyConsole(join(server, 'dist', 'console'))

function licenceOf(name: string): string {
  return name === 'typebox' ? 'license' : 'LICENSE'
}
