// Reads credentials that nobody has read before, in a process of its own (S44). The time that a key derivation takes stands in the
// file, and OpenSSL does not let itself be interrupted: 2^31 iterations hold a core for two minutes, and ending a *thread* waits
// for them (measured: 12 s for 2·10^8). A process can be killed. Knows no vendor's format.
import { type ChildProcess, fork } from 'node:child_process'
import { second } from '@posthouse/protocol'
import { CredentialError, type NotifierInput } from '@posthouse/vendors'
import type { Clock } from '../base/clock.ts'
import { PosthouseError } from '../base/failure.ts'
import type { ReadCredential } from '../ports/channels.ts'

/** Examines one credential at a time. Its process starts with the first and ends when there were none for a while. */
export interface Examiner extends AsyncDisposable {
  /** Throws `CredentialError` where the credential cannot work or takes too much to open, `overloaded` where too many wait. */
  examine(vendor: string, input: NotifierInput): Promise<ReadCredential>
}

/** What the process is asked. */
export interface Examination {
  readonly vendor: string
  readonly input: NotifierInput
  /** Epoch ms: expired certificates are refused. */
  readonly nowMs: number
  readonly costMsMax: number
}

/** What it answers; `ready` once, after its start. Messages hold no secret. */
export type ExaminerReply =
  | { readonly kind: 'ready' }
  /** `expiresAtMs`: when it ends by its own date, epoch ms; absent where it has none. */
  | { readonly kind: 'fine'; readonly expiresAtMs?: number }
  | { readonly kind: 'refused'; readonly field: string; readonly message: string }
  | { readonly kind: 'broken'; readonly message: string }

/** Longest time for one credential; an honest one takes 2 ms. */
const examineMsMax: number = 2 * second
/**
 * Most processor time for one credential, ms. The same work is done again, in the server's own thread, for each channel and for
 * each connection that presents the certificate: an honest file takes 2 ms, one of a million iterations 60.
 */
const examinationCostMsMax = 250
/** Longest time for the process to start, on a machine that has much to do. */
const startMsMax: number = 30 * second
/** It ends after this time without work. */
const idleMs: number = 15 * second
/** Examinations that wait or run. */
export const examinationsMax = 16
/** Heap of the process, MiB; the input is at most one upload of 1 MiB. */
const heapMib = 64

/** An examiner; nothing starts yet. */
export function createExaminer(clock: Clock, costMsMax: number = examinationCostMsMax): Examiner {
  let reader: Reader | undefined
  let cancelIdle = (): void => undefined
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  let isClosed = false

  async function discard(): Promise<void> {
    const ending = reader
    reader = undefined
    await ending?.end()
  }

  async function ready(): Promise<Reader> {
    if (reader?.isAlive()) return reader
    const started = new Reader(clock)
    reader = started
    const first = await started.next(startMsMax)
    if (first !== 'late' && first !== 'ended' && first.kind === 'ready') return started
    await discard()
    throw new PosthouseError('overloaded')
  }

  async function examineNext(vendor: string, input: NotifierInput): Promise<ReadCredential> {
    if (isClosed) throw new PosthouseError('overloaded')
    cancelIdle()
    const asked = await ready()
    asked.ask({ vendor, input, nowMs: clock.now(), costMsMax })
    const reply = await asked.next(examineMsMax)
    if (reply === 'late' || reply === 'ended') await discard()
    else cancelIdle = clock.after(idleMs, () => void discard())
    return judge(reply)
  }

  return {
    async examine(vendor, input) {
      if (waiting >= examinationsMax) throw new PosthouseError('overloaded')
      waiting += 1
      const mine = last.then(() => examineNext(vendor, input))
      last = mine.catch(() => undefined)
      try {
        return await mine
      } finally {
        waiting -= 1
      }
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      cancelIdle()
      await discard()
      await last
    },
  }
}

type Answer = ExaminerReply | 'late' | 'ended'

function judge(reply: Answer): ReadCredential {
  if (reply === 'late')
    throw new CredentialError('file', `takes longer than ${examineMsMax / second} s to open: ${exportAgain}`)
  if (reply === 'ended') throw new CredentialError('file', `takes too much memory to open: ${exportAgain}`)
  if (reply.kind === 'refused') throw new CredentialError(reply.field, reply.message)
  if (reply.kind !== 'fine') throw new Error(`the credential could not be examined: ${reply.kind}`)
  return { expiresAtMs: reply.expiresAtMs }
}

const exportAgain = 'export it again with the usual settings of its tool'

/** The program: beside this file, in a checkout as well as beside a bundle. */
const isSource = import.meta.url.endsWith('.ts')
const program = new URL(isSource ? './examiner-process.ts' : './credential-examiner.js', import.meta.url)

/** The process, asked one thing at a time. It gets no environment and no output, so nothing of a credential leaves it but the answer. */
class Reader {
  readonly #clock: Clock
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #answer: (reply: Answer) => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
    this.#child = fork(program, [], {
      execArgv: [`--max-old-space-size=${heapMib}`, ...(isSource ? ['--conditions=source'] : [])],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#ended = new Promise(resolve => {
      this.#child.once('exit', resolve)
      this.#child.once('error', resolve)
    })
    this.#child.on('message', reply => this.#answer(reply as ExaminerReply))
    this.#child.on('exit', () => this.#answer('ended'))
    this.#child.on('error', () => this.#answer('ended'))
    this.#hold(false)
  }

  isAlive(): boolean {
    return this.#child.connected
  }

  /** A process that is gone says so through `next`. */
  ask(examination: Examination): void {
    this.#child.send(examination, () => undefined)
  }

  /** Its next word; the server does not end while one is waited for. */
  next(withinMs: number): Promise<Answer> {
    return new Promise(resolve => {
      this.#hold(true)
      const cancel = this.#clock.after(withinMs, () => this.#answer('late'))
      this.#answer = reply => {
        cancel()
        this.#answer = () => undefined
        this.#hold(false)
        resolve(reply)
      }
    })
  }

  /** Kills it, in the middle of whatever it does. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  #hold(isHeld: boolean): void {
    const act = isHeld ? 'ref' : 'unref'
    this.#child[act]()
    this.#child.channel?.[act]()
  }
}
