// Services that tests start: a port for one, and the wait until it says that it is ready.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** What is kept of a service's last words, characters. */
const saidMax = 2_000

/** How a service is started and known to be ready. */
export interface ServiceStart {
  /** For people. */
  readonly title: string
  /** Starts it once; its standard error is a pipe. */
  readonly spawn: () => ChildProcess | Promise<ChildProcess>
  /** Matches a line of its standard error. */
  readonly readyMark: RegExp
  /** Starts until one takes: its port may have been lost to others. */
  readonly startsMax: number
}

/** Resolves with the process that got ready. Rejects with the last words of the one that was tried last. */
export async function startService({ title, spawn, readyMark, startsMax }: ServiceStart): Promise<ChildProcess> {
  let said = ''
  for (let attempt = 0; attempt < startsMax; attempt += 1) {
    const service = await spawn()
    said = ''
    const isReady = await new Promise<boolean>(resolve => {
      service.once('error', () => resolve(false))
      service.once('exit', () => resolve(false))
      if (!service.stderr) return resolve(false)
      // Read to its end, so that a talkative service is never blocked.
      createInterface(service.stderr).on('line', line => {
        said = `${said}${line}\n`.slice(-saidMax)
        if (readyMark.test(line)) resolve(true)
      })
    })
    if (isReady) return service
  }
  throw new Error(`${title} did not start: ${said}`)
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('the system gave no port')
  return address.port
}
