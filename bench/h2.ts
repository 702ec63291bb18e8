// The HTTP/2 client alone: our APNs and FCM channels beside the libraries of others, bare node:http2 and h2load, all against nghttpd
// on the other core. What counts is pushes per second of CPU time; and memory with ten thousand requests unanswered.
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Material, makeMaterial } from './h2-material.ts'
import { bundlePeers, type Held, heldMax, hold } from './h2-memory.ts'
import { packageName } from './house.ts'
import { clientCore, h2load, missingTools, type Sent, sendBy, startNghttpd, startPinned } from './nghttp2.ts'
import { type H2Input, pick } from './peers/h2-input.ts'
import { interleaved, medians, printTable, ratio, thousands } from './report.ts'
import { bench, type Run } from './settings.ts'

/** Pushes in one call, and calls at a time. */
interface Flight {
  readonly batch: number
  readonly workers: number
}

interface Contender {
  readonly name: string
  /** What may be its best; a quick run takes the first. */
  readonly flights: readonly Flight[]
  send(flight: Flight, size: 'warm-up' | 'measured'): Promise<Sent>
}

interface Variant {
  readonly name: string
  readonly flight: Flight
  send(): Promise<Sent>
}

interface Rates {
  /** Pushes per second of the client's CPU time. */
  readonly perCoreSecond: number
  /** Pushes per second of wall time. */
  readonly rate: number
}

const ourApns = 'Posthouse, APNs channel'
const ourClient = 'Posthouse, the client alone'
const bare = 'bare node:http2'
const nodeApn = '@parse/node-apn'
const apns2 = 'apns2'
const limit = 'h2load, one id for all'
const limitWithIds = 'h2load, an id in each path'
const ourFcm = 'Posthouse, FCM channel'
const firebaseAdmin = 'firebase-admin, sendEach'

/** Measures and prints. */
export async function h2(run: Run): Promise<void> {
  const missing = await missingTools()
  if (missing !== undefined) {
    process.stderr.write(`${missing}\n`)
    process.exitCode = 1
    return
  }
  await using opened = new AsyncDisposableStack()
  const material = await makeMaterial(run.place)
  const urls = await startServers(opened, material)
  const contenders = await startContenders(opened, run, await writeInput(run.place, 'all', material, urls), {
    ...material.input,
    ...urls,
  })
  const variants: Variant[] = []
  for (const contender of contenders) variants.push(await atItsBest(contender, run.quick))
  const rounds = await interleaved(variants, run.quick ? 1 : 7, run.seed, variant => variant.send())
  const results = new Map([...rounds].map(([name, sent]) => [name, medians(sent.map(ratesOf))]))
  printRates('APNs', ourApns, [bare, nodeApn, apns2, limit, limitWithIds], variants, results)
  printRates('FCM', ourFcm, [firebaseAdmin], variants, results)
  const held = await holdAll(run.place, material, urls)
  printHeld(held)
  printGoals(results, held)
}

async function holdAll(place: string, material: Material, urls: Urls): Promise<ReadonlyMap<string, Held>> {
  const bundled = await bundlePeers(['h2-apns', 'h2-client', 'h2-bare'], place)
  // So that the memory is the client's, not the benchmark's.
  const texts = material.input.texts.slice(0, 101)
  const write = (apnsUrl: string): Promise<string> => writeInput(place, 'held', material, { ...urls, apnsUrl, texts })
  const held = new Map<string, Held>()
  for (const [name, file, answersFirst] of [
    [`${ourApns}, no answer ever`, 'h2-apns.mjs', 0],
    [ourClient, 'h2-client.mjs', 5],
    [`${bare}, no answer ever`, 'h2-bare.mjs', 0],
  ] as const)
    held.set(name, await hold(join(bundled, file), answersFirst, material, write))
  return held
}

type Urls = Pick<H2Input, 'apnsUrl' | 'fcmUrl' | 'oauthUrl'>

