// Where the built console is: beside the program in its package, in the console's own package in a checkout.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The directory of the build, which may not be there. */
export function consoleDirectory(): string {
  const packed = join(import.meta.dirname, 'console')
  return existsSync(packed) ? packed : join(import.meta.dirname, '..', '..', '..', 'console', 'dist')
}
