// The program that is measured: the bundle that users run, built once per run beside the published one, so that two runs never take it
// away from each other. `--source` runs the sources instead, which start slower and keep about 100 MiB more: they and the compiler's garbage.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { bundleServer, serverPackage } from '../tools/bundle-server.ts'
import { sourceFlags } from './process.ts'

/** The server's sources. */
export const main: string = join(serverPackage, 'src/main.ts')

let built: Promise<string> | undefined

/** What stands behind `node` to run Posthouse, before its own arguments. */
export async function posthouse(): Promise<readonly string[]> {
  return process.argv.includes('--source') ? [...sourceFlags, main] : [await bundle()]
}

/** The bundle as `npm pack` makes it, without the console. It goes with this process. */
export function bundle(): Promise<string> {
  built ??= build()
  return built
}

function build(): Promise<string> {
  const directory = join(serverPackage, '.cache', `bench-${process.pid}`)
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  return bundleServer(directory)
}
