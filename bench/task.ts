// A task for everybody: from its creation until every device has its durable outcome, each user with an iPhone and a Huawei phone. Beside
// the same channels without a server around them, the raw scan of the audience, and the usual library, which records nothing. APNs is
// nghttpd, Huawei its simulator, both on the other core; what counts is devices per second of CPU time, of all threads.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { type Material, makeMaterial } from './h2-material.ts'
import { call, type House, startHouse } from './house.ts'
import { recordMeasured } from './measured.ts'
import { clientCore, missingTools, sendBy, serverCore, startNghttpd, startPinned, writeRoot } from './nghttp2.ts'
import type { HuaweiPhones, PhonesOrder } from './peers/huawei-phones.ts'
import { posthouse } from './posthouse.ts'
import { type Program, startProgram } from './process.ts'
import { median, printTable, ratio, thousands } from './report.ts'
import { bench, type Run } from './settings.ts'

/** What one run of a task came to. */
interface Measured {
  readonly devices: number
  readonly perCoreSecond: number
  readonly rate: number
  /** Largest resident size, bytes. */
  readonly peakBytes: number
}

const goals = { perCoreSecond: 100_000, ofLibrary: 4, peakBytes: 250 * 1_048_576, growth: 1.1 }
const perUser = 2

/** Measures and prints. */
export async function tasks({ quick, place }: Run): Promise<void> {
  const missing = await missingTools()
  if (missing !== undefined) {
    process.stderr.write(`${missing}\n`)
    process.exitCode = 1
    return
  }
  const [few, many] = quick ? [10_000, 40_000] : [100_000, 1_000_000]
  await using opened = new AsyncDisposableStack()
  const world = await openWorld(opened, place, many / perUser)
  const small = await prepare(world, join(place, 'few'), few / perUser)
  const large = await prepare(world, join(place, 'many'), many / perUser)
  const peers = await openPeers(opened, world, large)
  const rounds: { few: Measured; many: Measured; peers: Readonly<Record<string, number>> }[] = []
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    const measured = { few: await runTask(world, small), many: await runTask(world, large) }
    rounds.push({ ...measured, peers: await peers(quick ? 1 : 3) })
    process.stderr.write('.')
  }
  process.stderr.write('\n')
  const perSecond = median(rounds.map(round => round.many.perCoreSecond))
  const peakBytes = median(rounds.map(round => round.many.peakBytes))
  recordMeasured(quick, 'embeddedTask', { nodeUs: 1e6 / perSecond, peakBytes })
  print(rounds)
}

/** The vendors' side. */
interface World {
  readonly material: Material
  readonly apnsUrl: string
  readonly huawei: HuaweiPhones
  readonly huaweiFile: string
  /** For the server's flag `--simulators`. */
  readonly simulators: string
  readonly apnsTokens: readonly string[]
}

/** A server's directory with an app whose users have a phone of each kind. */
interface Prepared {
  readonly data: string
  readonly house: Pick<House, 'base' | 'token' | 'adminKey'>
  readonly devices: number
}

async function openWorld(opened: AsyncDisposableStack, place: string, phones: number): Promise<World> {
  const material = await makeMaterial(place)
  const apnsTokens = Array.from({ length: phones }, () => randomBytes(32).toString('hex'))
  await writeRoot(material.root, new Map(apnsTokens.map(token => [`/3/device/${token}`, ''])))
  const nghttpd = await startNghttpd({ ...material, streamsMax: 1_000 })
  opened.use(nghttpd.program)
  const huaweiFile = join(place, 'huawei.json')
  const { certFile, keyFile, input } = material
  const order: PhonesOrder = { certFile, keyFile, ca: input.ca, phones, answer: huaweiFile }
  await writeFile(join(place, 'order.json'), JSON.stringify(order))
  const peer = join(import.meta.dirname, 'peers/huawei-phones.ts')
  opened.use(await startPinned(serverCore, peer, [join(place, 'order.json')]))
  const huawei = JSON.parse(await readFile(huaweiFile, 'utf8')) as HuaweiPhones
  const simulators = join(place, 'simulators.json')
  const vendors = { apns: { push: nghttpd.url }, huawei: huawei.endpoints }
  await writeFile(simulators, JSON.stringify({ ca: input.ca, vendors }))
  return { material, apnsUrl: nghttpd.url, huawei, huaweiFile, simulators, apnsTokens }
}

