// What a notifier needs to send through Firebase: a service account and how its messages look by default.
// Refuses to know how a token is obtained, and never takes a host from the uploaded file.
import type { KeyObject } from 'node:crypto'
import { type ChannelIds, settingChannelIds } from '../credentials/channel-ids.ts'
import { rsaKeyOf } from '../credentials/rsa-key.ts'
import { settingText } from '../credentials/settings.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'

/** Which halves of a message are sent: data for the app, a notification for the system, or both (spec/easemob.md §7.6). */
export type PushType = 'BOTH' | 'DATA' | 'NOTIFICATION'
/** How fast a phone in doze mode is woken (spec/vendors.md §2.5). */
export type AndroidPriority = 'NORMAL' | 'HIGH'

/** A parsed FCM notifier. */
export interface FcmCredentials {
  /** The project messages are sent in; stands in the request path. */
  readonly projectId: string
  readonly clientEmail: string
  /** RSA, at least 2048 bits. */
  readonly privateKey: KeyObject
  readonly privateKeyId?: string
  readonly pushType: PushType
  readonly priority: AndroidPriority
  /** Sound file of the app that Android plays when a message names none. */
  readonly sound?: string
  /** Android notification channels used when a message names none. */
  readonly channelIds: ChannelIds
}

/** Longest accepted `file`, in characters of base64. A real key file has about 3200. */
export const FILE_LENGTH_MAX = 65_536
/** Token addresses that real key files carry (spec/vendors.md §2.1). We only ever call the first. */
const TOKEN_URIS: readonly string[] = [
  'https://oauth2.googleapis.com/token',
  'https://www.googleapis.com/oauth2/v4/token',
  'https://accounts.google.com/o/oauth2/token',
]
/** Project ids as the console issues them, old domain-scoped ones (`example.com:chat`) included. */
const PROJECT_ID = /^[a-z][a-z0-9.:-]{0,127}$/

/**
 * Reads a notifier (spec/easemob.md §3.1, `googlePushSettings`). `settings.projectId` wins over the file's project, because a
 * service account may be granted another project. Throws {@link CredentialError} naming `file` or `settings.<member>`.
 */
export function parseFcmCredentials(input: NotifierInput): FcmCredentials {
  const account = parseServiceAccount(input.file)
  const { settings } = input
  const projectId = settingText(settings, 'projectId') ?? text(account, 'project_id')
  if (!PROJECT_ID.test(projectId)) throw new CredentialError('settings.projectId', 'is not a Google project id')
  const keyId = account['private_key_id']
  const sound = settingText(settings, 'sound')
  return {
    projectId,
    clientEmail: text(account, 'client_email'),
    privateKey: rsaKeyOf(text(account, 'private_key')),
    ...(typeof keyId === 'string' && keyId !== '' ? { privateKeyId: keyId } : {}),
    pushType: oneOf(settings, 'pushType', ['BOTH', 'DATA', 'NOTIFICATION'], 'BOTH'),
    // Chat pushes are worth waking a phone for; the console of the original offers the same first choice.
    priority: oneOf(settings, 'priority', ['NORMAL', 'HIGH'], 'HIGH'),
    ...(sound === undefined ? {} : { sound }),
    channelIds: settingChannelIds({ ...settings, channelId: settings['channelId'] || settings['channel'] }),
  }
}

function parseServiceAccount(file: string | undefined): JsonObject {
  if (file === undefined || file === '') {
    throw new CredentialError('file', 'upload the service account JSON; server keys stopped working on 2024-07-22')
  }
  if (file.length > FILE_LENGTH_MAX) throw new CredentialError('file', `is longer than ${FILE_LENGTH_MAX} characters`)
  const account = parseJson(Buffer.from(file, 'base64').toString('utf8'))
  if (account['type'] !== 'service_account') {
    throw new CredentialError('file', 'is not a service account key: its member "type" must be "service_account"')
  }
  const tokenUri = account['token_uri']
  // A key file is uploaded by a tenant; following its address would let it point our signed assertions anywhere.
  if (tokenUri !== undefined && !(typeof tokenUri === 'string' && TOKEN_URIS.includes(tokenUri))) {
    throw new CredentialError('file', 'names a token_uri that does not belong to Google')
  }
  return account
}

function parseJson(json: string): JsonObject {
  try {
    const value = JSON.parse(json) as JsonValue
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch {
    // The parser's own text quotes the input, which holds a private key, so it is not passed on.
    throw new CredentialError('file', 'is not base64 of a JSON file')
  }
  throw new CredentialError('file', 'does not hold a JSON object')
}

function text(account: JsonObject, member: string): string {
  const value = account[member]
  if (typeof value !== 'string' || value === '') throw new CredentialError('file', `lacks the member "${member}"`)
  return value
}

function oneOf<const T extends string>(settings: JsonObject, member: string, allowed: readonly T[], fallback: T): T {
  const value = settingText(settings, member)?.toUpperCase()
  if (value === undefined) return fallback
  const found = allowed.find(name => name === value)
  if (found === undefined) throw new CredentialError(`settings.${member}`, `must be one of ${allowed.join(', ')}`)
  return found
}
