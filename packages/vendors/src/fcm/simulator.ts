// A stand-in for Firebase Cloud Messaging: token endpoint and send endpoint on one TLS port, HTTP/1.1 and HTTP/2. It answers from its
// registry in the documented order (spec/vendors.md §2.12) and takes faults on demand.

import { isObject, type JsonObject } from '../json.ts'
import type { Simulator, SimulatorOptions } from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { applyFault, FaultList } from '../simulator/faults.ts'
import { type ReceivedEntry, SimulatorRecord } from '../simulator/record.ts'
import { startTlsServer } from '../simulator/tls-server.ts'

import { REFUSALS, type RefusalName } from './outcome.ts'
import { shownOf } from './phone.ts'
import { type BodyFault, type CheckedBody, checkBody } from './simulated-message.ts'
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

/** What the desk of one simulator works with. */
interface Desk {
  readonly registry: FcmRegistry
  readonly record: SimulatorRecord
  readonly now: () => number
  readonly nextId: () => number
  /** Own base URL; known once the server listens, which is before any request. */
  url: string
}

/** Starts the simulator; `endpoints` has `push` and `oauth`, both this server. */
export async function startFcmSimulator(options: SimulatorOptions): Promise<Simulator> {
  const registry = new FcmRegistry(options.random)
  const record = new SimulatorRecord()
  const faults = new FaultList(options.after)
  let messages = 0
  const desk: Desk = { registry, record, now: options.now, nextId: () => ++messages, url: '' }
  const server = await startTlsServer({
    port: options.port,
    tls: options.tls,
    alpn: ['h2', 'http/1.1'],
    handle: async exchange => {
      const on = exchange.path === '/token' ? 'auth' : 'push'
      const entry = record.receive(on, exchange, options.now())
      const proceed = (): void => {
        write(desk, exchange, entry, on === 'auth' ? grant(desk, exchange) : send(desk, exchange))
      }
      const fault = faults.take(on, tokenOf(exchange))
      if (fault === undefined || (await applyFault(fault, exchange, proceed, options.after)) === 'proceed') proceed()
    },
  })
  desk.url = server.url
  return {
    vendor: 'fcm',
    url: server.url,
    endpoints: { push: server.url, oauth: server.url },
    addApp: app => registry.addApp(app),
    setToken: (token, app, state) => registry.setToken(token, app, state),
    newToken: (app, index) => registry.newToken(app, index),
    arm: fault => faults.arm(fault),
    disarm: () => faults.disarm(),
    get received() {
      return record.received
    },
    get delivered() {
      return record.delivered
    },
    onDelivered: run => record.onDelivered(run),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

function grant(desk: Desk, exchange: Exchange): Answer {
  if (exchange.method !== 'POST') return NOT_FOUND
  const nowMs = desk.now()
  const { accounts } = desk.registry
  const verdict = verifyGrant(exchange.body.toString(), { accounts, ownUrl: `${desk.url}/token`, nowMs })
  if (verdict.kind === 'refused') {
    const { error, description: error_description } = verdict
    return { status: verdict.status, body: { error, error_description }, reason: error }
  }
  const access_token = desk.registry.issueAccessToken(verdict.account, nowMs)
  return { status: 200, body: { access_token, expires_in: ACCESS_TOKEN_SECONDS, token_type: 'Bearer' } }
}

/** Path, project, bearer, body, token, in this order (spec/vendors.md §2.12). */
function send(desk: Desk, exchange: Exchange): Answer {
  const projectId = decode(SEND_PATH.exec(exchange.path)?.[1])
  if (projectId === undefined || exchange.method !== 'POST') return NOT_FOUND
  const fault = refusedSender(desk, exchange, projectId)
  if (fault) return refusal(fault)
  const checked = checkBody(exchange.body.toString())
  if ('refusal' in checked) return refusal(checked)
  const token = checked.message['token']
  const standing = typeof token === 'string' ? desk.registry.standing(token, projectId) : 'active'
  if (standing !== 'active') return refusal(STANDINGS[standing])
  const id = checked.validateOnly ? 'fake_message_id' : messageId(desk)
  const name = `projects/${projectId}/messages/${id}`
  if (!checked.validateOnly && typeof token === 'string') deliver(desk, checked, token, name)
  return { status: 200, body: { name } }
}

function refusedSender(desk: Desk, exchange: Exchange, projectId: string): BodyFault | undefined {
  if (!desk.registry.hasProject(projectId)) return { refusal: 'projectNotFound', message: 'The project was not found.' }
  const { authorization = '' } = exchange.headers
  const bearer = /^Bearer (\S+)$/i.exec(authorization)?.[1]
  const granted = bearer === undefined ? undefined : desk.registry.projectOfAccessToken(bearer, desk.now())
  if (granted === undefined)
    return { refusal: 'unauthenticated', message: 'The access token is missing, expired or revoked.' }
  if (granted !== projectId)
    return { refusal: 'permissionDenied', message: 'The account may not send in this project.' }
  return undefined
}

function deliver(desk: Desk, checked: CheckedBody, token: string, vendorId: string): void {
  const { token: _, ...payload } = checked.message
  const shown = shownOf(payload)
  desk.record.deliver({
    atMs: desk.now(),
    token,
    ...(shown === undefined ? {} : { shown }),
    vendorId,
    payload,
    headers: {},
  })
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

function write(desk: Desk, exchange: Exchange, entry: ReceivedEntry, answer: Answer): void {
  if (answer.reason !== undefined) entry.refuse(answer.reason)
  const isPage = typeof answer.body === 'string'
  const headers = {
    'content-type': isPage ? 'text/html; charset=UTF-8' : 'application/json; charset=UTF-8',
    date: new Date(desk.now()).toUTCString(),
    ...answer.headers,
  }
  exchange.answer(answer.status, headers, isPage ? String(answer.body) : JSON.stringify(answer.body))
}

/** `0:<microseconds>%<digits>` as real ones look; the number makes it unique. */
function messageId(desk: Desk): string {
  return `0:${desk.now() * 1000}%${desk.nextId().toString(16).padStart(16, '0')}`
}

/** The device token of a request, so that a fault armed for it finds it, whatever is wrong with the rest. */
function tokenOf(exchange: Exchange): string | undefined {
  try {
    const body: unknown = JSON.parse(exchange.body.toString())
    const message = isObject(body) ? body['message'] : undefined
    const token = isObject(message) ? message['token'] : undefined
    return typeof token === 'string' ? token : undefined
  } catch {
    return undefined
  }
}

function decode(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