/** Makes the app through the server's own interface, and its users by plain inserts while the server is stopped. */
async function prepare(world: World, data: string, users: number): Promise<Prepared> {
  const settings = ['--simulators', world.simulators]
  const house = await startHouse({ data, roles: 'api', settings })
  const { settings: apnsConfig, ...apns } = world.material.input.apns
  await call(house.url, house.token, 'POST', `${house.base}/notifiers`, { ...apns, provider: 'APNS', apnsConfig })
  const huawei = { ...world.huawei.credential, provider: 'HUAWEIPUSH' } as Readonly<Record<string, unknown>>
  await call(house.url, house.token, 'POST', `${house.base}/notifiers`, huawei)
  await house[Symbol.asyncDispose]()
  const names = { apns: String(apns['name']), huawei: String(huawei['name']) }
  insertUsers(join(data, 'posthouse.db'), world, names, users)
  const { base, token, adminKey } = house
  return { data, house: { base, token, adminKey }, devices: users * perUser }
}

function insertUsers(
  path: string,
  { apnsTokens, huawei }: World,
  names: { readonly apns: string; readonly huawei: string },
  users: number,
): void {
  const db = new DatabaseSync(path)
  const app = db.prepare("SELECT id FROM app WHERE org = 'bench'").get() as { readonly id: number }
  const user = db.prepare(
    'INSERT INTO app_user (app_id, username, uuid, password_hash, activated, created_at, modified_at) VALUES (?, ?, ?, ?, 1, 1, 1)',
  )
  const binding = db.prepare(
    'INSERT INTO binding (app_id, username, device_id, notifier_name, device_token, bound_at) VALUES (?, ?, ?, ?, ?, 1)',
  )
  const hash = randomBytes(64).toString('base64')
  db.exec('BEGIN')
  for (let index = 0; index < users; index += 1) {
    const name = `user-${String(index).padStart(7, '0')}`
    user.run(app.id, name, `0f0e0d0c-0000-4000-8000-${String(index).padStart(12, '0')}`, hash)
    binding.run(app.id, name, 'huawei', names.huawei, huawei.tokens[index] ?? '')
    binding.run(app.id, name, 'iphone', names.apns, apnsTokens[index] ?? '')
  }
  db.exec('COMMIT')
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}

