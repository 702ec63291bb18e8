// The client and the suite as files that both engines load: the client by itself, because every device loads it anew.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

/** Files of modules; closing removes them. */
export interface Bundles extends AsyncDisposable {
  readonly folder: string
}

const clientModule = `
export * from '@posthouse/client'
export { createTestPush, usePush, createBrowserPush } from '@posthouse/client/push'
`

const common = {
  bundle: true,
  format: 'esm',
  conditions: ['source'],
  logLevel: 'warning',
  target: 'es2022',
} satisfies BuildOptions

/** Writes `client.mjs`, `page.mjs` (the suite for a page) and `worker.mjs` (a page's service worker) into a new folder. */
export async function bundle(): Promise<Bundles> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'posthouse-sdk-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const resolveDir = import.meta.dirname
  const inputs: Readonly<Record<string, BuildOptions>> = {
    'client.mjs': { stdin: { contents: clientModule, resolveDir, sourcefile: 'client.ts', loader: 'ts' } },
    'page.mjs': { entryPoints: [join(resolveDir, 'page.ts')] },
    'worker.mjs': { entryPoints: [join(resolveDir, 'worker.ts')] },
  }
  for (const [name, input] of Object.entries(inputs)) await build({ ...common, ...input, outfile: join(folder, name) })
  const all = opened.move()
  return { folder, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
