#!/usr/bin/env node
// Starts Posthouse: its source in a checkout, its bundle in an installed package. Plain JavaScript, because a machine's own
// Node may be too old for either; the newer one then comes from the optional dependency `node-linux-*`.
import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { handOver } from './hand-over.js'
import { isNewEnough as isSafe, newEnoughWords } from './oldest-node.js'

const source = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const bundle = new URL('../dist/posthouse.js', import.meta.url)
const quiet = '--disable-warning=ExperimentalWarning'

/** The Node that came with the dependencies, if there is one for this machine. */
function bundledNode() {
  try {
    const require = createRequire(import.meta.url)
    return require.resolve(`node-${process.platform}-${process.arch}/bin/node`)
  } catch {
    return undefined // not installed, or none is published for this platform: the caller says what to do
  }
}

const isNewEnough = isSafe(process.versions.node)
const isCheckout = existsSync(source)
const program = isNewEnough ? process.execPath : bundledNode()

if (program === undefined) {
  process.stderr.write(
    `posthouse: Node ${process.versions.node} is too old and no newer one is installed for ` +
      `${process.platform}-${process.arch}; install ${newEnoughWords} and run the command again.\n`,
  )
  process.exitCode = 78
} else if (isCheckout) {
  const cache = fileURLToPath(new URL('../../../node_modules/.cache/posthouse', import.meta.url))
  const env = { NODE_COMPILE_CACHE: cache, ...process.env }
  handOver(program, ['--conditions=source', quiet, source, ...process.argv.slice(2)], env)
} else if (isNewEnough) {
  // Beside the bundle, because who may write there can change the program anyway; where we may not, there is no cache.
  module.enableCompileCache?.(fileURLToPath(new URL('../.cache', import.meta.url)))
  await import(bundle.href)
} else {
  handOver(program, [quiet, fileURLToPath(bundle), ...process.argv.slice(2)], process.env)
}
