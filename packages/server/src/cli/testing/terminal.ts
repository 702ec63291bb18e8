// A terminal for tests: runs commands with a real HTTP client and keeps what they printed.
import { systemClock } from '../../base/clock.ts'
import { systemRandom } from '../../base/random.ts'
import { runCommand } from '../../cli.ts'
import type { Body } from '../../sandbox/test-server.ts'
import { createHttpClient, type HttpClient } from '../io.ts'

/** What one command printed and how it ended. */
export interface Printed {
  readonly exit: number
  readonly out: string
  readonly err: string
  /** Standard output as JSON. */
  readonly json: () => Body
}

/** A terminal. Closing it closes its connections. */
export interface Terminal extends AsyncDisposable {
  run(...argv: string[]): Promise<Printed>
}

/** Opens a terminal with an environment and a working directory; `signal` stands for Ctrl-C, `around` may come between its requests. */
export function openTerminal(
  env: Readonly<Record<string, string>>,
  cwd: string,
  signal: AbortSignal = new AbortController().signal,
  around: (http: HttpClient) => HttpClient = http => http,
): Terminal {
  const client = createHttpClient()
  return {
    async run(...argv) {
      const out: string[] = []
      const err: string[] = []
      const exit = await runCommand(argv, {
        stdout: { write: (text: string) => out.push(text) },
        stderr: { write: (text: string) => err.push(text) },
        env,
        cwd,
        http: around(client.http),
        signal,
        clock: { ...systemClock, after: keepAlive },
        random: systemRandom,
        timeZone: 'UTC',
      })
      return { exit, out: out.join(''), err: err.join(''), json: () => JSON.parse(out.join('')) as unknown }
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

/** The machine's own timers let the process end while a command waits between two looks. */
function keepAlive(delayMs: number, run: () => void): () => void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => undefined
  const release = (): void => {
    port1.close()
    port2.close()
  }
  const cancel = systemClock.after(delayMs, () => {
    release()
    run()
  })
  return () => {
    release()
    cancel()
  }
}
