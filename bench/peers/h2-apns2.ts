// apns2, a library over undici. It knows no port but 443, so its pool is replaced by one with the same options at the server's port.
// It has no way to give a push an id of the caller's, so it sends one header less than the others.
import { createRequire } from 'node:module'
import { pick, readArguments, serve } from './h2-input.ts'

interface Apns2 {
  ApnsClient: new (options: object) => { client: unknown; send(note: object): Promise<object> }
  Notification: new (token: string, options: object) => object
}

interface Undici {
  Pool: new (origin: string, options: object) => unknown
}

// The pool has to be of its own undici.
const require = createRequire(import.meta.url)
const { ApnsClient, Notification } = require('apns2') as Apns2
const { Pool } = createRequire(require.resolve('apns2'))('undici') as Undici
const { input } = readArguments()
const { file = '', keyId, teamId } = input.apns
const signingKey = Buffer.from(file, 'base64').toString('utf8')
const client = new ApnsClient({ team: teamId, keyId, signingKey, defaultTopic: input.topic })
client.client = new Pool(input.apnsUrl, {
  connections: 32,
  pipelining: 1,
  allowH2: true,
  maxConcurrentStreams: 100,
  connect: { ca: input.ca },
})
const notes = input.tokens.map((token, index) => {
  const { title, subTitle, content, expiresAtSeconds } = pick(input.texts, index)
  return new Notification(token, {
    alert: { title, subtitle: subTitle, body: content },
    sound: 'default',
    expiration: expiresAtSeconds,
  })
})

// It rejects for every status but 200.
await serve(async from => await client.send(pick(notes, from)))
