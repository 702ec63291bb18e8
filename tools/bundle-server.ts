// Bundles the server's programs into a directory inside packages/server, from where its declared dependencies are found: posthouse.js
// holds our own packages and those libraries that come as hundreds of small files; sqlite-writer.js is the thread and
// credential-examiner.js the process that it starts beside itself. What only some commands need stands in chunks.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

/** The server's package. */
export const serverPackage: string = join(import.meta.dirname, '..', 'packages', 'server')

/** Read file by file, these two took half of the time to the first answer. Their licences come along. */
const inlined = ['kysely', 'typebox']

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

/**
 * Bundles into `directory`, which is emptied first; resolves with the program's file.
 *
 * @throws Error where a package is imported that the server does not declare.
 */
export async function bundleServer(directory: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(serverPackage, 'package.json'), 'utf8')) as Manifest
  rmSync(directory, { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: serverPackage,
    entryPoints: {
      posthouse: 'src/main.ts',
      'sqlite-writer': 'src/store/sqlite-writer.ts',
      'credential-examiner': 'src/channels/examiner-process.ts',
    },
    outdir: directory,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    conditions: ['source'],
    external: Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }),
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  })
  refuseForeign(Object.keys(metafile.inputs))
  const licences = inlined.map(name => `${name}\n\n${readFileSync(licenceFileOf(name), 'utf8')}`)
  writeFileSync(join(directory, 'licences.txt'), licences.join('\n\n'))
  return join(directory, 'posthouse.js')
}

/** A foreign package inside the bundle is one that package.json of the server does not declare. */
function refuseForeign(inputs: readonly string[]): void {
  const foreign = inputs.filter(
    path => path.includes('node_modules/') && !inlined.some(name => path.includes(`node_modules/${name}/`)),
  )
  if (foreign.length > 0)
    throw new Error(`the server imports packages that it does not declare:\n${foreign.join('\n')}`)
}

function licenceFileOf(name: string): string {
  return join(serverPackage, '../../node_modules', name, name === 'typebox' ? 'license' : 'LICENSE')
}