async function startServers(opened: AsyncDisposableStack, material: Material): Promise<Urls> {
  // The vendors' own limits: APNs allows a thousand requests on a connection, Google customarily a hundred.
  const apns = await startNghttpd({ ...material, streamsMax: 1_000 })
  opened.use(apns.program)
  const fcm = await startNghttpd({ ...material, streamsMax: 100 })
  opened.use(fcm.program)
  const grant = JSON.stringify({
    access_token: `ya29.${material.input.jwt}`,
    expires_in: 3_600,
    token_type: 'Bearer',
  })
  const keys = { key: await readFile(material.keyFile), cert: await readFile(material.certFile) }
  const oauth = createServer(keys, (request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' }).end(grant)
  })
  oauth.listen(0, '127.0.0.1')
  await once(oauth, 'listening')
  opened.defer(() => {
    oauth.closeAllConnections()
    oauth.close()
  })
  const oauthUrl = `https://localhost:${(oauth.address() as AddressInfo).port}`
  return { apnsUrl: apns.url, fcmUrl: fcm.url, oauthUrl }
}

async function writeInput(place: string, name: string, { input }: Material, rest: Partial<H2Input>): Promise<string> {
  const file = join(place, `h2-${name}.json`)
  await writeFile(file, JSON.stringify({ ...input, ...rest }))
  return file
}

/** Warms a contender up and finds out how many in flight serve it best, so that nobody is measured at another's favourite. */
async function atItsBest({ name, flights, send }: Contender, quick: boolean): Promise<Variant> {
  const tried: { readonly flight: Flight; readonly perCoreSecond: number }[] = []
  for (const flight of quick ? flights.slice(0, 1) : flights) {
    await send(flight, 'warm-up')
    tried.push({ flight, perCoreSecond: ratesOf(await send(flight, 'warm-up')).perCoreSecond })
  }
  const [best] = tried.sort((left, right) => right.perCoreSecond - left.perCoreSecond)
  if (!best) throw new Error(`${name} has nothing to try`)
  return { name, flight: best.flight, send: () => send(best.flight, 'measured') }
}

const inBatches: readonly Flight[] = [
  { batch: 64, workers: 1 },
  { batch: 64, workers: 4 },
  { batch: 250, workers: 1 },
  { batch: 250, workers: 4 },
]
const oneByOne: readonly Flight[] = [64, 256, 1_000].map(workers => ({ batch: 1, workers }))
/** Five hundred are the most that one call takes; each opens a connection. */
const inCalls: readonly Flight[] = [
  { batch: 500, workers: 1 },
  { batch: 500, workers: 2 },
  { batch: 100, workers: 1 },
]

const peers: readonly { readonly name: string; readonly file: string; readonly flights: readonly Flight[] }[] = [
  { name: ourApns, file: 'h2-apns.ts', flights: inBatches },
  { name: bare, file: 'h2-bare.ts', flights: inBatches },
  { name: nodeApn, file: 'h2-node-apn.ts', flights: oneByOne },
  { name: apns2, file: 'h2-apns2.ts', flights: oneByOne },
  { name: ourFcm, file: 'h2-fcm.ts', flights: inBatches },
  { name: firebaseAdmin, file: 'h2-firebase-admin.ts', flights: inCalls },
]

async function startContenders(
  opened: AsyncDisposableStack,
  { quick, place }: Run,
  file: string,
  input: H2Input,
): Promise<readonly Contender[]> {
  const contenders: Contender[] = []
  for (const { name, file: peer, flights } of peers) {
    const program = opened.use(await startPinned(clientCore, join(import.meta.dirname, 'peers', peer), [file]))
    const ms = { 'warm-up': quick ? 300 : 700, measured: quick ? 500 : 2_000 }
    contenders.push({
      name,
      flights,
      send: ({ batch, workers }, size) => sendBy(name, program, `for ${ms[size]} ${batch} ${workers}`),
    })
  }
  const count = { 'warm-up': 100_000, measured: quick ? 200_000 : 800_000 }
  for (const [name, urls] of [
    [limit, input.tokens.map(token => apnsUrlOf(input, token))],
    [limitWithIds, input.tokens.map((token, index) => `${apnsUrlOf(input, token)}?${variedIn(input, index)}`)],
  ] as const) {
    const load = { urls, body: pick(input.texts, 0).json, headers: fixedHeaders(input) }
    const send = await h2load(load, { name, place })
    contenders.push({ name, flights: oneByOne, send: ({ workers }, size) => send(count[size], workers) })
  }
  return contenders
}

function apnsUrlOf({ apnsUrl }: H2Input, token: string): string {
  return `${apnsUrl}/3/device/${token}`
}

/** What differs in the headers of the others' requests, where h2load can vary it. nghttpd takes no notice of a query. */
function variedIn({ ids, texts }: H2Input, index: number): string {
  return `apns-id=${pick(ids, index)}&apns-expiration=${pick(texts, index).expiresAtSeconds}`
}

