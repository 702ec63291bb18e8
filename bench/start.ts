// From starting a process to its first answer: Posthouse with an existing database, from source and as the published bundle, beside
// a Fastify and a bare node:http that only say hello.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../packages/server/src/base/testing/service.ts'
import { startHouse } from './house.ts'
import { bundle, main } from './posthouse.ts'
import { cpuMsOf, sourceFlags } from './process.ts'
import { interleaved, medians, printTable, ratio } from './report.ts'
import { bench, type Run } from './settings.ts'

interface Variant {
  readonly name: string
  args(port: number): readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

type Start = Readonly<Record<'answeredMs' | 'cpuMs', number>>

const hello = 'Fastify hello-world'

/** Measures and prints. */
export async function start({ quick, seed, place }: Run): Promise<void> {
  const data = join(place, 'start')
  const house = await startHouse({ data, roles: 'api,worker' })
  await house[Symbol.asyncDispose]()
  const published = await bundle()
  const peers = join(import.meta.dirname, 'peers')
  const serve = (port: number): readonly string[] => ['serve', '--port', String(port), '--data', data]
  // As the launchers set it; the first start fills it.
  const env = { NODE_COMPILE_CACHE: join(place, 'compiled') }
  const variants: readonly Variant[] = [
    { name: 'Posthouse, published bundle', args: port => [published, ...serve(port)], env },
    { name: 'Posthouse, from source', args: port => [...sourceFlags, main, ...serve(port)], env },
    { name: hello, args: port => [join(peers, 'hello-fastify.mjs'), String(port)] },
    { name: 'bare node:http', args: port => [join(peers, 'hello-http.mjs'), String(port)] },
  ]
  // The first start of each fills the disk's cache, and Node's own where a program uses it.
  for (const variant of variants) await firstAnswer(variant)
  const rounds = await interleaved(variants, quick ? 2 : 9, seed, firstAnswer)
  const results = new Map([...rounds].map(([name, starts]) => [name, medians(starts)]))
  const peer = results.get(hello)
  if (!peer) throw new Error('Fastify was not measured')
  printTable(
    'Start to first answer, existing database',
    ['variant', 'ms', 'of Fastify', 'CPU ms', 'of Fastify'],
    [...results].map(([name, { answeredMs, cpuMs }]) => [
      name,
      answeredMs.toFixed(0),
      ratio(answeredMs / peer.answeredMs),
      cpuMs.toFixed(0),
      ratio(cpuMs / peer.cpuMs),
    ]),
  )
}

/** Starts a program, asks until it answers 200, and stops it. */
async function firstAnswer({ name, args, env }: Variant): Promise<Start> {
  const port = await freePort()
  const startedMs = performance.now()
  const child = spawn(process.execPath, [...args(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  })
  let said = ''
  child.stderr.on('data', chunk => (said += String(chunk)))
  const ended = once(child, 'exit')
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${said}`)
    await pause(2)
  }
  const answeredMs = performance.now() - startedMs
  const cpuMs = cpuMsOf(child.pid ?? 0)
  child.kill('SIGTERM')
  await ended
  return { answeredMs, cpuMs }
}

/** One request on a socket of its own: nothing of ours that is slow to start is in the way. */
function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET /healthz HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n'),
    )
    socket.once('data', chunk => {
      resolve(String(chunk).startsWith('HTTP/1.1 200'))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
  })
}

if (import.meta.main) await bench(start)
