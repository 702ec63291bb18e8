// A request as a command that can be pasted into a shell. `$SERVER` and the tokens are variables of the reader's shell.
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import { type OpenapiDocument, type PlacedOperation, parametersOf } from './document.ts'

/** The command for an operation with the examples of its parameters and this body. */
export function curlOf(document: OpenapiDocument, operation: PlacedOperation, body: JsonValue | undefined): string {
  const parameters = parametersOf(document, operation)
  const path = parameters
    .filter(one => one.in === 'path')
    .reduce(
      (text, { name, example }) => text.replace(`{${name}}`, encodeURIComponent(String(example ?? name))),
      operation.path,
    )
  const query = new URLSearchParams(
    parameters.flatMap(({ name, in: place, example }) =>
      place === 'query' && example !== undefined ? [[name, String(example)]] : [],
    ),
  ).toString()
  const token = tokenOf(operation.security)
  return [
    `curl${operation.method === 'GET' ? '' : ` -X ${operation.method}`} "$SERVER"${quoted(query === '' ? path : `${path}?${query}`)}`,
    ...(token === undefined ? [] : [`-H "Authorization: Bearer $${token}"`]),
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body, undefined, 2))}`]),
  ].join(' \\\n  ')
}

/** The variable of the first credential that an operation asks for; none where it needs none. */
function tokenOf(security: readonly JsonObject[] | readonly Readonly<Record<string, unknown>>[]): string | undefined {
  const [first] = security.flatMap(one => Object.keys(one))
  const needsNone = security.length === 0 || security.some(one => Object.keys(one).length === 0)
  if (needsNone || first === undefined) return undefined
  return first === 'adminKey' ? 'ADMIN_KEY' : 'TOKEN'
}

/** Between single quotes of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
