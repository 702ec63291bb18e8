// The catalogue of errors: every error body of the Easemob interface and of our own comes from this one table
// (spec/easemob.md §1.7–1.9, seed 002). Texts are wire literals; `{name}` marks a value filled in per occurrence.

/** One line of the catalogue. */
export interface ErrorEntry {
  readonly status: number
  /** Lower snake-case code of the body. */
  readonly error: string
  readonly exception: string
  /** `error_description`. */
  readonly text: string
  /** Whether the same request can succeed later without being changed. */
  readonly retryable?: boolean
}

const illegal = { status: 400, error: 'illegal_argument', exception: 'IllegalArgumentException' } as const
const grant = { status: 400, error: 'invalid_grant', exception: 'InvalidGrantException' } as const
const unauthorized = { status: 401, error: 'unauthorized', exception: 'EasemobSecurityException' } as const
const badToken = { status: 401, error: 'auth_bad_access_token', exception: 'AuthBadAccessTokenException' } as const
const sending = { status: 400, error: 'message_send_error', exception: 'MessageSendException' } as const
const recalling = { status: 400, error: 'message_recall_error', exception: 'MessageRecallException' } as const
const forbidden = { status: 403, error: 'forbidden_op', exception: 'ForbiddenOpException' } as const
const limit = { status: 403, error: 'limit', exception: 'LimitException' } as const

