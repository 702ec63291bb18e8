// Load by wrk (Debian package `wrk`), and what one measurement of a server under it says.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Program } from './process.ts'

/** Where requests go. */
export interface Target {
  /** `http://127.0.0.1:port/…`; `{n}` counts the users round. */
  readonly url: string
  readonly token?: string
  readonly users?: number
  readonly program: Program
}

/** One measurement. */
export interface Measured {
  readonly requests: number
  /** Requests per second of wall time. */
  readonly rate: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU time of the server's process per request, µs; databases in processes of their own are not in it. */
  readonly cpuUs: number
}

const run = promisify(execFile)

/** The push of seed 002. */
export const pushBody: string = JSON.stringify({
  strategy: 2,
  pushMessage: { title: '环信推送', content: '你好，欢迎使用环信推送服务', sub_title: '环信' },
})

/** Puts load on a target. Throws when wrk is missing, or when any request fails. */
export async function load(target: Target, options: LoadOptions): Promise<Measured> {
  const body = join(options.place, `body-${target.program.pid}.json`)
  await writeFile(body, options.body ?? pushBody)
  const before = target.program.cpuMs()
  const said = await wrk([
    ...['-t1', `-c${options.connections}`, `-d${options.seconds}s`, '-s', join(import.meta.dirname, 'post.lua')],
    ...[target.url.replace('{n}', '%7Bn%7D'), '--', body, target.token ?? '-', String(target.users ?? 1)],
  ])
  const usedMs = target.program.cpuMs() - before
  const result = JSON.parse(said.slice(said.lastIndexOf('{'))) as WrkResult
  if (result.failed > 0) {
    const why = await answerOf(target, options)
    throw new Error(`${result.failed} of ${result.requests} requests to ${target.url} failed; one more: ${why}`)
  }
  return {
    requests: result.requests,
    rate: result.requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuUs: (usedMs * 1_000) / result.requests,
  }
}

/** What the target says to one request: wrk only counts. */
async function answerOf({ url, token }: Target, { body }: LoadOptions): Promise<string> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const answer = await fetch(url.replace('{n}', '0'), { method: 'POST', headers, body: body ?? pushBody })
  return `${answer.status} ${(await answer.text()).slice(0, 300)}`
}

/** How much load. */
export interface LoadOptions {
  readonly connections: number
  readonly seconds: number
  /** A directory for the body's file. */
  readonly place: string
  /** Instead of {@link pushBody}; `{n}` counts the users round. */
  readonly body?: string
}

interface WrkResult {
  readonly requests: number
  readonly seconds: number
  readonly failed: number
  readonly p50Ms: number
  readonly p99Ms: number
}

async function wrk(args: readonly string[]): Promise<string> {
  try {
    return (await run('wrk', [...args])).stdout
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      throw new Error('wrk is missing; on Debian: apt-get install wrk', { cause })
    throw cause
  }
}
