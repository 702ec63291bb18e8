// Builds the console where its sources changed since the last build, into packages/console/dist, with compressed forms beside the files. Run by
// `npm start`, by the tests that need it, by `npm pack` of the server, and by `npm run console:build`.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { extname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..')
const home = join(root, 'packages/console')
const output = join(home, 'dist')
/** What a build is made of: the console, the packages that it takes in, and the versions of all libraries. */
const sources = [
  'packages/console/{index,phone}.html',
  'packages/console/vite.config.ts',
  'packages/console/src/**/*.{ts,tsx,css,svg}',
  'packages/client/src/**/*.ts',
  'packages/protocol/src/**/*.ts',
  'package-lock.json',
]
const lockFolder = join(root, '.cache/console.lock')
/** A build takes a few seconds; an older lock was left by a process that died. */
const lockMsMax = 120_000
const lookAgainMs = 100

/**
 * Builds where there is something to build; resolves with whether it did. One process at a time builds, others wait for it.
 *
 * @param begins told once it is known that building, or waiting for who builds, takes a moment.
 */
export async function buildConsole(begins?: () => void): Promise<boolean> {
  if (isBuilt()) return false
  begins?.()
  await takeLock()
  try {
    if (isBuilt()) return false
    await build()
    return true
  } finally {
    rmSync(lockFolder, { recursive: true, force: true })
  }
}

/** Copies the build, for the server's package. */
export function copyConsole(to: string): void {
  cpSync(output, to, { recursive: true, filter: path => !path.endsWith('built-from') })
}

function isBuilt(): boolean {
  const mark = join(output, 'built-from')
  return existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint()
}

function fingerprint(): string {
  const hash = createHash('sha256')
  const files = globSync(sources, { cwd: root }).filter(path => !path.includes('.test.'))
  for (const path of files.sort()) hash.update(`${path}\n`).update(readFileSync(join(root, path)))
  return hash.digest('hex')
}

async function build(): Promise<void> {
  const mark = fingerprint()
  const fresh = join(home, `dist.${process.pid}`)
  await vite('build', '--logLevel', 'warn', '--outDir', fresh, '--emptyOutDir')
  for (const path of globSync('**/*', { cwd: fresh })) compress(join(fresh, path))
  writeFileSync(join(fresh, 'built-from'), mark)
  rmSync(output, { recursive: true, force: true })
  renameSync(fresh, output)
}

/** In a process of its own, because it makes the one that it runs in one of production. */
async function vite(...args: readonly string[]): Promise<void> {
  const program = join(root, 'node_modules/vite/bin/vite.js')
  const child = spawn(process.execPath, [program, ...args], { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => said.push(text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the console cannot be built:\n${said.join('')}`)
}

const compressible: ReadonlySet<string> = new Set(['.js', '.css', '.svg'])

function compress(path: string): void {
  if (!compressible.has(extname(path))) return
  const text = readFileSync(path)
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
  writeFileSync(`${path}.br`, brotliCompressSync(text, quality))
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
}

async function takeLock(): Promise<void> {
  mkdirSync(join(lockFolder, '..'), { recursive: true })
  for (;;) {
    try {
      mkdirSync(lockFolder)
      return
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    }
    const made = statSync(lockFolder, { throwIfNoEntry: false })
    if (made !== undefined && Date.now() - made.mtimeMs > lockMsMax)
      rmSync(lockFolder, { recursive: true, force: true })
    await sleep(lookAgainMs)
  }
}

if (import.meta.main) {
  const started = performance.now()
  const built = await buildConsole()
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  process.stdout.write(built ? `console built in ${seconds} s\n` : 'console: nothing changed\n')
}
