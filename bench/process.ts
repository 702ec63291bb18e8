// Programs under measurement: each runs in a process of its own, says `ready …` when it may be used, and is asked how much CPU
// time it has used. Ended by its own handle, never by name.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

/** A running program. Closing ends it by SIGTERM and waits. */
export interface Program extends AsyncDisposable {
  readonly pid: number
  /** What stood behind `ready`. */
  readonly ready: string
  /** CPU time of all its threads so far, ms. */
  cpuMs(): number
  /** The next line `word rest` that it says; resolves with the rest. */
  line(word: string): Promise<string>
  /** Tells it something on its standard input. */
  tell(text: string): void
}

/** Kernel ticks of `/proc/<pid>/stat` are 10 ms on every Linux that Node supports. */
const tickMs = 10
/** What is kept of a program's last words. */
const saidMax = 4_000

/** Arguments that make Node run our sources. */
export const sourceFlags: readonly string[] = ['--conditions=source', '--disable-warning=ExperimentalWarning']

/** Starts a TypeScript or JavaScript file with this Node and waits for its line `ready …`. */
export async function startNode(
  file: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  return startProgram(process.execPath, [...sourceFlags, file, ...args], env)
}

/** Starts a program; `readyMark` is what its first useful line contains. */
export async function startProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  readyMark: RegExp = /^ready (.*)$/,
): Promise<Program> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...passedOn(), ...env } })
  await once(child, 'spawn')
  const heard = listen(child)
  const ready = await Promise.race([heard.next(readyMark), once(child, 'exit').then(() => undefined)])
  if (ready === undefined) throw new Error(`${command} ${args.join(' ')} ended: ${heard.said()}`)
  const pid = child.pid ?? 0
  return {
    pid,
    ready,
    cpuMs: () => cpuMsOf(pid),
    line: word => heard.next(new RegExp(`^${word} ?(.*)$`)),
    tell: text => child.stdin.write(`${text}\n`),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** `BENCH_NODE_OPTIONS='--cpu-prof --cpu-prof-dir=…'` profiles every Node that is measured. */
function passedOn(): Readonly<Record<string, string | undefined>> {
  const options = process.env['BENCH_NODE_OPTIONS']
  return { PATH: process.env['PATH'], ...(options === undefined ? {} : { NODE_OPTIONS: options }) }
}

/** CPU time of a process so far, user and system, all threads, ms. */
export function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

/** Waits until a program does nothing any more, so that its backlog is not measured as somebody else's slowness. */
export async function quiet(program: Program): Promise<void> {
  for (let before = program.cpuMs(); ; before = program.cpuMs()) {
    await pause(500)
    if (program.cpuMs() - before <= 2 * tickMs) return
  }
}

function listen(child: ChildProcess): { next(pattern: RegExp): Promise<string>; said(): string } {
  let said = ''
  const waiting = new Set<(line: string) => void>()
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) throw new Error('a program without pipes')
    createInterface(stream).on('line', line => {
      said = `${said}${line}\n`.slice(-saidMax)
      for (const look of waiting) look(line)
    })
  }
  return {
    said: () => said,
    next: pattern =>
      new Promise(resolve => {
        const look = (line: string): void => {
          const found = pattern.exec(line)
          if (!found) return
          waiting.delete(look)
          resolve(found[1] ?? line)
        }
        waiting.add(look)
      }),
  }
}
