// The console's paths. Its pages load nothing from anywhere else and run nothing that is not a file of the build (S27, S60): scripts come from
// this origin alone, and the styles that a page makes itself carry a nonce of this one answer.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Random } from '../../base/random.ts'
import { type ConsoleFile, type ConsoleFiles, readConsoleFiles } from './files.ts'

/** What the console's routes use. */
export interface ConsoleDeps {
  /** Where the build is. */
  readonly directory: string
  readonly random: Random
}

/** The paths, as far as other methods of them are refused. */
export const consolePaths = ['/', '/console', '/console/*'] as const

/** What the build writes where each answer's nonce belongs; see the console's build. */
const noncePlace = /\bNONCE\b/g

/** Adds the console to a server; `missing` answers what is not there. */
export function addConsoleRoutes(
  server: FastifyInstance,
  { directory, random }: ConsoleDeps,
  missing: (request: FastifyRequest, reply: FastifyReply) => unknown,
): void {
  let read: Promise<ConsoleFiles | undefined> | undefined
  const built = async (): Promise<ConsoleFiles | undefined> => {
    read ??= readConsoleFiles(directory)
    const files = await read
    // It may be built while the server runs.
    if (!files) read = undefined
    return files
  }
  server.get('/', async (request, reply) =>
    isForPerson(request) ? reply.redirect('/console/', 302) : missing(request, reply),
  )
  server.get('/console', async (_request, reply) => reply.redirect('/console/', 302))
  server.get('/console/*', async (request, reply) => {
    const path = (request.params as { readonly '*': string })['*']
    const files = await built()
    const file = files?.files.get(path)
    if (file) return sendFile(request, reply, file)
    if (path.startsWith('assets/')) return missing(request, reply)
    const name = files?.pages.has(path) ? path : 'index.html'
    return sendPage(reply, files?.pages.get(name) ?? notBuilt, {
      nonce: Buffer.from(random.bytes(16)).toString('base64'),
      // A page beside the first one is shown inside it.
      framedBy: name === 'index.html' ? "'none'" : "'self'",
    })
  })
}

/** Programs get the error that they get for any unknown path. */
function isForPerson({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true
}

/** Names of these files change with their contents. */
function sendFile(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): FastifyReply {
  const [encoding, bytes] = encoded(file, String(request.headers['accept-encoding'] ?? ''))
  if (encoding !== undefined) reply.header('content-encoding', encoding)
  return reply
    .header('content-type', file.type)
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding')
    .header('x-content-type-options', 'nosniff')
    .send(bytes)
}

function encoded({ plain, brotli, gzip }: ConsoleFile, accepted: string): readonly [string | undefined, Buffer] {
  if (brotli && /\bbr\b/.test(accepted)) return ['br', brotli]
  if (gzip && /\bgzip\b/.test(accepted)) return ['gzip', gzip]
  return [undefined, plain]
}

function sendPage(
  reply: FastifyReply,
  page: string,
  { nonce, framedBy }: { readonly nonce: string; readonly framedBy: string },
): FastifyReply {
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', policy(nonce, framedBy))
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
    .send(page.replaceAll(noncePlace, nonce))
}

function policy(nonce: string, framedBy: string): string {
  return [
    "default-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${framedBy}`,
  ].join('; ')
}

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Posthouse</title>
<p>The console is not built: run <code>npm run console:build</code> and reload.</p>
<p lang="zh-CN">控制台尚未构建：请运行 <code>npm run console:build</code> 后刷新。</p>
</html>
`
