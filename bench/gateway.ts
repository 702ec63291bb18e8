// The gateway: memory of a device that is logged in and waits, beside a bare `ws` server and socket.io that hold the same connections;
// frames to very many connections, beside a loop of `ws.send` and socket.io; ten thousand logins at once; and messages that are stored, handed out and acknowledged.
import { join } from 'node:path'
import { gatewayPath } from '@posthouse/protocol/frames'
import { type House, startHouse } from './house.ts'
import { recordMeasured } from './measured.ts'
import { type Program, quiet, startNode } from './process.ts'
import { interleaved, median, printTable, ratio, thousands } from './report.ts'
import { bench, type Run } from './settings.ts'

const peers = join(import.meta.dirname, 'peers')
const collector = join(peers, 'collect-garbage.mjs')
const frameBytes = 200

/** Measures and prints. */
export async function gateway(run: Run): Promise<void> {
  await fanOut(run)
  await idle(run)
  await chat(run)
}

async function fanOut({ quick, seed }: Run): Promise<void> {
  const rows: string[][] = []
  for (const connections of quick ? [200] : [1_000, 10_000]) {
    const frames = quick ? 20 : 300_000 / connections
    await using opened = new AsyncDisposableStack()
    const variants = []
    for (const [name, kind] of [
      ['the gateway’s frames', 'framed'],
      ['socket.io, io.emit', 'socket.io'],
      ['a loop of ws.send', 'bare'],
    ] as const) {
      const server = opened.use(await startNode(join(peers, 'web-sockets.ts'), [kind]))
      const phones = kind === 'socket.io' ? socketIoPhonesOf(server.ready) : phonesOf(server.ready)
      await hold(opened.use(await phones), connections)
      variants.push({ name, server })
    }
    const rounds = await interleaved(variants, quick ? 1 : 7, seed, async ({ server }) => {
      const said = server.line('sent')
      server.tell(`send ${frames} ${frameBytes}`)
      return (connections * frames * 1_000) / Number(await said)
    })
    const rates = [...rounds].map(([name, measured]) => ({ name, rate: median(measured) }))
    const base = rates.at(-1)?.rate ?? Number.NaN
    for (const { name, rate } of rates) rows.push([name, String(connections), thousands(rate), ratio(rate / base)])
  }
  printTable(
    `Frames of ${frameBytes} bytes to all connections`,
    ['variant', 'connections', 'frames per CPU second', ''],
    rows,
  )
}

async function idle({ quick, place }: Run): Promise<void> {
  const connections = quick ? 300 : 10_000
  const nodeOptions = `--import=${collector}`
  await using opened = new AsyncDisposableStack()
  const bare = opened.use(await startNode(join(peers, 'web-sockets.ts'), ['bare'], { NODE_OPTIONS: nodeOptions }))
  const plain = opened.use(await phonesOf(bare.ready))
  // What a process takes once is not a connection's.
  const first = connections / 5
  await hold(plain, first)
  const bareBytes = await growth(bare, () => hold(plain, connections))
  const other = opened.use(await startNode(join(peers, 'web-sockets.ts'), ['socket.io'], { NODE_OPTIONS: nodeOptions }))
  const others = opened.use(await socketIoPhonesOf(other.ready))
  await hold(others, first)
  const otherBytes = await growth(other, () => hold(others, connections))
  const house = opened.use(await houseOf(join(place, 'gateway-idle'), 2 * connections, nodeOptions))
  const phones = opened.use(await phonesOf(house.url, gatewayPath))
  await logIn(phones, house, first)
  await quiet(house.program)
  const cpuMs = house.program.cpuMs()
  let storm: readonly number[] = []
  const oursBytes = await growth(house.program, async () => {
    storm = await logIn(phones, house, connections)
  })
  const [tookMs = 0, p99Ms = 0] = storm
  const loginUs = ((house.program.cpuMs() - cpuMs) * 1_000) / connections
  recordMeasured(quick, 'connection', { bytes: oursBytes / connections, loginUs })
  const kilobytes = (bytes: number): string => (bytes / connections / 1_000).toFixed(2)
  printTable(
    `Memory of ${connections} connections that wait`,
    ['variant', 'kB each', ''],
    [
      ['the gateway, logged in', kilobytes(oursBytes), ratio(oursBytes / bareBytes)],
      ['socket.io, connected', kilobytes(otherBytes), ratio(otherBytes / bareBytes)],
      ['bare ws', kilobytes(bareBytes), ratio(1)],
    ],
  )
  printTable(
    `${connections} logins at once, each of a new user`,
    ['seconds', 'p99 s', 'server CPU ms per login'],
    [[(tookMs / 1_000).toFixed(2), (p99Ms / 1_000).toFixed(2), (loginUs / 1_000).toFixed(2)]],
  )
}

async function chat({ quick, place }: Run): Promise<void> {
  const devices = quick ? 40 : 2_000
  const forMs = quick ? 1_000 : 15_000
  await using opened = new AsyncDisposableStack()
  const house = opened.use(await houseOf(join(place, 'gateway-chat'), devices, ''))
  const phones = opened.use(await phonesOf(house.url, gatewayPath))
  await logIn(phones, house, devices)
  await quiet(house.program)
  const rows: string[][] = []
  // Each sender's own rate is 10 a second (spec/zego.md §7); slower ones show the latency below the limit.
  for (const pauseMs of [1_000, 400, 110]) {
    const cpuMs = house.program.cpuMs()
    const said = phones.line('chatted')
    phones.tell(`chat ${forMs} ${pauseMs}`)
    const [messages = 0, p50Ms = 0, p99Ms = 0] = (await said).split(' ').map(Number)
    const offered = ((devices / 2) * 1_000) / pauseMs
    const perMessage = (house.program.cpuMs() - cpuMs) / messages
    rows.push([
      ...[thousands(offered), thousands((messages * 1_000) / forMs), p50Ms.toFixed(1), p99Ms.toFixed(1)],
      perMessage.toFixed(3),
    ])
  }
  printTable(
    'Messages between two users: stored, answered, handed out to both, acknowledged',
    ['offered per s', 'per s', 'p50 ms', 'p99 ms', 'server CPU ms each'],
    rows,
  )
}

function phonesOf(url: string, path = '/'): Promise<Program> {
  return startNode(join(peers, 'phones.ts'), [url, path])
}

function socketIoPhonesOf(url: string): Promise<Program> {
  return startNode(join(peers, 'phones.ts'), [url, '/socket.io/?EIO=4&transport=websocket', '40'])
}

function houseOf(data: string, connections: number, nodeOptions: string): Promise<House> {
  const settings = ['--clients-per-address-max', String(connections + 100)]
  return startHouse({ data, roles: 'api,gateway', settings, nodeOptions })
}

async function hold(phones: Program, connections: number): Promise<void> {
  const said = phones.line('opened')
  phones.tell(`open ${connections}`)
  await said
}

async function logIn(phones: Program, { appId, appSign }: House, connections: number): Promise<readonly number[]> {
  const said = phones.line('logged-in')
  phones.tell(`login ${connections} ${appId} ${appSign}`)
  return (await said).split(' ').map(Number)
}

/** By how many bytes a server grows while something is done. */
async function growth(server: Program, run: () => Promise<void>): Promise<number> {
  const before = await residentBytes(server)
  await run()
  await quiet(server)
  return (await residentBytes(server)) - before
}

async function residentBytes(server: Program): Promise<number> {
  const said = server.line('collected')
  process.kill(server.pid, 'SIGUSR2')
  return Number(await said)
}

if (import.meta.main) await bench(gateway)
