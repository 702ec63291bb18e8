// A server that has too little of what a machine gives: file descriptors (F108) and memory under ten times the load that is let in (F107).
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { turn } from './testing/await-trace.ts'
import { type ChildServer, startChildServer } from './testing/child-server.ts'

const pushMessage = { title: 'hi', content: 'there' }
/** How long a state of the process is waited for, turns of 20 ms. */
const turnsMax = 1_000

test('F108 without a descriptor left it takes nobody new, spins in no loop, goes on for who is there, and recovers', async () => {
  const descriptors = 140
  await using server = await startChildServer({ within: ['prlimit', `--nofile=${descriptors}`] })
  const open = (): number => readdirSync(`/proc/${server.child.pid}/fd`).length
  // From here on it has the vendors' access tokens; one that could not be asked for is not asked for again for half a minute.
  await accept(server, 8)
  await allArrived(server, 8)
  const crowd = Array.from({ length: descriptors }, () => connection(server))
  await until(() => open() >= descriptors && crowd.some(({ isRefused }) => isRefused))
  for (let round = 0; round < 10; round += 1) await accept(server, 8)
  const before = processorMs(server)
  const startedMs = performance.now()
  for (let looks = 0; looks < 25; looks += 1) await turn()
  assert.ok(processorMs(server) - before < (performance.now() - startedMs) / 2, 'it spins')
  for (const { socket } of crowd) socket.destroy()
  await until(() => open() < descriptors / 2 + 40)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  await allArrived(server, 88)
})

test('F107 at ten times the load that is let in with little memory, the rest is refused, what was accepted is all sent, and memory stays below its cap', async () => {
  // The sandbox with its ten vendors has some 90 of its own.
  const heapMebibytes = 160
  await using server = await startChildServer({
    nodeFlags: [`--max-old-space-size=${heapMebibytes}`],
    limits: 'documented',
  })
  const crowd = Array.from({ length: 1_100 }, () => connection(server))
  await until(() => crowd.some(({ heard }) => heard.startsWith('HTTP/1.1 503 ')))
  for (const { socket } of crowd) socket.destroy()
  await until(() => crowd.every(({ socket }) => socket.closed))
  const calls = 1_000
  const answers = await Promise.all(Array.from({ length: calls }, () => push(server)))
  const accepted = answers.filter(status => status === 200).length
  assert.deepEqual(new Set(answers), new Set([200, 429]))
  await allArrived(server, accepted)
  // The program, its libraries and its buffers take some 170 besides.
  assert.ok(memoryPeak(server) < heapMebibytes + 300, `${memoryPeak(server)} MiB`)
})

async function push(server: ChildServer): Promise<number> {
  return (await server.app('POST', 'push/async/test1', { strategy: 2, pushMessage })).status
}

async function accept(server: ChildServer, count: number): Promise<void> {
  const answers = await Promise.all(Array.from({ length: count }, () => push(server)))
  assert.deepEqual(new Set(answers), new Set([200]))
}

/** Waits until every device of so many pushes has its notification. */
async function allArrived(server: ChildServer, pushes: number): Promise<void> {
  const devices = server.demo.users[0]?.bindings.length ?? 0
  for (let turns = 0; turns < turnsMax; turns += 1) {
    const { status, body } = await server.admin('GET', 'statistics')
    assert.equal(status, 200, JSON.stringify(body))
    if (body.all.accepted === pushes * devices) return assert.equal(body.all.targeted, pushes * devices)
    assert.equal(body.all.rejected + body.all.unknown + body.all.skipped, 0, JSON.stringify(body.all))
    await turn()
  }
  assert.fail('not everything that was accepted was sent')
}

interface Connection {
  readonly socket: Socket
  /** It was closed before it said anything. */
  readonly isRefused: boolean
  readonly heard: string
}

/** One that says nothing. */
function connection(server: ChildServer): Connection {
  let [isRefused, heard] = [false, '']
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text
  })
  socket.on('end', () => {
    isRefused = true
  })
  socket.on('error', () => {
    isRefused = true
  })
  return {
    socket,
    get isRefused() {
      return isRefused
    },
    get heard() {
      return heard
    },
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; turns < turnsMax; turns += 1) {
    if (isSo()) return
    await turn()
  }
  assert.fail(`it did not come to it: ${isSo}`)
}

/** Processor time of the process, ms; the kernel counts hundredths of a second. */
function processorMs({ child }: ChildServer): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** The most memory that it ever had, MiB. */
function memoryPeak({ child }: ChildServer): number {
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))?.[1]
  return Number(kilobytes) / 1_024
}
