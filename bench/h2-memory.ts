// Memory of an HTTP/2 client with ten thousand requests unanswered, by a server that at a word holds its answers until the client's
// memory was read. The clients are bundled as the published server is, because the loader that strips types needs some thirty
// megabytes itself.
import { readFileSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from 'esbuild'
import { clientCore, sendBy, serverCore, startPinned } from './nghttp2.ts'
import type { Program } from './process.ts'

/** What one client needs, MB of 10⁶ bytes. */
export interface Held {
  /** Requests that the server holds; the others wait in the client. */
  readonly streams: number
  /** Resident before the first request, with the requests unanswered, and at most until all were answered. */
  readonly idleMb: number
  readonly heldMb: number
  readonly peakMb: number
}

/** Requests in flight, a tenth on each connection. */
export const heldMax = 10_000
const connections = 10
const batch = 250
const peers = join(import.meta.dirname, 'peers')

/** Bundles peers into `place`; resolves with the folder. */
export async function bundlePeers(names: readonly string[], place: string): Promise<string> {
  const outdir = join(place, 'bundled')
  await build({
    entryPoints: names.map(name => join(peers, `${name}.ts`)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    conditions: ['source'],
    external: ['undici', '@peculiar/x509'],
    logLevel: 'warning',
  })
  await symlink(join(import.meta.dirname, '../node_modules'), join(place, 'node_modules'))
  return outdir
}

/**
 * Sends and holds. `client` is a bundled peer's file. A client may begin gently with a server that it does not know: `answersFirst`
 * pushes more are begun on each connection and answered, so that it learns what the server takes.
 */
export async function hold(
  client: string,
  answersFirst: number,
  server: { readonly keyFile: string; readonly certFile: string },
  writeInput: (url: string) => Promise<string>,
): Promise<Held> {
  await using opened = new AsyncDisposableStack()
  const keys = [server.keyFile, server.certFile]
  const holder = opened.use(await startPinned(serverCore, join(peers, 'h2-holder.ts'), keys))
  const args = [await writeInput(holder.ready), String(connections)]
  const program = opened.use(await startPinned(clientCore, client, args))
  const idleMb = residentMb(program.pid, 'VmRSS')
  holder.tell(`hold ${answersFirst}`)
  await heldBy(holder)
  const sent = sendBy(client, program, `once ${heldMax + connections * answersFirst} ${batch}`)
  // A refusal is thrown below, after the server was asked.
  sent.catch(() => undefined)
  let streams = 0
  // A client that keeps some of them back is seen by a number that never gets there.
  for (let tries = 0; streams < heldMax && tries < triesMax; tries += 1) {
    await pause(pauseMs)
    streams = await heldBy(holder)
  }
  const heldMb = residentMb(program.pid, 'VmRSS')
  holder.tell('answer')
  await sent
  return { streams, idleMb, heldMb, peakMb: residentMb(program.pid, 'VmHWM') }
}

/** Requests that wait for their answer; it has done by then what it was told before. */
async function heldBy(holder: Program): Promise<number> {
  const counted = holder.line('held')
  holder.tell('count')
  return Number(await counted)
}

const pauseMs = 100
/** Well below the ten seconds that a push has. */
const triesMax = 50

function residentMb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kibibytes = Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1])
  return (kibibytes * 1_024) / 1_000_000
}
