// How large the client is for a web page: ZIM and ZPNs in one minified bundle, after gzip; and what a page carries that takes one of the
// two. Prints the numbers; fails above the limit.
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { clientBundle } from './build-client.ts'

/** Largest bundle of ZIM and ZPNs, bytes after gzip. */
export const clientBytesMax: number = 30 * 1024

/** A page's program and what came of it. */
export interface Bundle {
  readonly bytes: number
  readonly gzipBytes: number
  /** Source files inside, from packages/client. */
  readonly inputs: readonly string[]
}

/** Bundles a program as a page would. */
export async function bundleOf(program: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...clientBundle,
    // Today's browsers; apps on phones carry the package's own build.
    target: 'es2022',
    stdin: { contents: program, resolveDir: clientBundle.absWorkingDir ?? '', loader: 'ts' },
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
  })
  const bytes = outputFiles[0]?.contents ?? new Uint8Array(0)
  const [output] = Object.values(metafile.outputs)
  const inputs = Object.entries(output?.inputs ?? {})
  return {
    bytes: bytes.length,
    gzipBytes: gzipSync(bytes).length,
    inputs: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path),
  }
}

/** Programs whose size is printed. */
export const programs: Readonly<Record<string, string>> = {
  'ZIM and ZPNs': `import ZIM, { ZPNs } from './src/index.ts'; Object.assign(globalThis, { ZIM, ZPNs })`,
  ZIM: `import { ZIM } from './src/index.ts'; Object.assign(globalThis, { ZIM })`,
  ZPNs: `import { ZPNs } from './src/index.ts'; Object.assign(globalThis, { ZPNs })`,
}

if (import.meta.main) {
  for (const [name, program] of Object.entries(programs)) {
    const { bytes, gzipBytes } = await bundleOf(program)
    process.stdout.write(`${name.padEnd(14)} ${bytes} bytes, ${gzipBytes} after gzip\n`)
    if (gzipBytes > clientBytesMax) process.exitCode = 1
  }
}
