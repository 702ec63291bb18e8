// The product's whole way from an accepted push to its durable outcome, beside libraries that record nothing: pushes are accepted first
// by a process without lanes, then worked on by another one that sends them to nghttpd, which is never the bottleneck, on the other
// core. What counts is pushes per second of CPU time, of all threads.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { SimulatedCredential } from '@posthouse/vendors/simulators'
import { type Material, makeMaterial } from './h2-material.ts'
import { type House, settledCount, startHouse, type Vendors } from './house.ts'
import { load } from './load.ts'
import { clientCore, missingTools, type Sent, sendBy, startNghttpd, startPinned } from './nghttp2.ts'
import { posthouse } from './posthouse.ts'
import { type Program, startProgram } from './process.ts'
import { interleaved, medians, printTable, ratio, thousands } from './report.ts'
import { bench, type Run } from './settings.ts'

interface Variant {
  readonly name: string
  send(): Promise<Sent>
}

const users = 1_000
const nodeApn = '@parse/node-apn, nothing recorded'
const ownText = 'Posthouse, a text for each user'
const oneText = 'Posthouse, one text for all'
const channelAlone = 'Posthouse, APNs channel alone'
const goal = 4

/** Measures and prints. */
export async function product({ quick, seed, place }: Run): Promise<void> {
  const missing = await missingTools()
  if (missing !== undefined) {
    process.stderr.write(`${missing}\n`)
    process.exitCode = 1
    return
  }
  await using opened = new AsyncDisposableStack()
  const material = await makeMaterial(place)
  const apns = await startNghttpd({ ...material, streamsMax: 1_000 })
  opened.use(apns.program)
  const input = join(place, 'peers.json')
  const urls = { apnsUrl: apns.url, fcmUrl: apns.url, oauthUrl: apns.url }
  await writeFile(input, JSON.stringify({ ...material.input, ...urls }))
  const peer = async (file: string): Promise<Program> =>
    opened.use(await startPinned(clientCore, join(import.meta.dirname, 'peers', file), [input, '1']))
  const [library, channel] = [await peer('h2-node-apn.ts'), await peer('h2-apns.ts')]
  const backlog = await prepare(place, material, apns.url)
  const seconds = quick ? 1 : 3
  const variants: readonly Variant[] = [
    { name: ownText, send: () => sendAccepted(backlog, seconds, textOf('{n}')) },
    { name: oneText, send: () => sendAccepted(backlog, seconds, textOf('')) },
    { name: channelAlone, send: () => sendBy(channelAlone, channel, `for ${seconds * 1_000} 250 1`) },
    { name: nodeApn, send: () => sendBy(nodeApn, library, `for ${seconds * 1_000} 1 64`) },
  ]
  for (const { name, send } of variants) if (name === channelAlone || name === nodeApn) await send()
  const rounds = await interleaved(variants, quick ? 1 : 5, seed, variant => variant.send())
  print(new Map([...rounds].map(([name, sent]) => [name, medians(sent.map(ratesOf))])))
}

interface Backlog {
  readonly house: House
  readonly data: string
  readonly place: string
  readonly vendors: Vendors
}

/** An app with a phone per user whose pushes go to nghttpd. */
async function prepare(place: string, { input }: Material, url: string): Promise<Backlog> {
  const file = join(place, 'nghttpd.json')
  await writeFile(file, JSON.stringify({ ca: input.ca, vendors: { apns: { push: url } } }))
  const credential = input.apns as unknown as SimulatedCredential
  const nothing = { program: undefined as unknown as Program, [Symbol.asyncDispose]: async () => undefined }
  const vendors = { file, ca: input.ca, apnsUrl: url, credential, tokens: input.tokens.slice(0, users), ...nothing }
  const data = join(place, 'product')
  const house = await startHouse({ data, roles: 'api', vendors })
  await house[Symbol.asyncDispose]()
  return { house, data, place, vendors }
}

/** The push of seed 002, about as long as those of the libraries. */
function textOf(own: string): string {
  const pushMessage = { title: '环信推送', content: `你好，欢迎使用环信推送服务 ${own}`, sub_title: '环信' }
  return JSON.stringify({ strategy: 2, pushMessage })
}

/**
 * Accepts without lanes, for twice the seconds; then measures a process with lanes from half of the way to its end. The first half makes
 * it warm, as the libraries are when they are measured.
 */
async function sendAccepted(backlog: Backlog, seconds: number, body: string): Promise<Sent> {
  const { from, until } = await accept(backlog, 2 * seconds, body)
  await using program = await reopen(backlog, 'api,worker')
  const at = { url: program.ready }
  let begun = await settledCount(at)
  while (begun < (from + until) / 2) {
    await pause(20)
    begun = await settledCount(at)
  }
  const cpuMs = program.cpuMs()
  const startedMs = performance.now()
  while ((await settledCount(at)) < until) await pause(50)
  return { pushes: until - begun, elapsedMs: performance.now() - startedMs, cpuMs: program.cpuMs() - cpuMs }
}

async function accept(backlog: Backlog, seconds: number, body: string): Promise<{ from: number; until: number }> {
  const { house, place } = backlog
  await using program = await reopen(backlog, 'api')
  const from = await settledCount({ url: program.ready })
  const target = { url: `${program.ready}${house.base}/push/async/user-{n}`, token: house.token, users, program }
  const { requests } = await load(target, { connections: 64, seconds, place, body })
  return { from, until: from + requests }
}

async function reopen({ house, data, vendors }: Backlog, roles: string): Promise<Program> {
  const flags = ['--port', '0', '--data', data, '--log-level', 'warn', '--simulators', vendors.file]
  const command = ['-c', clientCore, process.execPath, ...(await posthouse()), 'serve', ...flags]
  return startProgram('taskset', command, { POSTHOUSE_ROLES: roles, POSTHOUSE_ADMIN_KEY: house.adminKey })
}

interface Rates {
  readonly rate: number
  readonly perCoreSecond: number
}

function ratesOf({ pushes, elapsedMs, cpuMs }: Sent): Rates {
  return { rate: (pushes * 1_000) / elapsedMs, perCoreSecond: (pushes * 1_000) / cpuMs }
}

function print(results: ReadonlyMap<string, Rates>): void {
  const peer = results.get(nodeApn)
  if (!peer) throw new Error('the library was not measured')
  printTable(
    'From accepted to durable outcome, one core against nghttpd on another',
    ['variant', 'pushes per CPU second', 'of @parse/node-apn', 'CPU µs/push', 'pushes/s'],
    [...results].map(([name, { rate, perCoreSecond }]) => [
      name,
      thousands(perCoreSecond),
      ratio(perCoreSecond / peer.perCoreSecond),
      (1_000_000 / perCoreSecond).toFixed(1),
      thousands(rate),
    ]),
  )
  const ours = (results.get(ownText)?.perCoreSecond ?? 0) / peer.perCoreSecond
  printTable(
    'Goal of the product path',
    ['goal', 'is', ''],
    [[`pushes per CPU second ≥ ${goal} × the library`, ratio(ours), ours >= goal ? 'met' : 'not met']],
  )
}

if (import.meta.main) await bench(product)
