// Our HTTP/2 client without the channel: the same requests through its callbacks, as many on each connection at once as the server
// takes.
import { openHttp2 } from '@posthouse/vendors/http2'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { pick, readArguments, serve } from './h2-input.ts'

const { input, connections } = readArguments()
const authorization = `bearer ${input.jwt}`
const options = {
  origin: input.apnsUrl,
  ca: [input.ca],
  connectTimeoutMs: 10_000,
  responseBytesMax: 4_096,
  inFlightMax: connections * 1_000,
  inFlightStart: 1_000,
  connectionsMax: connections,
  waitingMax: connections * 2_000,
}
const client = openHttp2(options, systemClock, Math.random)
const limit = { timeoutMs: 10_000 }

const send = (from: number, size: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let left = size
    for (let at = from; at < from + size; at += 1) {
      const { json, expiresAtSeconds } = pick(input.texts, at)
      const headers = {
        'apns-topic': input.topic,
        'apns-push-type': 'alert',
        'apns-priority': '10',
        'apns-expiration': String(expiresAtSeconds),
        'content-type': 'application/json',
        'apns-id': pick(input.ids, at),
        authorization,
      }
      const path = `/3/device/${pick(input.tokens, at)}`
      client.send({ method: 'POST', path, headers, body: json }, limit, result => {
        left -= 1
        if (result.kind !== 'answered' || result.status !== 200) reject(new Error(JSON.stringify(result)))
        else if (left === 0) resolve()
      })
    }
  })

await serve(send)
