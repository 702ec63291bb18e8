// What the HTTP/2 benchmark sends, made once before anything is measured: credentials, tokens, ids, texts and their certificate
// authority; and the files that make nghttpd answer 200. Refuses to know who sends.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type NotifierInput, vendors } from '@posthouse/vendors'
import { createAuthority } from '../packages/vendors/src/simulator/authority.ts'
import { packageName } from './house.ts'
import { writeRoot } from './nghttp2.ts'
import type { H2Input, Text } from './peers/h2-input.ts'

/** What the servers are started with and the peers are given. */
export interface Material {
  readonly keyFile: string
  readonly certFile: string
  /** nghttpd's documents. */
  readonly root: string
  /** Everything that does not depend on where the servers listen. */
  readonly input: Omit<H2Input, 'apnsUrl' | 'fcmUrl' | 'oauthUrl'>
}

/** As many as nghttpd answers without opening a file anew; the three lengths have no common divisor, see `pick`. */
const tokensMax = 2_000
const idsMax = 2_003
const textsMax = 1_999
/** Bytes of the document that APNs gets. */
const jsonBytes = 200
const projectId = 'bench-load'

/** Makes it in a directory. */
export async function makeMaterial(place: string): Promise<Material> {
  const authority = await createAuthority({ nowMs: Date.now() })
  const { certPem, keyPem } = await authority.issue({ names: ['localhost', '127.0.0.1'] })
  const [keyFile, certFile, root] = [join(place, 'server.key'), join(place, 'server.pem'), join(place, 'root')]
  await writeFile(keyFile, keyPem)
  await writeFile(certFile, certPem)
  const tokens = Array.from({ length: tokensMax }, () => randomBytes(32).toString('hex'))
  const answers = new Map(tokens.map(token => [`/3/device/${token}`, '']))
  answers.set(`/v1/projects/${projectId}/messages:send`, JSON.stringify({ name: `projects/${projectId}/messages/0:1` }))
  await writeRoot(root, answers)
  const apns = apnsNotifier()
  const fcmTokens = tokens.map(() => randomBytes(105).toString('base64url'))
  const ids = Array.from({ length: idsMax }, () => randomUUID())
  const input = {
    ...{ ca: authority.caPem, apns, topic: packageName, fcm: fcmNotifier(), projectId, tokens, fcmTokens, ids },
    ...{ jwt: randomBytes(150).toString('base64url'), texts: textsOf(apns) },
  }
  return { keyFile, certFile, root, input }
}

/** Texts as a chat sends them, filled up until APNs' document has its size. */
function textsOf(notifier: NotifierInput): readonly Text[] {
  const apns = vendors.find(vendor => vendor.name === 'apns')
  if (!apns) throw new Error('there is no APNs')
  const credentials = apns.parseCredentials(notifier)
  const nowMs = Date.now()
  return Array.from({ length: textsMax }, (_, index) => {
    const expiresAtSeconds = Math.floor(nowMs / 1_000) + 86_400 + index
    const basic = { title: '环信推送', subTitle: '环信', content: `你好，欢迎使用环信推送服务 ${index} ` }
    const render = (content: string): string => {
      const target = { credentials, nowMs, expiresAtMs: expiresAtSeconds * 1_000 }
      return (apns.render({ ...basic, content, blocks: {} }, target) as unknown as { readonly body: string }).body
    }
    const missing = jsonBytes - Buffer.byteLength(render(basic.content))
    const content = basic.content + randomBytes(missing).toString('hex').slice(0, missing)
    return { ...basic, content, expiresAtSeconds, json: render(content) }
  })
}

function apnsNotifier(): NotifierInput {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const file = Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })).toString('base64')
  const ids = { keyId: 'BENCHKEY01', teamId: 'BENCHTEAM1' }
  return { name: 'bench-apns', environment: 'PRODUCTION', packageName, ...ids, file, settings: {} }
}

function fcmNotifier(): NotifierInput {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const account = {
    type: 'service_account',
    project_id: projectId,
    client_email: `bench@${projectId}.example`,
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  }
  const file = Buffer.from(JSON.stringify(account)).toString('base64')
  return { name: 'bench-fcm', environment: 'PRODUCTION', packageName, file, settings: {} }
}
