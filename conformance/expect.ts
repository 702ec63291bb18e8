// What many rules say of an answer: the three envelopes, the error body, the kinds of values (spec/easemob.md §1.6, §1.7).
import assert from 'node:assert/strict'
import type { Reply } from './raw-client.ts'

/** The body of an answer that must be 200. */
// biome-ignore lint/suspicious/noExplicitAny: rules look into bodies of every shape.
export function ok(reply: Reply): any {
  assert.equal(reply.status, 200, `${reply.line}: ${reply.status} ${reply.text.slice(0, 400)}`)
  assert.notEqual(reply.body, undefined, `${reply.line}: the body is no JSON: ${reply.text.slice(0, 100)}`)
  return reply.body
}

/** What an error body must say; what is absent may be anything. */
export interface Refusal {
  readonly status: number
  readonly error?: string
  readonly exception?: string
  readonly text?: string | RegExp
}

/** Checks an error body whole: the members of §1.7, and those of `refusal` exactly. */
export function refused(reply: Reply, refusal: Refusal): void {
  const seen = `${reply.line}: ${reply.status} ${reply.text.slice(0, 400)}`
  assert.equal(reply.status, refusal.status, seen)
  const { body } = reply
  assert.equal(typeof body, 'object', seen)
  for (const member of ['error', 'exception', 'error_description']) assert.equal(typeof body[member], 'string', seen)
  for (const member of ['timestamp', 'duration']) assert.equal(typeof body[member], 'number', seen)
  if (refusal.error !== undefined) assert.equal(body.error, refusal.error, seen)
  if (refusal.exception !== undefined) assert.equal(body.exception, refusal.exception, seen)
  if (typeof refusal.text === 'string') assert.equal(body.error_description, refusal.text, seen)
  if (refusal.text instanceof RegExp) assert.match(body.error_description, refusal.text, seen)
}

/** Refusals that many rules share. */
export const refusals = {
  illegal: { status: 400, error: 'illegal_argument', exception: 'IllegalArgumentException' },
  message: { status: 400, error: 'message', exception: 'MessageException', text: 'bad_request' },
  limit: { status: 403, error: 'limit', exception: 'LimitException', text: 'limit request' },
  closed: {
    status: 403,
    error: 'service_not_open',
    exception: 'ServiceNotOpenException',
    text: 'push service not open',
  },
  noPath: { status: 404, text: 'url is invalid' },
  noUser: {
    status: 404,
    error: 'service_resource_not_found',
    exception: 'UserNotFoundException',
    text: 'Service resource not found',
  },
  noUserInSettings: {
    status: 400,
    error: 'required_property_not_found',
    exception: 'RequiredPropertyNotFoundException',
    text: 'Entity user requires a property named username',
  },
  noCredential: {
    status: 401,
    error: 'unauthorized',
    exception: 'EasemobSecurityException',
    text: 'Unable to authenticate (OAuth)',
  },
  wrongToken: {
    status: 401,
    error: 'auth_bad_access_token',
    text: 'Unable to authenticate due to corrupt access token',
  },
} as const satisfies Readonly<Record<string, Refusal>>

/** `IllegalArgumentException` about one field of the body. */
export function invalidField(field: string): Refusal {
  return { ...refusals.illegal, text: `parameters is invalid : ${field}` }
}

/** What an envelope says of the app. */
interface OnApp {
  readonly app: { readonly org: string; readonly name: string }
}

/** Envelope A (§1.6): platform. `path` is absent for templates. */
// biome-ignore lint/suspicious/noExplicitAny: rules look into bodies of every shape.
export function envelopeA({ app }: OnApp, reply: Reply, action: string, path?: string): any {
  const body = ok(reply)
  assert.equal(body.action, action, reply.text)
  assert.equal(body.path, path, reply.text)
  assert.match(body.uri, /^https?:\/\//, reply.text)
  assert.match(body.application, uuidPattern, reply.text)
  assert.deepEqual([body.organization, body.applicationName], [app.org, app.name], reply.text)
  assertTimes(reply)
  return body
}

/** Envelope B: push. Only these members, and `cursor` on lists that go on. */
// biome-ignore lint/suspicious/noExplicitAny: rules look into bodies of every shape.
export function envelopeB(reply: Reply): any {
  const body = ok(reply)
  const members = new Set(Object.keys(body).filter(member => member !== 'cursor'))
  assert.deepEqual(members, new Set(['timestamp', 'data', 'duration']), reply.text)
  assertTimes(reply)
  return body
}

/** Envelope C: bindings. */
// biome-ignore lint/suspicious/noExplicitAny: rules look into bodies of every shape.
export function envelopeC(reply: Reply, action: string): any {
  const body = ok(reply)
  assert.deepEqual(new Set(Object.keys(body)), new Set(['timestamp', 'entities', 'action', 'duration']), reply.text)
  assert.equal(body.action, action, reply.text)
  assertTimes(reply)
  return body
}

/** Clocks of two machines may differ by this much, ms. */
const clockSkewMs = 10 * 60_000

/** `timestamp` is now in ms, and `duration` a whole number of ms. */
export function assertTimes(reply: Reply): void {
  const { timestamp, duration } = reply.body
  assert.ok(Math.abs(timestamp - Date.now()) < clockSkewMs, `timestamp is not now in ms: ${reply.text}`)
  assert.ok(Number.isInteger(duration) && duration >= 0, `duration is no number of ms: ${reply.text}`)
}

/** A UUID. */
export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** An id of a task or message in a raw body: 18 or 19 digits, more than a double holds. */
export const idPattern = /^\d{18,19}$/
