// Bare node:http2, the way it is fastest: raw header lists, one listener per event, one promise per batch. It reads the answer's
// status and id, drains what follows, and parses the body of a refusal, as a client of APNs has to.
import { type ClientHttp2Session, connect } from 'node:http2'
import { pick, readArguments, serve } from './h2-input.ts'

const { input, connections } = readArguments()
const authorization = `bearer ${input.jwt}`
const { host } = new URL(input.apnsUrl)
const sessions = await Promise.all(Array.from({ length: connections }, opened))

function opened(): Promise<ClientHttp2Session> {
  return new Promise((resolve, reject) => {
    const session = connect(input.apnsUrl, { ca: input.ca })
    session.once('error', reject)
    session.once('remoteSettings', () => resolve(session))
  })
}

/** The batches go round the sessions. */
let turn = 0

const send = (from: number, size: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const session = pick(sessions, turn++)
    let left = size
    const taken = (): void => {
      left -= 1
      if (left === 0) resolve()
    }
    for (let at = from; at < from + size; at += 1) push(session, at, taken, reject)
  })

function push(session: ClientHttp2Session, at: number, taken: () => void, refused: (cause: Error) => void): void {
  const { json, expiresAtSeconds } = pick(input.texts, at)
  const request = session.request([
    ...[':method', 'POST', ':scheme', 'https', ':authority', host, ':path', `/3/device/${pick(input.tokens, at)}`],
    ...['authorization', authorization, 'apns-topic', input.topic, 'apns-push-type', 'alert', 'apns-priority', '10'],
    ...['apns-id', pick(input.ids, at), 'apns-expiration', String(expiresAtSeconds)],
    ...['content-type', 'application/json'],
  ])
  let status: number | undefined
  let id: string | readonly string[] | undefined
  let said = ''
  request.on('response', headers => {
    status = headers[':status']
    id = headers['apns-id']
    if (status === 200) request.resume()
    else request.setEncoding('utf8').on('data', text => (said += text))
  })
  request.on('error', refused)
  request.on('end', () => {
    if (status === 200) taken()
    else refused(new Error(`${status} ${id}: ${said === '' ? '' : JSON.stringify(JSON.parse(said))}`))
  })
  request.end(json)
}

await serve(send)
