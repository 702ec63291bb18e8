// What a push service and the browsers behind it know: the key each app subscribes with, and each subscription's endpoint, keys and
// state. Derives subscriptions from the app and an index, so that they are the same in every run.
import { createECDH, createHash, type ECDH } from 'node:crypto'
import { objectOf, parsedJson } from '../json.ts'
import type { TokenState } from '../simulator/contract.ts'
import { AppRegistry, DeviceTokens, type RegisteredToken } from '../simulator/registry.ts'
import { AUTH_BYTES } from './encryption.ts'

/** A browser's subscription as the service and the browser know it. */
export interface RegisteredSubscription extends RegisteredToken {
  /** The text that the page sent to the app's server. */
  readonly token: string
  /** The browser's own keys; absent for a subscription that was not made here, which nobody can decrypt for. */
  readonly keys: BrowserKeys | undefined
}

/** What only the browser knows, but for the public half. */
export interface BrowserKeys {
  readonly pair: ECDH
  readonly auth: Uint8Array
}

/** Apps and subscriptions, in memory. */
export class WebPushRegistry {
  readonly #apps = new AppRegistry<AppKey>(app => app.packageName)
  readonly #states = new DeviceTokens()
  readonly #subscriptions = new Map<string, Pick<RegisteredSubscription, 'token' | 'keys'>>()

  /** The app's key pair, made at the first call. Throws RangeError when there are too many. */
  app(packageName: string): AppKey {
    return this.#apps.add(packageName, () => newAppKey(packageName))
  }

  /** The key that subscriptions of an app were made with; undefined for an app that is not registered. */
  keyOf(packageName: string): string | undefined {
    return this.#apps.get(packageName)?.publicKey
  }

  /** Throws RangeError when there are too many subscriptions. */
  set(token: string, app: string, state: TokenState): void {
    const id = idOf(token)
    this.#states.set(id, app, state)
    if (!this.#subscriptions.has(id)) this.#subscriptions.set(id, { token, keys: undefined })
  }

  /** A subscription as a browser writes it, the same for the same app, index and service. Unknown until its state is set. */
  newToken(app: string, index: number, service: string): string {
    const seed = `${app}#${index}`
    const id = digest(`${seed}#id`, 'sha512').toString('base64url')
    const pair = createECDH('prime256v1')
    pair.setPrivateKey(digest(`${seed}#key`))
    const auth = digest(`${seed}#auth`).subarray(0, AUTH_BYTES)
    const keys = { p256dh: pair.getPublicKey('base64url'), auth: auth.toString('base64url') }
    const token = JSON.stringify({ endpoint: `${service}/wpush/v2/${id}`, expirationTime: null, keys })
    this.#subscriptions.set(id, { token, keys: { pair, auth } })
    return token
  }

  /** By the last part of its endpoint. */
  get(id: string): RegisteredSubscription | undefined {
    const state = this.#states.get(id)
    const subscription = this.#subscriptions.get(id)
    return state && subscription && { ...state, ...subscription }
  }
}

/** An app's VAPID key pair in base64url. */
export interface AppKey {
  readonly packageName: string
  readonly publicKey: string
  readonly privateKey: string
}

function newAppKey(packageName: string): AppKey {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  const padded = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32)
  return { packageName, publicKey: pair.getPublicKey('base64url'), privateKey: padded.toString('base64url') }
}

/** The last part of the endpoint's path; a token that is no subscription stands for itself. */
function idOf(token: string): string {
  const { endpoint } = objectOf(parsedJson(token))
  return (typeof endpoint === 'string' ? endpoint.split('/').at(-1) : undefined) || token
}

function digest(text: string, algorithm: 'sha256' | 'sha512' = 'sha256'): Buffer {
  return createHash(algorithm).update(text).digest()
}