/** The catalogue. A key is the error's stable code inside Posthouse. */
export const errors = {
  // Tokens (§1.8)
  client_id_missing: { ...illegal, text: 'client_id must be provided.' },
  client_secret_missing: { ...illegal, text: 'client_secret must be provided' },
  client_id_mismatch: { ...grant, text: 'client_id does not match' },
  client_secret_mismatch: { ...grant, text: 'client_secret does not match' },
  password_wrong: { ...grant, text: 'invalid username or password' },
  user_not_activated: { ...grant, text: 'user not activated' },
  grant_user_not_found: { ...grant, status: 404, text: 'user not found' },
  inherit_user_not_found: {
    status: 404,
    error: 'entity_not_found',
    exception: 'EntityNotFoundException',
    text: 'User null not found',
  },
  grant_type_unknown: { ...illegal, text: 'grant_type is not supported' },
  user_create_concurrent: {
    status: 409,
    error: 'concurrent_operation_error',
    exception: 'ConcurrentOperationException',
    text: 'concurrency create app user failed',
    retryable: true,
  },
  // Who may call (§1.5, §1.8)
  unauthenticated: { ...unauthorized, text: 'Unable to authenticate (OAuth)' },
  token_expired: { ...unauthorized, text: 'Unable to authenticate due to expired access token' },
  token_corrupt: { ...badToken, text: 'Unable to authenticate due to corrupt access token' },
  token_unknown: { ...badToken, text: 'Unable to authenticate' },
  registration_closed: { ...unauthorized, text: 'registration is not open, please contact the app admin' },
  app_not_found: {
    status: 404,
    error: 'organization_application_not_found',
    exception: 'OrganizationApplicationNotFoundException',
    text: 'Could not find application for {app} from URI: {uri}',
  },
  // Bodies
  json_unreadable: { status: 400, error: 'json_parse', exception: 'JsonParseException', text: '{reason}' },
  body_too_large: {
    status: 413,
    error: 'request_entity_too_large',
    exception: 'RequestEntityTooLargeException',
    text: 'the request body exceeds {limit} bytes',
  },
  media_type_unsupported: {
    status: 415,
    error: 'web_application',
    exception: 'WebApplicationException',
    text: 'Unsupported Media Type',
  },
  // Users (§2.2)
  username_missing: { ...illegal, text: 'Entity user requires a property named username' },
  password_missing: { ...illegal, text: 'password or pin must provided' },
  username_illegal: { ...illegal, text: 'username [{username}] is not legal' },
  username_too_long: { ...illegal, text: 'USERNAME_TOO_LONG' },
  nickname_too_long: { ...illegal, text: 'NICKNAME_TOO_LONG' },
  password_too_long: { ...illegal, text: 'PASSWORD_TOO_LONG' },
  user_exists: {
    status: 400,
    error: 'duplicate_unique_property_exists',
    exception: 'DuplicateUniquePropertyExistsException',
    text: 'Application {application} Entity user requires that property named username be unique, value of {username} exists',
  },
  users_too_many: {
    ...illegal,
    text: 'Request body array size[{size}] had almost reached or been greater than the upper range value[{max}]',
  },
  user_not_found: {
    status: 404,
    error: 'service_resource_not_found',
    exception: 'UserNotFoundException',
    text: 'Service resource not found',
  },
  // Bindings and settings (§1.9, §2.3)
  binding_user_unknown: {
    status: 400,
    error: 'required_property_not_found',
    exception: 'RequiredPropertyNotFoundException',
    text: 'Entity user requires a property named username',
  },
  parameter_invalid: { ...illegal, text: 'parameters is invalid : {field}' },
  bindings_too_many: { ...limit, text: 'limit request' },
  // Notifiers (§3)
  notifier_exists: { ...illegal, text: 'notifier {name} already exists' },
  notifier_not_found: {
    status: 404,
    error: 'service_resource_not_found',
    exception: 'ServiceResourceNotFoundException',
    text: 'Service resource not found',
  },
  notifier_invalid: { ...illegal, text: '{field}: {reason}' },
  notifiers_too_many: { ...limit, text: 'limit request' },
  // Labels (§1.9, §5): an unknown one is 400, not 404
  label_exists: { ...illegal, text: 'push label {name} already exists' },
  label_not_found: {
    status: 400,
    error: 'resource_not_found',
    exception: 'ResourceNotFoundException',
    text: 'push label not exists of {name}',
  },
  // Groups of the online channel, in the words of the original's group interface
  group_not_found: {
    status: 404,
    error: 'resource_not_found',
    exception: 'ResourceNotFoundException',
    text: 'grpID {group} does not exist!',
  },
  group_user_not_found: {
    status: 404,
    error: 'resource_not_found',
    exception: 'ResourceNotFoundException',
    text: "username {username} doesn't exist!",
  },
  group_full: {
    status: 403,
    error: 'exceed_limit',
    exception: 'ExceedLimitException',
    text: 'members size is greater than max user size !',
  },
  group_members_missing: { ...forbidden, text: 'users [{usernames}] are not members of this group!' },
  group_owner_stays: { ...forbidden, text: 'forbidden operation on group owner!' },
  // Templates (§1.9, §4)
  template_exists: { ...illegal, text: 'template {name} already exists' },
  template_not_found: {
    status: 400,
    error: 'entity_not_found',
    exception: 'EntityNotFoundException',
    text: '{name} template is not exist',
  },
  // Sending (§1.9, seed 002)
  push_closed: {
    status: 403,
    error: 'service_not_open',
    exception: 'ServiceNotOpenException',
    text: 'push service not open',
  },
  limit_request: { ...limit, text: 'limit request' },
  // A feature that this app has switched off; the web SDK looks for the last three words (§1.8). `{feature}`: `statistics`, …
  feature_closed: {
    status: 403,
    error: 'forbidden_op',
    exception: 'ForbiddenOpException',
    text: '{feature} service not open!',
  },
  message_bad: { status: 400, error: 'message', exception: 'MessageException', text: 'bad_request' },
  argument_illegal: { ...illegal, text: '{reason}' },
  // Messages of the online channel (spec/easemob.md §10.7)
  message_body_invalid: {
    status: 400,
    error: 'invalid_request_body',
    exception: 'InvalidRequestBodyException',
    text: 'Request body is invalid. Please check body is correct.',
  },
  message_param_empty: { ...sending, text: "param {field} can't be empty" },
  message_ext_wrong: { ...sending, text: 'param ext must be JSONObject' },
  message_targets_too_many: { ...sending, text: 'param to exceed limit' },
  message_too_large: { ...sending, text: 'message is too large' },
  message_send_limit: { ...sending, status: 403, text: 'message send reach limit', retryable: true },
  recall_param_empty: { ...recalling, text: "param {field} can't be empty" },
  recall_target_unknown: { ...recalling, text: "can't find msg to" },
  recall_too_late: { ...recalling, status: 403, text: 'exceed recall time limit' },
  recall_not_found: { ...recalling, status: 403, text: 'not_found msg' },
  rate_exceeded: {
    status: 429,
    error: 'reach_limit',
    exception: 'ReachLimitException',
    text: 'This request has reached api limit',
    retryable: true,
  },
  // Above the plan's number of users (§1.8, §11.2)
  resource_limited: {
    status: 429,
    error: 'resource_limited',
    exception: 'ResourceLimitedException',
    text: 'You have exceeded the limit of the community edition,Please upgrade to the enterprise edition',
  },
  idempotency_mismatch: {
    status: 422,
    error: 'idempotency_mismatch',
    exception: 'IdempotencyMismatchException',
    text: 'Idempotency-Key was used before with a different request body',
  },
  idempotency_busy: {
    status: 409,
    error: 'idempotency_in_progress',
    exception: 'IdempotencyInProgressException',
    text: 'the first request with this Idempotency-Key has not been answered yet; repeat in a second',
    retryable: true,
  },
  // Imports (ours)
  import_user_unknown: {
    ...illegal,
    text: 'there is no user {username}: import the users first, or let the import create them',
  },
  import_limit: { ...limit, text: '{reason}' },
  // Who works at the server (ours)
  session_ended: { ...unauthorized, text: 'the session has ended; sign in again' },
  sign_in_wrong: { ...grant, text: 'the name or the password is wrong' },
  link_unknown: {
    status: 404,
    error: 'resource_not_found',
    exception: 'ResourceNotFoundException',
    text: 'this link was used, was replaced or has ended; ask for a new one',
  },
  role_missing: { ...forbidden, text: 'this needs the role {role} {place}' },
  request_forged: {
    ...forbidden,
    text: 'the request does not come from the console: it lacks the header x-posthouse-console, or another site made it',
  },
  // Paths and the server itself
  path_unknown: { status: 404, error: 'not_found', exception: 'NotFoundException', text: 'url is invalid' },
  method_not_allowed: {
    status: 405,
    error: 'method_not_allowed',
    exception: 'MethodNotAllowedException',
    text: 'Method Not Allowed',
  },
  request_timeout: {
    status: 408,
    error: 'request_timeout',
    exception: 'RequestTimeoutException',
    text: 'Request Timeout',
    retryable: true,
  },
  headers_too_large: {
    status: 431,
    error: 'request_header_fields_too_large',
    exception: 'RequestHeaderFieldsTooLargeException',
    text: 'Request Header Fields Too Large',
  },
  resource_not_found: {
    status: 404,
    error: 'resource_not_found',
    exception: 'ResourceNotFoundException',
    text: '{what} not found',
  },
  history_forgotten: {
    status: 404,
    error: 'resource_not_found',
    exception: 'ResourceNotFoundException',
    text: '{what} not found: it is of long ago, and nothing is kept for more than {days} days',
  },
  conflict: { status: 409, error: 'conflict', exception: 'ConflictException', text: '{reason}' },
  overloaded: {
    status: 503,
    error: 'service_unavailable',
    exception: 'ServiceUnavailableException',
    text: 'The request has reached the maximum limit',
    retryable: true,
  },
  storage_unavailable: {
    status: 503,
    error: 'service_unavailable',
    exception: 'ServiceUnavailableException',
    text: 'storage is unavailable; whether the request was accepted is not known',
    retryable: true,
  },
  internal: {
    status: 500,
    error: 'web_application',
    exception: 'WebApplicationException',
    text: 'Internal Server Error',
    retryable: true,
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>

/** A key of the catalogue. */
export type ErrorCode = keyof typeof errors

/** Fills an entry's text. A value that is missing stays visible as its placeholder. */
export function errorText(code: ErrorCode, values: Readonly<Record<string, string | number>> = {}): string {
  return errors[code].text.replace(/\{([a-z]+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
