// Our own APNs channel, as the server's lanes use it: batches of shipments, each with its own token, id, expiration and body.
// Every payload is rendered before the clock starts; what is sent is a fresh object each time, so that nothing can be remembered.
import { type Shipment as AnyShipment, type Opaque, vendors } from '@posthouse/vendors'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { pick, readArguments, serve } from './h2-input.ts'

/** What the benchmark has to know of a payload to send fresh ones. */
interface Payload {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

const { input, connections } = readArguments()
const apns = vendors.find(vendor => vendor.name === 'apns')
if (!apns) throw new Error('there is no APNs')
const credentials = apns.parseCredentials(input.apns)
const io = { clock: systemClock, random: Math.random, endpoints: { push: input.apnsUrl }, ca: [input.ca] }
const channels = Array.from({ length: connections }, () => apns.open(credentials, io))
const nowMs = Date.now()
const payloads = input.texts.map(({ title, subTitle, content, expiresAtSeconds, json }) => {
  const target = { credentials, nowMs, expiresAtMs: expiresAtSeconds * 1_000 }
  const payload = apns.render({ title, subTitle, content, blocks: {} }, target) as unknown as Payload
  if (payload.body !== json) throw new Error(`the others send ${json}, the channel would send ${payload.body}`)
  return payload
})
/** The batches go round the channels. */
let turn = 0
const never = new AbortController().signal

const send = async (from: number, size: number): Promise<void> => {
  const shipments: AnyShipment<Opaque<'payload'>>[] = []
  for (let at = from; at < from + size; at += 1) {
    const payload = pick(payloads, at)
    const fresh: unknown = { ...payload, headers: { ...payload.headers } }
    shipments.push({ token: pick(input.tokens, at), payload: fresh as Opaque<'payload'>, id: pick(input.ids, at) })
  }
  const results = await pick(channels, turn++).send(shipments, never)
  for (const result of results)
    if (result.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(result)}`)
}

await serve(send)
