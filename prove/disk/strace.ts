// Faults of the disk as a running process meets them: strace answers some of its system calls in the kernel's place, or lets them take longer.
// A fault that never happened proves nothing, so the calls are counted (reliability §4).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { programPath } from '../../packages/server/src/base/testing/debian.ts'

/** What happens to which calls. */
export interface DiskFault {
  readonly pid: number
  /** Whatever flushes, or whatever reads. */
  readonly calls: 'flush' | 'read'
  /** Only calls on these files, where there are some. */
  readonly files?: readonly string[]
  /** An error for the call of this number of each thread, or so much longer for every call. */
  readonly as: { readonly errorAt: number } | { readonly delayMs: number }
  /** Takes what strace saw. */
  readonly traceFile: string
}

/** A fault that is in place. Closing takes it away; the process goes on. */
export interface Injection extends AsyncDisposable {
  /** How many calls were made, and how many of them got the error or took longer. */
  seen(): Promise<{ readonly calls: number; readonly injected: number }>
}

const callsOf = { flush: 'fsync,fdatasync', read: 'pread64' } as const
const microsecondsPerMs = 1_000

/** Where strace is; installs it where it can. */
export function straceProgram(): Promise<string> {
  return programPath({ title: 'strace', names: ['strace'], debianPackage: 'strace' })
}

/** Puts the fault in place: resolves when each thread of the process is watched. */
export async function injectFault({ pid, calls, files = [], as, traceFile }: DiskFault): Promise<Injection> {
  const strace = await straceProgram()
  const what = 'errorAt' in as ? `error=EIO:when=${as.errorAt}` : `delay_exit=${as.delayMs * microsecondsPerMs}`
  const child = spawn(
    strace,
    [
      ...['-f', '-p', String(pid), '-o', traceFile, '-e', `trace=${callsOf[calls]}`],
      ...['-e', `inject=${callsOf[calls]}:${what}`, ...files.flatMap(file => ['-P', file])],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = once(child, 'close')
  const said: string[] = []
  const attached = new Promise<boolean>(resolve => {
    createInterface(child.stderr).on('line', line => {
      said.push(line)
      if (/: Process \d+ attached/.test(line)) resolve(true)
    })
    child.once('close', () => resolve(false))
  })
  if (!(await attached)) throw new Error(`strace cannot watch process ${pid}: ${said.join(' ')}`)
  return {
    async seen() {
      const lines = (await readFile(traceFile, 'utf8')).split('\n').filter(line => line.includes('('))
      const injected = lines.filter(line => /\((INJECTED|DELAYED)\)/.test(line))
      return { calls: lines.length, injected: injected.length }
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
      await ended
    },
  }
}
