// A small client of our own interface: the sandbox furnishes itself through the same door as everybody else.
import { request } from 'undici'

/** An answer that was not 200. */
export class RestError extends Error {
  override readonly name = 'RestError'
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  constructor(line: string, status: number, body: Readonly<Record<string, unknown>>) {
    super(`${line}: ${status} ${String(body['error_description'] ?? '')}`)
    this.status = status
    this.body = body
  }
}

/** Calls one endpoint; `token` goes into the `Authorization` header. Throws {@link RestError}. */
export async function call(
  server: string,
  token: string | undefined,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`
  const answer = await request(`${server}${path}`, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  })
  const value = (await answer.body.json()) as Readonly<Record<string, unknown>>
  if (answer.statusCode !== 200) throw new RestError(`${method} ${path}`, answer.statusCode, value)
  return value
}
