// A stand-in for Firebase Cloud Messaging: token endpoint and send endpoint on one TLS port, HTTP/1.1 and HTTP/2. It answers from its
// registry in the documented order (spec/vendors.md §2.12) and takes faults on demand.

import { type JsonObject, objectOf, parsedJson, textOf } from '../json.ts'
import type { SimulatedApp, SimulatedCredential, Simulator, SimulatorOptions } from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'

import { REFUSALS, type RefusalName } from './outcome.ts'
import { shownOf } from './phone.ts'
import { type BodyFault, checkBody } from './simulated-message.ts'
import { verifyGrant } from './simulated-oauth.ts'
import { ACCESS_TOKEN_SECONDS, FcmRegistry, type TokenStanding } from './simulated-registry.ts'

const SEND_PATH = /^\/v1\/projects\/([^/?]+)\/messages:send$/
const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError'
const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest'

/** A truthful answer; a text body is an HTML page, anything else JSON. `reason` is noted in the record. */
interface Answer {
  readonly status: number
  readonly body: JsonObject | string
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What Google's front end says where it knows no service; the retired endpoints `/fcm/send` and `/batch` end here too. */
const NOT_FOUND: Answer = {
  status: 404,
  body: '<!DOCTYPE html><html><title>Error 404 (Not Found)</title><p>The requested URL was not found.</html>',
  reason: 'NOT_FOUND',
}

const STANDINGS: Readonly<Record<Exclude<TokenStanding, 'active'>, BodyFault>> = {
  malformed: { refusal: 'tokenMalformed', message: 'The registration token is not a valid FCM registration token' },
  foreign: { refusal: 'senderMismatch', message: 'SenderId mismatch' },
  unregistered: { refusal: 'unregistered', message: 'Requested entity was not found.' },
}

/** Starts the simulator; `endpoints` has `push` and `oauth`, both this server. */
export function startFcmSimulator(options: SimulatorOptions): Promise<Simulator> {
  return startVendorSimulator(options, new FcmSide(options))
}

class FcmSide implements VendorSide<Exchange> {
  readonly vendor = 'fcm'
  readonly endpoints = ['push', 'oauth']
  readonly server = { alpn: ['h2', 'http/1.1'] } as const
  readonly tokens: FcmRegistry
  readonly #now: () => number
  #messages = 0

  constructor({ now, random }: SimulatorOptions) {
    this.tokens = new FcmRegistry(random)
    this.#now = now
  }

  addApp(app: SimulatedApp): Promise<SimulatedCredential> {
    return this.tokens.addApp(app)
  }

  newToken(app: string, index: number): string {
    return this.tokens.newToken(app, index)
  }

  isAuth({ path }: Exchange): boolean {
    return path === '/token'
  }

  /** A fault for a token finds its request, whatever is wrong with the rest. */
  read(request: Exchange): Reading<Exchange> {
    const body = objectOf(parsedJson(request.body.toString()))
    const token = textOf(objectOf(body['message'])['token'])
    return { request, tokens: token === undefined ? [] : [token] }
  }

  answer(call: Call<Exchange>): void {
    const { status, body, reason, headers } = call.on === 'auth' ? this.#grant(call) : this.#send(call)
    if (reason !== undefined) call.refuse(reason)
    const type = typeof body === 'string' ? 'text/html; charset=UTF-8' : 'application/json; charset=UTF-8'
    const date = new Date(this.#now()).toUTCString()
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    call.exchange.answer(status, { 'content-type': type, date, ...headers }, text)
  }

  #grant({ exchange: { method, body }, url }: Call<Exchange>): Answer {
    if (method !== 'POST') return NOT_FOUND
    const nowMs = this.#now()
    const { accounts } = this.tokens
    const verdict = verifyGrant(body.toString(), { accounts, ownUrl: `${url}/token`, nowMs })
    if (verdict.kind === 'refused') {
      const { error, description: error_description } = verdict
      return { status: verdict.status, body: { error, error_description }, reason: error }
    }
    const access_token = this.tokens.issueAccessToken(verdict.account, nowMs)
    return { status: 200, body: { access_token, expires_in: ACCESS_TOKEN_SECONDS, token_type: 'Bearer' } }
  }

  /** Path, project, bearer, body, token, in this order (spec/vendors.md §2.12). */
  #send({ exchange, deliver }: Call<Exchange>): Answer {
    const projectId = decode(SEND_PATH.exec(exchange.path)?.[1])
    if (projectId === undefined || exchange.method !== 'POST') return NOT_FOUND
    const fault = this.#refusedSender(exchange, projectId)
    if (fault) return refusal(fault)
    const checked = checkBody(exchange.body.toString())
    if ('refusal' in checked) return refusal(checked)
    const { token, ...payload } = checked.message
    const standing = typeof token === 'string' ? this.tokens.standing(token, projectId) : 'active'
    if (standing !== 'active') return refusal(STANDINGS[standing])
    const id = checked.validateOnly ? 'fake_message_id' : this.#messageId()
    const name = `projects/${projectId}/messages/${id}`
    const isSent = !checked.validateOnly && typeof token === 'string'
    // Nothing of the request reaches a phone but its message.
    if (isSent) deliver([token], { shown: shownOf(payload), vendorId: name, payload, headers: {} })
    return { status: 200, body: { name } }
  }

  #refusedSender(exchange: Exchange, projectId: string): BodyFault | undefined {
    if (!this.tokens.hasProject(projectId)) return { refusal: 'projectNotFound', message: 'The project was not found.' }
    const { authorization = '' } = exchange.headers
    const bearer = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    const granted = bearer === undefined ? undefined : this.tokens.projectOfAccessToken(bearer, this.#now())
    if (granted === undefined)
      return { refusal: 'unauthenticated', message: 'The access token is missing, expired or revoked.' }
    if (granted !== projectId)
      return { refusal: 'permissionDenied', message: 'The account may not send in this project.' }
    return undefined
  }

  /** `0:<microseconds>%<digits>` as real ones look; the number makes it unique. */
  #messageId(): string {
    this.#messages += 1
    return `0:${this.#now() * 1000}%${this.#messages.toString(16).padStart(16, '0')}`
  }
}

function refusal({ refusal: name, message, field }: BodyFault): Answer {
  const { httpStatus, status, errorCode } = REFUSALS[name]
  const challenge = { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' }
  return {
    status: httpStatus,
    body: errorBody(name, message, field),
    reason: errorCode ?? status,
    ...(name === 'unauthenticated' ? { headers: challenge } : {}),
  }
}

/** Google's error body for a refusal, also for arming as a fault's answer. */
export function errorBody(name: RefusalName, message: string, field?: string): JsonObject {
  const { httpStatus: code, status, errorCode } = REFUSALS[name]
  const details: JsonObject[] = []
  if (errorCode !== undefined) details.push({ '@type': FCM_ERROR, errorCode })
  if (field !== undefined) details.push({ '@type': BAD_REQUEST, fieldViolations: [{ field, description: message }] })
  return { error: { code, message, status, ...(details.length === 0 ? {} : { details }) } }
}

function decode(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
