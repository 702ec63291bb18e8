// Sends per core for each vendor that is reached over HTTP/1.1: our channel beside bare undici sending the same bytes to the same server
// and looking at nothing, and our channel where a request carries many devices, counted by device.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AnyVendor, type NotifierInput, vendors } from '@posthouse/vendors'
import { createAuthority, simulators, startWebPushSimulator } from '@posthouse/vendors/simulators'
import { clientCore, serverCore, startPinned } from './nghttp2.ts'
import type { Program } from './process.ts'
import { interleaved, medians, printTable, ratio, thousands } from './report.ts'
import { bench, type Run } from './settings.ts'
import { clock } from './vendor-clock.ts'
import { type Learnt, startBetween } from './vendor-exchange.ts'

/** What the programs under measurement are given. */
export interface VendorInput {
  readonly vendor: string
  readonly credential: NotifierInput
  /** All of them at the replaying server. */
  readonly endpoints: Readonly<Record<string, string>>
  readonly replayUrl: string
  readonly ca: string
  readonly tokens: readonly string[]
  /** What the channel said for one push. */
  readonly single: Learnt
}

type Sent = Readonly<Record<'perCpuSecond' | 'rate', number>>

/** A vendor's variants. */
interface Contest {
  readonly vendor: AnyVendor
  readonly channel: Program
  readonly undici: Program
  /** Who does the work that bare undici leaves out, where there is any. */
  readonly others: readonly { readonly name: string; readonly program: Program }[]
}

/** Web Push encrypts each push for its browser; these do it too. */
const encrypting: readonly { readonly name: string; readonly file: string }[] = [
  { name: 'undici that encrypts each push', file: 'undici-webpush.ts' },
  { name: 'web-push', file: 'web-push.ts' },
]

/** These go over HTTP/2 and are measured by `h2.ts`. */
const overHttp2: ReadonlySet<string> = new Set(['apns', 'fcm'])
const tokensMax = 1_000
const packageName = 'com.example.chat'

/** Measures and prints. */
export async function vendorSends({ quick, seed, place }: Run): Promise<void> {
  const measured: Measured[] = []
  for (const vendor of vendors.filter(({ name }) => !overHttp2.has(name))) {
    await using opened = new AsyncDisposableStack()
    measured.push(await measure(await contest(opened, vendor, place), { quick, seed }))
  }
  print(measured)
}

/** Medians per CPU second. */
interface Measured {
  readonly vendor: string
  readonly ours: number
  /** Bare undici sending the same bytes. */
  readonly undici: number
  readonly peers: readonly (readonly [name: string, perCpuSecond: number])[]
  /** Devices in full batches. */
  readonly devices: number | undefined
}

async function measure(
  { vendor, channel, undici, others }: Contest,
  { quick, seed }: Pick<Run, 'quick' | 'seed'>,
): Promise<Measured> {
  const [count, devices] = quick ? [1_500, 20_000] : [20_000, 400_000]
  const isBatched = vendor.name !== 'webpush'
  const variants = [
    { name: 'ours', send: () => sendBy(channel, `single ${count}`) },
    { name: 'undici', send: () => sendBy(undici, `single ${count}`) },
    ...others.map(({ name, program }) => ({ name, send: () => sendBy(program, `single ${count}`) })),
    ...(isBatched ? [{ name: 'batch', send: () => sendBy(channel, `batch ${devices}`) }] : []),
  ]
  for (const { send } of variants) await send()
  const rounds = await interleaved(variants, quick ? 1 : 5, seed, ({ send }) => send())
  const of = (name: string): number => medians(rounds.get(name) ?? []).perCpuSecond
  return {
    vendor: vendor.name,
    ours: of('ours'),
    undici: of('undici'),
    peers: others.map(({ name }) => [name, of(name)]),
    devices: isBatched ? of('batch') : undefined,
  }
}

/** What the channels are meant to reach beside undici, and per device in full batches. */
const undiciRatioMin = 0.7
const devicesMin = 200_000

function print(measured: readonly Measured[]): void {
  printTable(
    'Vendors over HTTP/1.1 and TLS, per second of CPU time of the sending process',
    ['vendor', 'one push per request', 'bare undici, the same bytes', 'of undici', 'devices, full batches'],
    measured.map(({ vendor, ours, undici, devices }) => [
      vendor,
      thousands(ours),
      thousands(undici),
      ratio(ours / undici),
      devices === undefined ? '–' : thousands(devices),
    ]),
  )
  for (const { vendor, ours, peers } of measured) {
    for (const [name, perCpuSecond] of peers) {
      process.stdout.write(`\n${vendor} is ${ratio(ours / perCpuSecond)} of ${name} (${thousands(perCpuSecond)}).\n`)
    }
  }
  const below = measured.filter(({ ours, undici }) => ours / undici < undiciRatioMin).map(({ vendor }) => vendor)
  const least = Math.min(...measured.map(({ devices = Number.POSITIVE_INFINITY }) => devices))
  printTable(
    'Goals of the vendors over HTTP/1.1',
    ['goal', 'is', ''],
    [
      [
        `at least ${undiciRatioMin} × bare undici`,
        below.length === 0 ? 'all' : `all but ${below.join(', ')}`,
        below.length === 0 ? 'met' : 'not met',
      ],
      [`at least ${thousands(devicesMin)} devices`, thousands(least), least >= devicesMin ? 'met' : 'not met'],
    ],
  )
}

