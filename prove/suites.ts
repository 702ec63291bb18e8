// Runs the suites of the rules, the SDK, the phones and the console against three nodes instead of one, unchanged.
//
//   npm run prove:suites                                          all of them
//   npm run prove:suites -- conformance/sdk/*.test.ts             these alone
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const surroundings = join(import.meta.dirname, 'cluster/surroundings.ts')
const patterns = process.argv.slice(2)
const suites = patterns.length > 0 ? patterns : ['conformance/**/*.test.ts']

const child = spawn(process.execPath, [...process.execArgv, join(root, 'tools/test.ts'), ...suites], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TEST_SURROUNDINGS: surroundings },
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
const [code] = (await once(child, 'exit')) as [number | null]
process.exitCode = code ?? 1
