// Where a server listens: one port for everything on loopback, and a port of its own for the operator as soon as others can reach the
// first (S60). Knows addresses; what is answered at them is the HTTP server's affair.
import type { HttpServer } from '../http/server.ts'
import type { Config } from './settings.ts'

/** What one listener answers: everything, everything but the operator's interface and the console, or those alone. */
export type Share = 'everything' | 'public' | 'admin'

/** Base URLs of a listening server, without a slash at their ends; the same one twice where one listener answers everything. */
export interface Addresses {
  readonly url: string
  readonly adminUrl: string
}

/** The listeners of a server, which listen when told to. Closing closes them all. */
export interface Listeners extends AsyncDisposable {
  listen(): Promise<Addresses>
}

type Where = Pick<Config, 'host' | 'port' | 'adminHost' | 'adminPort'>

/** Whether the operator's interface and the console have a listener of their own. */
export function hasAdminListener({ host, adminPort }: Where): boolean {
  return adminPort !== undefined || !isLoopback(host)
}

/** The port that the operator's listener asks for; 0 = any free one. */
export function adminPortOf({ port, adminPort }: Where): number {
  return adminPort ?? (port === 0 ? 0 : port + 1)
}

/** Opens one or two servers; `open` makes one that answers a share. */
export function openListeners(config: Where, open: (share: Share) => HttpServer): Listeners {
  const parts = new AsyncDisposableStack()
  const { host, port, adminHost } = config
  const close = () => parts.disposeAsync()
  if (!hasAdminListener(config)) {
    const server = parts.use(open('everything'))
    return {
      async listen() {
        const url = await listenAt(server, { host, port }, '--port')
        return { url, adminUrl: url }
      },
      [Symbol.asyncDispose]: close,
    }
  }
  const main = parts.use(open('public'))
  const admin = parts.use(open('admin'))
  return {
    async listen() {
      // The operator's first: where its port is taken, nobody was let in.
      const adminUrl = await listenAt(admin, { host: adminHost, port: adminPortOf(config) }, '--admin-port')
      return { url: await listenAt(main, { host, port }, '--port'), adminUrl }
    },
    [Symbol.asyncDispose]: close,
  }
}

/** A name other than `localhost` may lead anywhere. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

async function listenAt(
  server: HttpServer,
  at: { readonly host: string; readonly port: number },
  flag: string,
): Promise<string> {
  try {
    return urlOf(await server.listen(at))
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause
    throw new Error(`port ${at.port} of ${at.host} is taken: stop what uses it, or choose another with ${flag}`, {
      cause,
    })
  }
}

function urlOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
