// Requests to a test server as the console in a browser makes them: with a cookie, the header of ours, and whatever else a test wants to say.
import { request } from 'undici'
import type { Answer, TestServer } from '../test-server.ts'

/** Good enough for an account of a test. */
export const password = 'courier-changes-horses'

/** What a request brings besides its line. */
export interface ConsoleRequest {
  readonly cookie?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Without the header that the console always sends. */
  readonly bare?: boolean
  /** In place of the server's own. */
  readonly host?: string
}

/** Sends a request to the operator's interface; the path is whole. */
export async function asConsole(
  server: Pick<TestServer, 'adminUrl'>,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  { cookie, body, headers = {}, bare = false, host }: ConsoleRequest = {},
): Promise<Answer> {
  const answer = await request(`${server.adminUrl}${path}`, {
    method,
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(bare ? {} : { 'x-posthouse-console': '1' }),
      ...(host === undefined ? {} : { host }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  })
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(await answer.body.text()) }
}

/** Signs in. */
export function signIn(
  server: Pick<TestServer, 'adminUrl'>,
  name: string,
  secret: string,
  more: Pick<ConsoleRequest, 'cookie' | 'host'> = {},
): Promise<Answer> {
  return asConsole(server, 'POST', '/admin/v1/session', { ...more, body: { name, password: secret } })
}

/** The cookie that an answer set, as a browser sends it back. */
export function cookieOf({ headers }: Answer): string {
  const [header = ''] = [headers['set-cookie'] ?? []].flat()
  return header.split(';')[0] ?? ''
}