async function sendBy(program: Program, line: string): Promise<Sent> {
  const done = program.line('done')
  program.tell(line)
  const [sent = Number.NaN, elapsedMs = Number.NaN, cpuMs = Number.NaN] = (await done).split(' ').map(Number)
  return { rate: (sent * 1_000) / elapsedMs, perCpuSecond: (sent * 1_000) / cpuMs }
}

/** Learns from the simulator what is said, and starts who replays it and who says it. */
async function contest(opened: AsyncDisposableStack, vendor: AnyVendor, place: string): Promise<Contest> {
  const authority = await createAuthority({ nowMs: Date.now() })
  const tls = { ...(await authority.issue({ names: ['127.0.0.1', 'localhost'] })), caPem: authority.caPem }
  const talk = await learn(vendor, tls)
  const scriptFile = join(place, `vendor-${vendor.name}-script.json`)
  await writeFile(scriptFile, JSON.stringify({ ...tls, exchanges: talk.learnt }))
  const peers = join(import.meta.dirname, 'peers')
  const server = opened.use(await startPinned(serverCore, join(peers, 'replay.ts'), [scriptFile]))
  const replayUrl = `https://127.0.0.1:${server.ready}`
  const input: VendorInput = {
    vendor: vendor.name,
    credential: talk.credential,
    endpoints: Object.fromEntries(talk.endpoints.map(name => [name, replayUrl])),
    replayUrl,
    ca: tls.caPem,
    tokens: talk.tokens.map(token => token.replaceAll(talk.url, replayUrl)),
    single: talk.single,
  }
  const file = join(place, `vendor-${vendor.name}.json`)
  await writeFile(file, JSON.stringify(input))
  const others = []
  for (const { name, file: peer } of vendor.name === 'webpush' ? encrypting : []) {
    others.push({ name, program: opened.use(await startPinned(clientCore, join(peers, peer), [file])) })
  }
  return {
    vendor,
    others,
    channel: opened.use(await startPinned(clientCore, join(peers, 'vendor-channel.ts'), [file])),
    undici: opened.use(await startPinned(clientCore, join(peers, 'undici-vendor.ts'), [file])),
  }
}

interface Talk {
  readonly credential: NotifierInput
  readonly endpoints: readonly string[]
  readonly tokens: readonly string[]
  /** Where the channel believed the vendor to be; tokens that are addresses hold it. */
  readonly url: string
  readonly learnt: readonly Learnt[]
  readonly single: Learnt
}

async function learn(
  vendor: AnyVendor,
  tls: { readonly certPem: string; readonly keyPem: string; readonly caPem: string },
): Promise<Talk> {
  const start = simulators[vendor.name]
  if (!start) throw new Error(`there is no simulator of ${vendor.name}`)
  await using between = await startBetween(tls)
  const options = { port: 0, tls, now: Date.now, random: Math.random, after: clock.after }
  // A push service's own address is signed, so it has to know the one in front of it.
  await using simulator = await (vendor.name === 'webpush'
    ? startWebPushSimulator({ ...options, origin: between.url })
    : start(options))
  between.target = simulator.url
  const credential = await simulator.addApp({ packageName })
  const tokens = Array.from({ length: tokensMax }, (_, index) =>
    simulator.newToken(packageName, index).replaceAll(simulator.url, between.url),
  )
  const endpoints = Object.keys(simulator.endpoints)
  const credentials = vendor.parseCredentials(credential)
  await using channel = vendor.open(credentials, {
    clock,
    random: Math.random,
    endpoints: Object.fromEntries(endpoints.map(name => [name, between.url])),
    ca: [tls.caPem],
  })
  const nowMs = Date.now()
  const payload = vendor.render(
    { title: '环信推送', content: '你好，欢迎使用环信推送服务 1', blocks: {} },
    { credentials, nowMs, expiresAtMs: nowMs + 3_600_000 },
  )
  const shipments = tokens.map((token, index) => ({ token, payload, id: `6f9619ff-8b86-4d01-b42d-${index}` }))
  const { signal } = new AbortController()
  await channel.send(shipments.slice(0, 1), signal)
  const single = between.learnt.at(-1)
  if (!single) throw new Error(`${vendor.name}: nothing was said`)
  const [result] = await channel.send(shipments.slice(0, vendor.limits.batch), signal)
  if (result?.kind !== 'accepted') throw new Error(`${vendor.name}: ${JSON.stringify(result)}`)
  return { credential, endpoints, tokens, url: between.url, learnt: [...between.learnt], single }
}

if (import.meta.main) await bench(vendorSends)
