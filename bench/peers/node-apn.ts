// @parse/node-apn, the usual library, over one provider with 256 pushes in flight.
import { createRequire } from 'node:module'
import { packageName } from '../house.ts'
import { readInput, serve } from './apns-input.ts'

interface Apn {
  Provider: new (options: object) => { send(note: object, tokens: string): Promise<{ failed: readonly object[] }> }
  Notification: new (content: object) => object
}

// It is a dependency of the vendors' tests, so it is looked for beside them.
const require = createRequire(new URL('../../packages/vendors/package.json', import.meta.url))
const { Provider, Notification } = require('@parse/node-apn') as Apn
const { ca, apnsUrl, credential, tokens } = readInput()
const { hostname, port } = new URL(apnsUrl)
const provider = new Provider({
  token: {
    key: Buffer.from(credential.file ?? '', 'base64').toString('utf8'),
    keyId: credential.keyId,
    teamId: credential.teamId,
  },
  ca,
  address: hostname,
  port: Number(port),
  production: credential.environment === 'PRODUCTION',
})
const note = new Notification({
  topic: packageName,
  alert: { title: '环信推送', subtitle: '环信', body: '你好，欢迎使用环信推送服务' },
})

const send = async (from: number): Promise<void> => {
  const { failed } = await provider.send(note, tokens[from % tokens.length] ?? '')
  if (failed.length > 0) throw new Error(`failed: ${JSON.stringify(failed[0])}`)
}

await serve(send, 1, 256)
