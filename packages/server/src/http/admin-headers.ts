// What every answer below `/admin/v1` carries, refusals too: nobody keeps it, guesses its type, frames it or is told where it was (S60).
// Knows paths only; who may ask is decided elsewhere.
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Where the operator's interface begins. */
const adminPath = '/admin/v1'

/** Whether a path, or an endpoint's pattern of one, belongs to the operator's interface. */
export function isAdminPath(path: string): boolean {
  return path === adminPath || path.startsWith(`${adminPath}/`) || path.startsWith(`${adminPath}?`)
}

/** The headers. Frames are refused twice: the old header is what older browsers know. */
const adminHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

/** Puts the headers on an answer. */
export function protectAnswer(reply: FastifyReply): void {
  reply.headers(adminHeaders)
}

/** Puts them on a refusal of the operator's interface, and leaves every other alone. */
export function protectAdminRefusal({ url, routeOptions }: FastifyRequest, reply: FastifyReply): void {
  // By the route where there is one: `/%61dmin/v1` leads to it too.
  if (isAdminPath(url) || isAdminPath(routeOptions.url ?? '')) protectAnswer(reply)
}
