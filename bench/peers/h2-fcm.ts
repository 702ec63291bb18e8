// Our own FCM channel, as the server's lanes use it: batches of shipments, each with its own token and content. Every payload is
// rendered before the clock starts. It signs in at a token endpoint of the benchmark.
import { type Opaque, type Shipment, vendors } from '@posthouse/vendors'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { pick, readArguments, serve } from './h2-input.ts'

const { input } = readArguments()
const fcm = vendors.find(vendor => vendor.name === 'fcm')
if (!fcm) throw new Error('there is no FCM')
const credentials = fcm.parseCredentials(input.fcm)
const endpoints = { push: input.fcmUrl, oauth: input.oauthUrl }
const channel = fcm.open(credentials, { clock: systemClock, random: Math.random, endpoints, ca: [input.ca] })
const nowMs = Date.now()
const payloads = input.texts.map(({ title, content, expiresAtSeconds }) =>
  fcm.render({ title, content, blocks: {} }, { credentials, nowMs, expiresAtMs: expiresAtSeconds * 1_000 }),
)
const never = new AbortController().signal

const send = async (from: number, size: number): Promise<void> => {
  const shipments: Shipment<Opaque<'payload'>>[] = []
  for (let at = from; at < from + size; at += 1) {
    const fresh = { ...pick(payloads, at) }
    shipments.push({ token: pick(input.fcmTokens, at), payload: fresh, id: pick(input.ids, at) })
  }
  const results = await channel.send(shipments, never)
  for (const result of results)
    if (result.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(result)}`)
}

await serve(send)
