// Our channel to one vendor, sending texts that were rendered beforehand. `vendor-channel.ts <FILE>`; on standard input `single N` sends
// N pushes, one per call and each with another text, 64 at a time, and `batch N` sends one text to N devices, as many per call as the
// vendor takes; it says `done <pushes> <ms> <CPU ms>`. Every result is looked at: one that is not accepted ends the program.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { vendors } from '@posthouse/vendors'
import { clock } from '../vendor-clock.ts'
import type { VendorInput } from '../vendors.ts'

const inFlight = 64
const texts = 499

const input = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as VendorInput
const vendor = vendors.find(({ name }) => name === input.vendor)
if (!vendor) throw new Error(`there is no vendor called ${input.vendor}`)
const credentials = vendor.parseCredentials(input.credential)
const channel = vendor.open(credentials, { clock, random: Math.random, endpoints: input.endpoints, ca: [input.ca] })
const nowMs = Date.now()
const payloads = Array.from({ length: texts }, (_, index) => {
  const content = `你好，欢迎使用环信推送服务 ${index}`
  return vendor.render(
    { title: '环信推送', content, blocks: {} },
    { credentials, nowMs, expiresAtMs: nowMs + 3_600_000 },
  )
})
const [common] = payloads
if (common === undefined) throw new Error('nothing was rendered')
const shipments = input.tokens.map((token, index) => ({
  token,
  payload: payloads[index % texts] ?? common,
  id: idOf(index),
}))
const batch = input.tokens
  .slice(0, vendor.limits.batch)
  .map((token, index) => ({ token, payload: common, id: idOf(index) }))
const { signal } = new AbortController()

process.stdout.write('ready to send\n')
for await (const line of createInterface(process.stdin)) {
  const [how, count] = line.split(' ')
  const startedMs = performance.now()
  const cpu = process.cpuUsage()
  const sent = await (how === 'batch' ? inBatches(Number(count)) : oneByOne(Number(count)))
  const { user, system } = process.cpuUsage(cpu)
  process.stdout.write(`done ${sent} ${performance.now() - startedMs} ${(user + system) / 1_000}\n`)
}
await channel[Symbol.asyncDispose]()

async function oneByOne(count: number): Promise<number> {
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const shipment = shipments[index % shipments.length]
      if (shipment) mustBeAccepted(await channel.send([shipment], signal))
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  return count
}

async function inBatches(count: number): Promise<number> {
  let sent = 0
  const work = async (): Promise<void> => {
    while (sent < count) {
      sent += batch.length
      mustBeAccepted(await channel.send(batch, signal))
    }
  }
  await Promise.all(Array.from({ length: 4 }, work))
  return sent
}

function mustBeAccepted(results: Awaited<ReturnType<typeof channel.send>>): void {
  const other = results.find(({ kind }) => kind !== 'accepted')
  if (other) throw new Error(`not accepted: ${JSON.stringify(other)}`)
}

function idOf(index: number): string {
  return `6f9619ff-8b86-4d01-b42d-${String(index).padStart(12, '0')}`
}
