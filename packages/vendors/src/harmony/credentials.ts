// What a HarmonyOS notifier must hold: a service account and what it adds to every push. Refuses to know how a JWT is made of it, and
// never takes a host from the uploaded file.
import type { KeyObject } from 'node:crypto'
import { rsaKeyOf } from '../credentials/rsa-key.ts'
import { settingText } from '../credentials/settings.ts'
import { isObject, type JsonObject, parsedJson, some } from '../json.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'

/** A parsed HarmonyOS notifier. */
export interface HarmonyCredentials {
  /** The notifier's name (spec/easemob.md §3.2); no request holds it. */
  readonly clientId: string
  /** Part of the push path: digits only. */
  readonly projectId: string
  /** `kid` of the JWT. */
  readonly keyId: string
  /** `iss` of the JWT: the account's `sub_account`. */
  readonly account: string
  /** RSA, at least 2048 bits. */
  readonly privateKey: KeyObject
  /** `category` of messages that name none; the app must have been granted it. */
  readonly category?: string
  /** Action of the page that a tap opens where neither the message nor the basic fields say. */
  readonly clickAction?: string
  /** User name and secret of the receipt configuration; with them receipts are taken only with a valid signature. */
  readonly receiptUser?: string
  readonly receiptSecret?: string
}

/** Longest accepted `file`, in characters of base64: a key of 4096 bits with its addresses takes about 5000. */
export const FILE_LENGTH_MAX = 65_536

/**
 * Reads a notifier: its name is the client id, its file the service account's JSON (spec/vendors.md §3.2). The file's addresses
 * (`token_uri` and others) are not looked at. Throws {@link CredentialError} naming `name`, `file` or `settings.<member>`.
 */
export function parseHarmonyCredentials({ name, file, settings }: NotifierInput): HarmonyCredentials {
  const clientId = name.trim()
  if (!/^[\w.-]{1,128}$/.test(clientId)) {
    throw new CredentialError('name', 'the name of a HarmonyOS notifier must be the client id from AppGallery Connect')
  }
  const account = parseServiceAccount(file)
  return {
    clientId,
    // Both become part of a path or a header: nothing in them can point elsewhere.
    projectId: member(account, 'project_id', /^\d{1,32}$/),
    keyId: member(account, 'key_id', /^[\x21-\x7e]{1,128}$/),
    account: member(account, 'sub_account', /^[\x21-\x7e]{1,128}$/),
    privateKey: privateKeyOf(account['private_key']),
    ...some('category', categoryOf(settings)),
    ...some('clickAction', settingText(settings, 'clickAction')),
    ...receiptSealOf(settings),
  }
}

function categoryOf(settings: JsonObject): string | undefined {
  const category = settingText(settings, 'category')
  if (category === undefined || /^[A-Z][A-Z_]{0,63}$/.test(category)) return category
  throw new CredentialError('settings.category', 'category must be capital letters such as IM')
}

/** One without the other verifies nothing, and would silently take what it should refuse. */
function receiptSealOf(settings: JsonObject): Pick<HarmonyCredentials, 'receiptUser' | 'receiptSecret'> {
  const receiptUser = settingText(settings, 'receiptUser')
  const receiptSecret = settingText(settings, 'receiptSecret')
  if (receiptUser === undefined && receiptSecret === undefined) return {}
  if (receiptUser === undefined) throw new CredentialError('settings.receiptUser', 'receiptSecret needs a receiptUser')
  if (receiptSecret === undefined) {
    throw new CredentialError('settings.receiptSecret', 'receiptUser needs a receiptSecret')
  }
  return { receiptUser, receiptSecret }
}

function parseServiceAccount(file: string | undefined): JsonObject {
  if (file === undefined || file === '') {
    throw new CredentialError('file', 'upload the JSON file of the service account')
  }
  if (file.length > FILE_LENGTH_MAX) throw new CredentialError('file', `is longer than ${FILE_LENGTH_MAX} characters`)
  const account = parsedJson(Buffer.from(file, 'base64').toString('utf8'))
  // What was read is never quoted: it holds a private key.
  if (!isObject(account)) throw new CredentialError('file', 'is not base64 of a JSON object')
  return account
}

function member(account: JsonObject, name: string, shape: RegExp): string {
  const value = account[name]
  if (typeof value !== 'string' || value === '') throw new CredentialError('file', `lacks the member "${name}"`)
  if (!shape.test(value)) throw new CredentialError('file', `holds a "${name}" that is none`)
  return value
}

function privateKeyOf(pem: unknown): KeyObject {
  if (typeof pem !== 'string' || pem === '') throw new CredentialError('file', 'lacks the member "private_key"')
  return rsaKeyOf(pem)
}
