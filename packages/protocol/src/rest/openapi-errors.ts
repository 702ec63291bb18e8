// Which errors an endpoint can give, and how the document says so: one response per status, with the texts of the catalogue.
import { type ErrorCode, type ErrorEntry, errors } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Endpoint } from './endpoint.ts'

/** Every error that follows from an endpoint's declaration, and its own, each once. */
export function errorsOf(endpoint: Endpoint, own: readonly ErrorCode[]): readonly ErrorCode[] {
  const { access, bodyKind, idempotent, rate, refusals = {} } = endpoint
  const misfit: ErrorCode = access === 'admin' ? 'argument_illegal' : 'parameter_invalid'
  const takesMembers = bodyKind !== 'none' || Object.keys((endpoint.query as Shape).properties ?? {}).length > 0
  return [
    ...new Set<ErrorCode>([
      ...accessErrors(access),
      ...(bodyKind === 'none' ? [] : (['json_unreadable', 'body_too_large', 'media_type_unsupported'] as const)),
      ...(takesMembers ? [misfit] : []),
      ...Object.values(refusals).flatMap(({ missing, wrong }) => [missing, wrong]),
      ...own,
      ...(idempotent ? (['idempotency_mismatch', 'idempotency_busy'] as const) : []),
      ...(rate === undefined ? [] : (['rate_exceeded', 'limit_request'] as const)),
      'overloaded',
      'storage_unavailable',
    ]),
  ]
}

interface Shape {
  readonly properties?: object
}

function accessErrors(access: Endpoint['access']): readonly ErrorCode[] {
  const badTokens = ['unauthenticated', 'token_expired', 'token_corrupt', 'token_unknown'] as const
  switch (access) {
    case 'open':
      return []
    case 'public':
    case 'app':
    case 'user':
      return [...badTokens, 'app_not_found']
    case 'admin':
      return ['unauthenticated', 'session_ended', 'token_corrupt', 'token_unknown', 'role_missing', 'rate_exceeded']
  }
}

/** The responses of these errors, by status. */
export function errorResponses(codes: readonly ErrorCode[]): JsonObject {
  const byStatus = Map.groupBy(codes, code => errors[code].status)
  return Object.fromEntries(
    [...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, list]) => [String(status), response(status, list)]),
  )
}

function response(status: number, codes: readonly ErrorCode[]): JsonObject {
  const examples = Object.fromEntries(codes.map(code => [code, { $ref: `#/components/examples/${code}` }]))
  const waits = codes.some(code => 'retryable' in errors[code])
  return {
    description: [...new Set(codes.map(code => `\`${errors[code].error}\`: ${errors[code].text}`))].join('\n\n'),
    ...(waits && status !== 500 ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } } : {}),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' }, examples } },
  }
}

/** Every error of the catalogue as an example. */
export const errorExamples: JsonObject = Object.fromEntries(
  Object.entries<ErrorEntry>(errors).map(([code, { error, exception, text }]) => [
    code,
    {
      summary: text,
      value: { error, exception, timestamp: 1_619_506_344_007, duration: 3, error_description: text },
    },
  ]),
)

/** The schema of an error body. */
export const errorSchema: JsonObject = {
  type: 'object',
  properties: {
    error: { type: 'string', description: 'A code in lower snake case' },
    exception: { type: 'string' },
    timestamp: { type: 'integer', description: 'Epoch milliseconds of the answer' },
    duration: { type: 'integer', description: 'Milliseconds from arrival to answer' },
    error_description: { type: 'string', description: 'A sentence, with the values of this occurrence' },
  },
  required: ['error', 'exception', 'timestamp', 'duration', 'error_description'],
}

/** What stands for every error that an operation does not list. */
export const errorResponse: JsonObject = {
  description:
    'Any other refusal or failure: 405, 408, 431, 500. A 5xx says nothing about whether the request was carried out.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
}

/** How long to wait. */
export const retryAfterHeader: JsonObject = {
  description: 'Seconds after which the same request may succeed',
  schema: { type: 'integer', minimum: 0 },
}