/** What every request to APNs carries, with one id and one expiration for all. */
function fixedHeaders({ jwt, ids, texts }: H2Input): Readonly<Record<string, string>> {
  return {
    authorization: `bearer ${jwt}`,
    'apns-topic': packageName,
    'apns-push-type': 'alert',
    'apns-priority': '10',
    'apns-id': pick(ids, 0),
    'apns-expiration': String(pick(texts, 0).expiresAtSeconds),
    'content-type': 'application/json',
  }
}

function ratesOf({ pushes, elapsedMs, cpuMs }: Sent): Readonly<Record<keyof Rates, number>> {
  return { perCoreSecond: (pushes * 1_000) / cpuMs, rate: (pushes * 1_000) / elapsedMs }
}

type Results = ReadonlyMap<string, Rates>

function ratesIn(results: Results, name: string): Rates {
  const rates = results.get(name)
  if (!rates) throw new Error(`${name} was not measured`)
  return rates
}

function printRates(
  vendor: string,
  ours: string,
  others: readonly string[],
  variants: readonly Variant[],
  results: Results,
): void {
  const own = ratesIn(results, ours)
  printTable(
    `HTTP/2 client, ${vendor}, one core against nghttpd on another`,
    ['variant', 'in flight', 'pushes per CPU second', 'Posthouse is', 'CPU µs/push', 'pushes/s'],
    [ours, ...others].map(name => {
      const { perCoreSecond, rate } = ratesIn(results, name)
      const inFlight = flightOf(variants.find(variant => variant.name === name))
      const cpuUs = (1_000_000 / perCoreSecond).toFixed(1)
      return [
        name,
        inFlight,
        thousands(perCoreSecond),
        ratio(own.perCoreSecond / perCoreSecond),
        cpuUs,
        thousands(rate),
      ]
    }),
  )
}

function flightOf(variant: Variant | undefined): string {
  if (!variant) return ''
  const { batch, workers } = variant.flight
  return batch === 1 ? String(workers) : `${workers} × ${batch}`
}

function printHeld(held: ReadonlyMap<string, Held>): void {
  printTable(
    `Memory with ${heldMax} requests unanswered, ten connections`,
    ['variant', 'held by the server', 'before, MB', 'then, MB', 'peak, MB'],
    [...held].map(([name, { streams, idleMb, heldMb, peakMb }]) => [
      name,
      String(streams),
      ...[idleMb, heldMb, peakMb].map(mb => mb.toFixed(0)),
    ]),
  )
}

/** Resident memory allowed with the requests in flight. */
const heldMbMax = 150

function printGoals(results: Results, held: ReadonlyMap<string, Held>): void {
  const of = (name: string): number => ratesIn(results, name).perCoreSecond
  const goals: readonly (readonly [goal: string, least: number, is: number])[] = [
    ['pushes per CPU second ≥ 4 × bare node:http2', 4, of(ourApns) / of(bare)],
    ['… ≥ 8 × the best library', 8, of(ourApns) / Math.max(of(nodeApn), of(apns2))],
    [`… ≥ 0.4 × ${limit}`, 0.4, of(ourApns) / of(limit)],
    [`… ≥ 0.4 × ${limitWithIds}`, 0.4, of(ourApns) / of(limitWithIds)],
    ['… to FCM ≥ 12 × firebase-admin', 12, of(ourFcm) / of(firebaseAdmin)],
  ]
  const own = [...held].filter(([name]) => name !== `${bare}, no answer ever`).map(([, memory]) => memory)
  const heldMb = Math.max(...own.map(memory => memory.heldMb))
  // That requests kept back cost little proves nothing: once, nearly all of them have to be on the wire.
  const isSmall = heldMb < heldMbMax && own.some(({ streams }) => streams >= 0.9 * heldMax)
  printTable(
    'Goals of the HTTP/2 client',
    ['goal', 'is', ''],
    [
      ...goals.map(([goal, least, is]) => [goal, ratio(is), is >= least ? 'met' : 'not met']),
      [
        `memory with ${heldMax} requests in flight < ${heldMbMax} MB`,
        `${heldMb.toFixed(0)} MB`,
        isSmall ? 'met' : 'not met',
      ],
    ],
  )
}

if (import.meta.main) await bench(h2)
