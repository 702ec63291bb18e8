// The world of the command line as values: streams, environment, time, network. Everything else in cli/ takes them from here.
import { MessageChannel } from 'node:worker_threads'
import { minute, second } from '@posthouse/protocol'
import { Agent, request } from 'undici'
import { type Clock, systemClock } from '../base/clock.ts'
import { type Random, systemRandom } from '../base/random.ts'

/** Takes text. */
export interface TextSink {
  write(text: string): unknown
  /** Whether a person looks at it as it is written. */
  readonly isTTY?: boolean
}

/** What the command line is given. */
export interface CommandIo {
  readonly stdout: TextSink
  readonly stderr: TextSink
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute; relative paths begin here. */
  readonly cwd: string
  readonly http: HttpClient
  /** Aborts when the person interrupts. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly random: Pick<Random, 'bytes'>
  /** IANA name of the reader's time zone. */
  readonly timeZone: string
}

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly signal: AbortSignal
}

/** Its answer, whole. */
export interface HttpAnswer {
  readonly status: number
  /** Lower-case names; the last of several. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Sends a request; rejects when no answer comes. */
export type HttpClient = (request: HttpRequest) => Promise<HttpAnswer>

/** Most bytes of an answer; a trace of fifty devices with all answers is far below. */
const answerBytesMax = 32 * 1024 * 1024

/** A client over undici. Closing it ends its connections. */
export function createHttpClient(): { readonly http: HttpClient } & AsyncDisposable {
  // The longest answer to wait for is a rotation of the master key over a large database.
  const agent = new Agent({ connect: { timeout: 5 * second }, headersTimeout: 10 * minute, bodyTimeout: minute })
  return {
    async http({ method, url, headers, body, signal }) {
      const answer = await request(url, { method, headers, body: body ?? null, signal, dispatcher: agent })
      const given = Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().at(-1) ?? ''])
      return { status: answer.statusCode, headers: Object.fromEntries(given), text: await bounded(answer.body) }
    },
    [Symbol.asyncDispose]: () => agent.close(),
  }
}

async function bounded(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.length
    if (sizeBytes > answerBytesMax) throw new Error(`the answer is longer than ${answerBytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The process's own world. Closing it closes the connections; until then the process stays alive. */
export function processIo(env: CommandIo['env']): { readonly io: CommandIo } & AsyncDisposable {
  const client = createHttpClient()
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  process.once('SIGINT', onSignal)
  // The clock's timers do not keep a process alive; an open port does, while a command waits between two looks.
  const { port1, port2 } = new MessageChannel()
  port1.on('message', () => undefined)
  return {
    io: {
      stdout: process.stdout,
      stderr: process.stderr,
      env,
      cwd: process.cwd(),
      http: client.http,
      signal: interrupt.signal,
      clock: systemClock,
      random: systemRandom,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    async [Symbol.asyncDispose]() {
      process.off('SIGINT', onSignal)
      port1.close()
      port2.close()
      await client[Symbol.asyncDispose]()
    },
  }
}
