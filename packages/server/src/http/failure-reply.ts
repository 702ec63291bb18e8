// From whatever was thrown to the error body of spec/easemob.md §1.7. A failure that is not in the catalogue becomes `internal`
// and shows nothing of itself (S45).
import { type ErrorBody, type ErrorCode, errors } from '@posthouse/protocol'
import { PosthouseError } from '../base/failure.ts'
import { JsonRefused } from '../base/json.ts'
import { StoreError } from '../ports/store.ts'

/** An answer that reports a failure. */
export interface FailureReply {
  readonly status: number
  readonly body: ErrorBody
  readonly retryAfterSeconds: number | undefined
}

/** The answer for a failure. */
export function failureReply(failure: PosthouseError, times: { nowMs: number; durationMs: number }): FailureReply {
  const entry = errors[failure.code]
  return {
    status: entry.status,
    body: {
      error: entry.error,
      exception: entry.exception,
      timestamp: times.nowMs,
      duration: times.durationMs,
      error_description: failure.message,
    },
    retryAfterSeconds: failure.retryAfterSeconds ?? (entry.status === 503 ? 1 : undefined),
  }
}

/** Names what was thrown with a code of the catalogue. `bodyBytesMax` is the limit that a too large body broke. */
export function failureOf(thrown: unknown, bodyBytesMax: number): PosthouseError {
  if (thrown instanceof PosthouseError) return thrown
  if (thrown instanceof JsonRefused) return new PosthouseError('json_unreadable', { reason: thrown.message })
  if (thrown instanceof StoreError) return new PosthouseError(...ofStore(thrown.kind), { cause: thrown })
  const code = frameworkCode(thrown)
  if (code === undefined) return new PosthouseError('internal', {}, { cause: thrown })
  if (tooLarge.has(code)) return new PosthouseError('body_too_large', { limit: bodyBytesMax })
  const reason = reasons[code]
  if (reason !== undefined) return new PosthouseError('argument_illegal', { reason })
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return new PosthouseError('path_unknown')
  return new PosthouseError('internal', {}, { cause: thrown })
}

function ofStore(kind: StoreError['kind']): [ErrorCode, Record<string, string>] {
  switch (kind) {
    case 'conflict':
      return ['conflict', { reason: 'somebody else changed this at the same time; repeat the request' }]
    case 'full':
      return ['overloaded', {}]
    case 'unknown':
      return ['storage_unavailable', {}]
  }
}

const tooLarge: ReadonlySet<string> = new Set(['FST_ERR_CTP_BODY_TOO_LARGE', 'FST_REQ_FILE_TOO_LARGE'])

/** Failures that Fastify, its multipart reader and Node's streams report about a request. */
const reasons: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'the path is not valid percent-encoded UTF-8',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'the body is shorter or longer than Content-Length says',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'the Content-Type cannot be read',
  FST_PARTS_LIMIT: 'the form has too many parts',
  FST_FILES_LIMIT: 'the form has more than one file',
  FST_FIELDS_LIMIT: 'the form has too many fields',
  FST_PROTO_VIOLATION: 'a form field has a name that is not allowed',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'the multipart form cannot be read',
  FST_INVALID_JSON_FIELD_ERROR: 'a form field cannot be read',
  FST_NO_FORM_DATA: 'the multipart form cannot be read',
  ERR_STREAM_PREMATURE_CLOSE: 'the body ended early',
  ECONNRESET: 'the connection was closed before the body ended',
}

function frameworkCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { code } = thrown as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}
