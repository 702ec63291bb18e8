// `npm run check`: everything that is judged without running the product. One line per step; fails at the end, never in between.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { buildClient } from './build-client.ts'
import { checkFileSizes } from './file-sizes.ts'
import { checkFloors } from './floors.ts'
import { checkPatterns } from './patterns.ts'
import { checkSeams } from './seams.ts'
import { checkSecrets } from './secrets.ts'
import type { Finding } from './source-files.ts'
import { checkSql } from './sql.ts'

const root = join(import.meta.dirname, '..')

interface Step {
  readonly name: string
  /** Resolves to what a person must read; empty when all is well. */
  readonly run: () => Promise<string>
}

/** In this order: publint looks at what `types` has built, and at the client's own build. */
const steps: readonly Step[] = [
  { name: 'floors', run: async () => listed(checkFloors(root)) },
  { name: 'file sizes', run: async () => listed(checkFileSizes(root)) },
  { name: 'seams', run: async () => listed(checkSeams(root)) },
  { name: 'secrets', run: async () => listed(checkSecrets(root)) },
  { name: 'SQL', run: async () => listed(checkSql(root)) },
  { name: 'patterns', run: async () => listed(checkPatterns(root)) },
  { name: 'format and lint', run: () => program('biome', 'check', '--error-on-warnings', '--max-diagnostics=60') },
  { name: 'types', run: () => program('tsc', '-b') },
  { name: 'unused code', run: () => program('knip', '--no-progress') },
  { name: 'package shape', run: packageShapes },
]

/**
 * Runs all steps and prints one line for each, with the findings of those that failed.
 *
 * @returns the names of the failed steps; empty when everything holds.
 */
export async function check(): Promise<readonly string[]> {
  const failed: string[] = []
  for (const step of steps) {
    const started = performance.now()
    const findings = await step.run()
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5)
    process.stdout.write(`${findings === '' ? 'ok  ' : 'FAIL'} ${seconds} s  ${step.name}\n`)
    if (findings === '') continue
    process.stdout.write(`${findings}\n\n`)
    failed.push(step.name)
  }
  return failed
}

function listed(findings: readonly Finding[]): string {
  return findings.map(({ path, line, text }) => `${path}${line === undefined ? '' : `:${line}`} ${text}`).join('\n')
}

async function packageShapes(): Promise<string> {
  const outputs: string[] = []
  await buildClient()
  for (const name of ['protocol', 'vendors', 'client', 'server']) {
    outputs.push(await program('publint', 'run', `packages/${name}`, '--strict'))
  }
  return outputs.filter(output => output !== '').join('\n')
}

/** Runs a program of node_modules; resolves to what it printed when it failed, else to nothing. */
function program(name: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(join(root, 'node_modules', '.bin', name), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => output.push(text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve('')
      else resolve(output.join('').trim() || `${name} ended with ${signal ?? code} and said nothing`)
    })
  })
}

if (import.meta.main) {
  const failed = await check()
  if (failed.length > 0) process.stdout.write(`check: failed: ${failed.join(', ')}\n`)
  process.exitCode = failed.length > 0 ? 1 : 0
}
