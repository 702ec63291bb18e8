// firebase-admin, the vendor's own library, with `sendEach`, which opens a connection for every call. Two things are changed so that
// it can be measured here: its fixed host is dialled at the server's port, and its `:scheme: https:`, whose colon the vendor
// tolerates and nghttpd refuses, is sent without the colon. Its access token is given, not fetched.
import { createRequire } from 'node:module'
import { pick, readArguments, serve } from './h2-input.ts'

interface Headers {
  ':scheme': string
}

interface Session {
  request(headers: Headers, options?: object): unknown
}

interface Http2 {
  connect(url: string, options: object): Session
}

interface FirebaseApp {
  initializeApp(options: object): unknown
}

interface FirebaseMessaging {
  getMessaging(app: unknown): {
    sendEach(messages: readonly object[]): Promise<{ failureCount: number; responses: readonly object[] }>
  }
}

const require = createRequire(import.meta.url)
const { input } = readArguments()
redirect(require('node:http2') as Http2)
const { initializeApp } = require('firebase-admin/app') as FirebaseApp
const { getMessaging } = require('firebase-admin/messaging') as FirebaseMessaging
const credential = { getAccessToken: async () => ({ access_token: `ya29.${input.jwt}`, expires_in: 3_600 }) }
const messaging = getMessaging(initializeApp({ credential, projectId: input.projectId }))
const nowSeconds = Math.floor(Date.now() / 1_000)
const messages = input.texts.map(({ title, content, expiresAtSeconds }, index) => ({
  token: pick(input.fcmTokens, index),
  notification: { title, body: content },
  android: { priority: 'high', ttl: (expiresAtSeconds - nowSeconds) * 1_000 },
}))

function redirect(http2: Http2): void {
  const { connect } = http2
  http2.connect = (_, options) => {
    const session = connect(input.fcmUrl, { ...options, ca: input.ca })
    const request = session.request.bind(session)
    session.request = (headers, streamOptions) => {
      headers[':scheme'] = 'https'
      return request(headers, streamOptions)
    }
    return session
  }
}

const send = async (from: number, size: number): Promise<void> => {
  const list = Array.from({ length: size }, (_, index) => pick(messages, from + index))
  const { failureCount, responses } = await messaging.sendEach(list)
  if (failureCount > 0) throw new Error(`failed: ${JSON.stringify(responses[0])}`)
}

await serve(send)
