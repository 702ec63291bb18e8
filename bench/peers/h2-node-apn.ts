// @parse/node-apn, the usual library. Its notifications are made beforehand and keep their JSON, so that only sending is measured.
import { createRequire } from 'node:module'
import { pick, readArguments, serve } from './h2-input.ts'

interface Apn {
  Provider: new (options: object) => { send(note: object, token: string): Promise<{ failed: readonly object[] }> }
  Notification: new (content: object) => object
}

const require = createRequire(import.meta.url)
const { Provider, Notification } = require('@parse/node-apn') as Apn
const { input } = readArguments()
const { hostname, port } = new URL(input.apnsUrl)
const { file = '', keyId, teamId } = input.apns
const provider = new Provider({
  token: { key: Buffer.from(file, 'base64').toString('utf8'), keyId, teamId },
  ca: input.ca,
  address: hostname,
  port: Number(port),
  production: true,
})
const notes = input.texts.map(({ title, subTitle, content, expiresAtSeconds }, index) => {
  const alert = { title, subtitle: subTitle, body: content }
  return new Notification({
    topic: input.topic,
    pushType: 'alert',
    id: pick(input.ids, index),
    expiry: expiresAtSeconds,
    alert,
    sound: 'default',
  })
})

const send = async (from: number): Promise<void> => {
  const { failed } = await provider.send(pick(notes, from), pick(input.tokens, from))
  if (failed.length > 0) throw new Error(`failed: ${JSON.stringify(failed[0])}`)
}

await serve(send)