/** Sends to everybody once; the process is new, so that its largest size is the task's. */
async function runTask(world: World, { data, house, devices }: Prepared): Promise<Measured> {
  const flags = ['--port', '0', '--data', data, '--log-level', 'warn', '--simulators', world.simulators]
  const command = ['-c', clientCore, process.execPath, ...(await posthouse()), 'serve', ...flags]
  await using program = await startProgram('taskset', command, { POSTHOUSE_ADMIN_KEY: house.adminKey })
  const server = program.ready
  const [usedMs, startedMs] = [program.cpuMs(), performance.now()]
  const pushMessage = { title: '环信推送', content: '你好，欢迎使用环信推送服务', sub_title: '环信' }
  const created = await fetch(`${server}${house.base}/push/task`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.token}` },
    body: JSON.stringify({ pushMessage }),
  })
  const id = /"data":(\d+)/.exec(await created.text())?.[1]
  if (id === undefined) throw new Error('the task was not created')
  for (;;) {
    const { data: task } = await call(server, house.token, 'GET', `${house.base}/push/task/${id}`)
    const { state, statistics } = task as TaskReply
    const { open, accepted, targeted } = statistics.all
    if (state === 'finished' && open === 0) {
      if (accepted !== devices) throw new Error(`${accepted} of ${targeted} were accepted, not ${devices}`)
      break
    }
    await pause(100)
  }
  const seconds = (performance.now() - startedMs) / 1_000
  const cpuSeconds = (program.cpuMs() - usedMs) / 1_000
  return { devices, perCoreSecond: devices / cpuSeconds, rate: devices / seconds, peakBytes: peakBytesOf(program.pid) }
}

interface TaskReply {
  readonly state: string
  readonly statistics: { readonly all: { readonly open: number; readonly accepted: number; readonly targeted: number } }
}

function peakBytesOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024
}

const alone = 'the same two channels without the server'
const scan = 'raw scan of the audience'
const library = '@parse/node-apn, nothing recorded'

/** Resolves with what measures the others for some seconds each: devices per CPU second by name. */
async function openPeers(
  opened: AsyncDisposableStack,
  world: World,
  { data }: Prepared,
): Promise<(seconds: number) => Promise<Readonly<Record<string, number>>>> {
  const { material, apnsUrl, huawei, apnsTokens } = world
  const peer = async (file: string, args: readonly string[]): Promise<Program> =>
    opened.use(await startPinned(clientCore, join(import.meta.dirname, 'peers', file), args))
  const input = join(data, 'peers.json')
  const urls = { apnsUrl, fcmUrl: apnsUrl, oauthUrl: apnsUrl }
  // The list that the task goes to, as much of it as they come to send.
  await writeFile(input, JSON.stringify({ ...material.input, ...urls, tokens: apnsTokens }))
  const vendorFile = join(data, 'huawei-peer.json')
  const { endpoints, tokens, credential } = huawei
  const ours = { vendor: 'huawei', credential, endpoints, ca: material.input.ca, tokens: tokens.slice(0, 1_000) }
  await writeFile(vendorFile, JSON.stringify(ours))
  const apns = await peer('h2-apns.ts', [input, '1'])
  const batches = await peer('vendor-channel.ts', [vendorFile])
  const scanning = await peer('audience-scan.ts', [join(data, 'posthouse.db')])
  const nodeApn = await peer('h2-node-apn.ts', [input, '1'])
  return async seconds => {
    const sentByApns = await sendBy('APNs channel', apns, `for ${seconds * 1_000} 250 1`)
    const perApns = sentByApns.cpuMs / sentByApns.pushes
    const perHuawei = await batched(batches, seconds * 200_000)
    const scanned = await sendBy(scan, scanning, 'scan')
    const sentByLibrary = await sendBy(library, nodeApn, `for ${seconds * 1_000} 1 64`)
    return {
      [alone]: (1_000 * perUser) / (perApns + perHuawei),
      [scan]: (scanned.pushes * 1_000) / scanned.cpuMs,
      [library]: (sentByLibrary.pushes * 1_000) / sentByLibrary.cpuMs,
    }
  }
}

/** CPU milliseconds per device of full batches. */
async function batched(program: Program, devices: number): Promise<number> {
  const done = program.line('done')
  program.tell(`batch ${devices}`)
  const [sent = Number.NaN, , cpuMs = Number.NaN] = (await done).split(' ').map(Number)
  return cpuMs / sent
}

function print(
  rounds: readonly {
    readonly few: Measured
    readonly many: Measured
    readonly peers: Readonly<Record<string, number>>
  }[],
): void {
  const of = (pick: (round: (typeof rounds)[number]) => number): number => median(rounds.map(pick))
  const ours = of(({ many }) => many.perCoreSecond)
  const peers = [alone, scan, library].map(name => [name, of(({ peers: rates }) => rates[name] ?? 0)] as const)
  const devices = rounds[0]?.many.devices ?? 0
  printTable(
    `A task to ${thousands(devices)} devices, half APNs and half Huawei, one core`,
    ['variant', 'devices per CPU second', 'Posthouse is', 'CPU µs/device', 'devices/s'],
    [
      [
        'Posthouse, every outcome durable',
        thousands(ours),
        ratio(1),
        (1e6 / ours).toFixed(1),
        thousands(of(({ many }) => many.rate)),
      ],
      ...peers.map(([name, rate]) => [name, thousands(rate), ratio(ours / rate), (1e6 / rate).toFixed(1), '–']),
    ],
  )
  const [fewPeak, manyPeak] = [of(({ few }) => few.peakBytes), of(({ many }) => many.peakBytes)]
  const ofLibrary = ours / (peers.find(([name]) => name === library)?.[1] ?? Number.NaN)
  const fewDevices = rounds[0]?.few.devices ?? 0
  printTable(
    'Goals of tasks',
    ['goal', 'is', ''],
    [
      goal(`devices per CPU second ≥ ${thousands(goals.perCoreSecond)}`, thousands(ours), ours >= goals.perCoreSecond),
      goal(`≥ ${goals.ofLibrary} × the library`, ratio(ofLibrary), ofLibrary >= goals.ofLibrary),
      goal(`largest resident size ≤ ${mebibytes(goals.peakBytes)}`, mebibytes(manyPeak), manyPeak <= goals.peakBytes),
      goal(
        `≤ ${goals.growth} × that of ${thousands(fewDevices)} devices (${mebibytes(fewPeak)})`,
        ratio(manyPeak / fewPeak),
        manyPeak <= goals.growth * fewPeak,
      ),
    ],
  )
}

function goal(text: string, is: string, isMet: boolean): readonly string[] {
  return [text, is, isMet ? 'met' : 'not met']
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`
}

if (import.meta.main) await bench(tasks)
