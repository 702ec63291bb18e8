// Where the log's lines go: standard error, which is written without ever waiting for whoever reads it. A line that finds no room, or that
// a full disk refuses, is dropped and counted (F119). Knows lines, and no word of them.
import { fstatSync, writeSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { kibibyte, second } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { pause } from '../base/pause.ts'
import { meters } from '../ports/meters.ts'

/** Takes whole lines. Never waits and never throws. */
export interface LogLines {
  write(line: string): void
}

/** Most that waits for a reader, bytes: more than a thousand lines, besides what the pipe itself holds. */
const waitingBytesMax = 256 * kibibyte
/** How long a process that ends waits for its readers, ms. */
const readersWaitMs = second

/** Lines to standard error; `again` is called, and may write, when lines are taken once more after some were dropped. */
export function openStandardError(again: () => void): LogLines {
  const { stderr } = process
  let toldOf = 0
  const told = (): void => {
    if (toldOf === meters.logLinesDropped.value) return
    toldOf = meters.logLinesDropped.value
    again()
  }
  const kind = fstatSync(stderr.fd)
  const way = kind.isFIFO() || kind.isSocket() || stderr.isTTY ? intoPipe(stderr, told) : intoFile(stderr.fd)
  return {
    write(line) {
      if (way(line)) told()
      else meters.logLinesDropped.add(1)
    },
  }
}

/**
 * Resolves when nothing waits for the readers of the standard streams. Ends the process, with its exit code, where they do not read
 * within {@link readersWaitMs}: what is still to be written would keep it from ever ending.
 */
export async function leaveStandardStreams(clock: Pick<Clock, 'after'>): Promise<void> {
  const unread = [process.stdout, process.stderr].filter(({ writableLength }) => writableLength > 0)
  if (unread.length === 0) return
  const read = new AbortController()
  const flushed = unread.map(stream => new Promise<void>(resolve => stream.write('', () => resolve())))
  void Promise.all(flushed).then(() => read.abort())
  await pause(clock, readersWaitMs, read.signal)
  process.exit()
}

/** Whether a line was taken. */
type Way = (line: string) => boolean

/** Once full, it takes lines again when all that waited was read: a reader that is a little too slow would else tear holes everywhere. */
function intoPipe(stream: Writable, onRoom: () => void): Way {
  let isOpen = true
  // Whoever read is gone, and nobody is left to tell.
  stream.on('error', () => {
    isOpen = false
  })
  return line => {
    if (!isOpen) return false
    stream.write(line)
    if (stream.writableLength > waitingBytesMax) {
      isOpen = false
      stream.once('drain', () => {
        isOpen = true
        onRoom()
      })
    }
    return true
  }
}

/** A full disk takes a part of a line, or nothing, and may have room later. */
function intoFile(fd: number): Way {
  let isTorn = false
  return line => {
    const bytes = Buffer.from(isTorn ? `\n${line}` : line)
    const written = writtenTo(fd, bytes)
    if (written > 0) isTorn = written < bytes.length
    return written === bytes.length
  }
}

function writtenTo(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    return 0
  }
}
