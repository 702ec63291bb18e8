// The twins of an app's own endpoints below `/admin/v1/apps`: same handler, same bodies, opened by the operator's key, a key or a
// session of the console instead of the app's token. Which endpoints have one, and which role opens it, is said here alone.
import type { Endpoint, Role } from './endpoint.ts'

/** What stands before `/:org/:app` in the path of a twin. */
export const twinBase = '/admin/v1/apps'

/**
 * The twin of an endpoint of an app: the same declaration with a path, access and role of its own. Undefined for endpoints that have
 * none: those that need no token of the app but for making users, those that are about the token itself, and those that are `admin` already.
 */
export function twinOf(endpoint: Endpoint): Endpoint | undefined {
  const { access, name, path } = endpoint
  const isPublic = access === 'public' && publicWithTwin.has(name)
  if ((access !== 'app' && access !== 'user' && !isPublic) || withoutTwin.has(name)) return undefined
  return { ...endpoint, path: `${twinBase}${path}`, access: 'admin', role: roleOf(endpoint) }
}

/** Public, and of use to an app's own people too. */
const publicWithTwin: ReadonlySet<string> = new Set(['users.register'])

/** About the very token that a twin's caller does not have. */
const withoutTwin: ReadonlySet<string> = new Set(['tokens.expiry'])

/** Roles that do not follow from the method. */
const exceptions: ReadonlyMap<string, Role> = new Map<string, Role>([
  // They read.
  ['users.statusBatch', 'viewer'],
  ['tasks.messageByPost', 'viewer'],
  // It closes connections.
  ['users.disconnect', 'operator'],
  // They decide who is pushed to with whose credential.
  ['notifiers.put', 'admin'],
  ['notifiers.delete', 'admin'],
])

function roleOf({ name, method }: Endpoint): Role {
  return exceptions.get(name) ?? (method === 'GET' ? 'viewer' : 'operator')
}
