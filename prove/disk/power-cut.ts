// What a disk holds when the power goes: a process is watched while it writes, and its files are built again as they were at any moment.
// What was flushed is there; of what was not, any part may be, because a disk writes in an order of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { straceProgram } from './strace.ts'

/** A process to watch. */
export interface Watched {
  /** Node's arguments. */
  readonly args: readonly string[]
  /** The files that are built again. */
  readonly files: readonly string[]
  readonly traceFile: string
  /** Takes its standard output, by which it says what it promises. */
  readonly saidFile: string
}

/** One call that the process made. */
export type DiskStep =
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'cut'; readonly file: string; readonly length: number }
  | { readonly kind: 'flush'; readonly file: string }
  | { readonly kind: 'said'; readonly text: string }

type Change = Extract<DiskStep, { kind: 'write' | 'cut' }>

/** Longer than any write, bytes. */
const writeBytesMax = 100_000

/** Runs the process to its end; resolves with its steps in their order. */
export async function watchWrites({ args, files, traceFile, saidFile }: Watched): Promise<readonly DiskStep[]> {
  const said = await open(saidFile, 'w')
  try {
    const child = spawn(
      await straceProgram(),
      [
        ...['-f', '-y', '-x', '-s', String(writeBytesMax), '-o', traceFile],
        ...['-e', 'trace=pwrite64,write,fsync,fdatasync,ftruncate'],
        ...[...files, saidFile].flatMap(file => ['-P', file]),
        ...[process.execPath, ...args],
      ],
      { stdio: ['ignore', said.fd, 'inherit'] },
    )
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new Error(`the watched process ended with ${code}`)
  } finally {
    await said.close()
  }
  const lines = (await readFile(traceFile, 'utf8')).split('\n')
  return lines.flatMap(line => stepOf(line, saidFile) ?? [])
}

function stepOf(line: string, saidFile: string): DiskStep | undefined {
  const [, call, file = '', rest = ''] = /^\d+ +(\w+)\(\d+<([^>]+)>(?:, )?(.*)\) += \d+$/.exec(line) ?? []
  switch (call) {
    case undefined:
      if (/^\d+ +(\+\+\+|---) /.test(line) || line === '') return undefined
      throw new Error(`a call that failed or that nobody can read: ${line.slice(0, 200)}`)
    case 'fsync':
    case 'fdatasync':
      return { kind: 'flush', file }
    case 'ftruncate':
      return { kind: 'cut', file, length: Number(rest) }
    default: {
      const [, text = '', offset] = /^"(.*)", \d+(?:, (\d+))?$/.exec(rest) ?? []
      if (file === saidFile) return { kind: 'said', text }
      return { kind: 'write', file, offset: Number(offset), data: bytesOf(text) }
    }
  }
}

/** strace writes what is not all letters as hexadecimal, byte by byte. */
function bytesOf(text: string): Buffer {
  if (text.startsWith('\\x')) return Buffer.from(text.replaceAll('\\x', ''), 'hex')
  return Buffer.from(text.replaceAll('\\n', '\n'))
}

/** A disk in the course of these steps. */
export class Disk {
  readonly #flushed = new Map<string, Buffer>()
  readonly #pending = new Map<string, Change[]>()

  take(step: DiskStep): void {
    if (step.kind === 'said') return
    if (step.kind === 'flush') {
      this.#flushed.set(
        step.file,
        this.image(step.file, () => true),
      )
      this.#pending.delete(step.file)
      return
    }
    const pending = this.#pending.get(step.file) ?? []
    pending.push(step)
    this.#pending.set(step.file, pending)
  }

  /** What is left of a file when the power goes now, and of what was not flushed only what `isKept` says. */
  image(file: string, isKept: () => boolean): Buffer {
    const flushed = this.#flushed.get(file) ?? Buffer.alloc(0)
    const kept = (this.#pending.get(file) ?? []).filter(isKept)
    const longest = kept.reduce((length, change) => Math.max(length, lengthAfter(change, length)), flushed.length)
    const bytes = Buffer.alloc(longest)
    flushed.copy(bytes)
    let length = flushed.length
    for (const change of kept) {
      length = lengthAfter(change, length)
      if (change.kind === 'write') change.data.copy(bytes, change.offset)
      // What grows again after a cut is zero there.
      else bytes.fill(0, length)
    }
    return bytes.subarray(0, length)
  }
}

function lengthAfter(change: Change, length: number): number {
  return change.kind === 'cut' ? change.length : Math.max(length, change.offset + change.data.length)
}
