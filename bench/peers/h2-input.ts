// What every HTTP/2 peer is given: where the server is, whom it trusts, and pushes made beforehand; and the loop that sends them as
// it is told on standard input. Refuses to know how a peer sends.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { NotifierInput } from '@posthouse/vendors'

/** The file that the parent writes. */
export interface H2Input {
  readonly ca: string
  readonly apnsUrl: string
  readonly fcmUrl: string
  readonly oauthUrl: string
  readonly apns: NotifierInput
  /** `apns-topic`. */
  readonly topic: string
  readonly fcm: NotifierInput
  readonly projectId: string
  /** A JWT of the size that APNs gets, for those who do not sign their own. */
  readonly jwt: string
  /** The server answers 200 for these tokens only. */
  readonly tokens: readonly string[]
  /** As long as FCM's are. */
  readonly fcmTokens: readonly string[]
  readonly ids: readonly string[]
  readonly texts: readonly Text[]
}

/** What a push says. */
export interface Text {
  readonly title: string
  readonly subTitle: string
  readonly content: string
  readonly expiresAtSeconds: number
  /** The document that APNs gets, 200 bytes. */
  readonly json: string
}

/** What stands on a peer's command line: `<file> <connections>`. */
export interface Arguments {
  readonly input: H2Input
  readonly connections: number
}

/** Reads the command line. */
export function readArguments(): Arguments {
  const [file = '', connections = '1'] = process.argv.slice(2)
  return { input: JSON.parse(readFileSync(file, 'utf8')) as H2Input, connections: Number(connections) }
}

/**
 * Member `at` of an endless round. Tokens, ids and texts have lengths without a common divisor, so that a push like an earlier one
 * comes after billions of others and nothing is gained by remembering one.
 */
export function pick<T>(list: readonly T[], at: number): T {
  const found = list[at % list.length]
  if (found === undefined) throw new Error('an empty list')
  return found
}

/** Sends pushes `from` … `from + size - 1`; rejects when one is not taken. */
export type SendBatch = (from: number, size: number) => Promise<unknown>

/**
 * Says ready; for a line `for <ms> <batch> <workers>` sends batches, so many at a time, until the time is over; for `once <count>
 * <batch>` begins so many pushes at the same time. Says `sent <pushes> <ms>` in the end, or `sent 0 0 <why>` when one was not taken.
 */
export async function serve(send: SendBatch): Promise<void> {
  // The product's timers keep no process alive; an orderly exit writes the profile that may have been asked for.
  setInterval(() => undefined, 60_000)
  process.once('SIGTERM', () => process.exit(0))
  process.once('uncaughtException', cause => {
    process.stdout.write(failed(cause), () => process.exit(1))
  })
  process.stdout.write('ready to send\n')
  let from = 0
  for await (const line of createInterface(process.stdin)) {
    const [how, ...numbers] = line.split(' ')
    const [amount = 0, batch = 1, workers = 1] = numbers.map(Number)
    const startedMs = performance.now()
    try {
      const pushes =
        how === 'for'
          ? await sendFor(send, { from, batch, workers, untilMs: startedMs + amount })
          : await sendAtOnce(send, { from, batch, count: amount })
      from += pushes
      process.stdout.write(`sent ${pushes} ${performance.now() - startedMs}\n`)
    } catch (cause) {
      process.stdout.write(failed(cause))
    }
  }
  process.exit(0)
}

function failed(cause: unknown): string {
  return `sent 0 0 ${String(cause).replaceAll('\n', ' ')}\n`
}

interface Load {
  /** The first push's place in the round. */
  readonly from: number
  /** Pushes in one call of `send`. */
  readonly batch: number
}

async function sendFor(send: SendBatch, load: Load & { workers: number; untilMs: number }): Promise<number> {
  let begun = 0
  const work = async (): Promise<void> => {
    while (performance.now() < load.untilMs) {
      const at = load.from + begun
      begun += load.batch
      await send(at, load.batch)
    }
  }
  await Promise.all(Array.from({ length: load.workers }, work))
  return begun
}

async function sendAtOnce(send: SendBatch, load: Load & { count: number }): Promise<number> {
  const batches: Promise<unknown>[] = []
  for (let at = 0; at < load.count; at += load.batch) batches.push(send(load.from + at, load.batch))
  await Promise.all(batches)
  return load.count
}
