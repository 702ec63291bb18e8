// One group of operations as a TypeScript file: types of inputs and answers, the methods, and the operations as data.
import type { JsonObject } from '../../packages/protocol/src/index.ts'
import { keyOf, sharedTypes, type TypeNames } from './shared-types.ts'
import { commentText, int64Members, membersText, memberText, titledSchemas, typeText } from './type-text.ts'

/** A generated file and the names in it. */
export interface ResourceFile {
  /** `labels.gen.ts`. */
  readonly name: string
  /** The member of the client: `labels`. */
  readonly member: string
  /** `Labels`. */
  readonly type: string
  /** `labelsOf`. */
  readonly factory: string
  readonly words: string
  readonly text: string
}

interface OperationParts {
  readonly id: string
  readonly verb: string
  readonly path: string
  readonly method: string
  readonly operation: JsonObject
}

/** The file of one tag of the document. */
export function resourceFile(
  document: JsonObject,
  tag: { readonly name: string; readonly description: string },
): ResourceFile {
  const parts = partsOf(document, tag.name)
  const type = pascal(tag.name)
  const factory = `${tag.name}Of`
  const described = parts.map(part => ({ ...part, ...shapeOf(document, part) }))
  const replies = described.map(({ replyType, reply }) => ({ name: replyType, schema: reply }))
  const { names, types } = sharedTypes(type, replies)
  const titles = [...new Set(described.flatMap(one => one.titles))]
  const text = `import type { Call, CallOptions, Operation } from '../operation.ts'
${titles.map(title => `import type { ${title} } from './${fileNameOf(title)}'`).join('\n')}

/** ${commentText(tag.description)} */
export interface ${type} {
${described.map(methodText).join('\n')}
}

/** The methods, calling through this caller. */
export function ${factory}(call: Call): ${type} {
  return {
${described.map(({ verb }) => `${verb}: (input, options) => call(${operationName(verb)}, input, options),`).join('\n')}
  }
}

${types.map(one => declared(one.name, one.schema, names)).join('\n\n')}

${described.map(({ input, inputType, reply, replyType }) => `${input === undefined ? '' : `export interface ${inputType} {\n${input}\n}\n\n`}${declared(replyType, reply, names)}`).join('\n\n')}

${described.map(({ verb, data }) => `const ${operationName(verb)}: Operation = ${JSON.stringify(data)}`).join('\n\n')}
`
  return {
    name: fileNameOf(tag.name),
    member: tag.name,
    type,
    factory,
    words: commentText(tag.description),
    text,
  }
}

/** The file of a type that all files share. */
export function titledFile(schema: JsonObject): { readonly name: string; readonly text: string } {
  const title = String(schema['title'])
  const words = typeof schema['description'] === 'string' ? `/** ${commentText(schema['description'])} */\n` : ''
  const text = `${words}export interface ${title} {\n${membersText(schema, { direction: 'input' })}\n}\n`
  return { name: fileNameOf(title), text }
}

function fileNameOf(type: string): string {
  return `${kebab(type).replace(/^-/, '')}.gen.ts`
}

/** What comes after `from` without the ending, which is how the formatter sorts imports. */
export function importedAs(line: string): string {
  return (/'([^']*)'/.exec(line)?.[1] ?? line).replace(/\.gen\.ts$/, '')
}

function partsOf(document: JsonObject, tag: string): readonly OperationParts[] {
  return Object.entries(document['paths'] as JsonObject).flatMap(([path, methods]) =>
    Object.entries(methods as JsonObject).flatMap(([method, value]) => {
      const operation = value as JsonObject
      const id = String(operation['operationId'])
      const [group, verb = group ?? id] = id.split('.')
      return group === tag ? [{ id, verb, path, method: method.toUpperCase(), operation }] : []
    }),
  )
}

function methodText(part: ReturnType<typeof shapeOf> & OperationParts): string {
  const { operation, verb, inputType, input, isOptional, replyType } = part
  const words = [operation['summary'], operation['description']].flatMap(one => (typeof one === 'string' ? [one] : []))
  const comment = words.map((one, at) => (at === 0 && words.length > 1 && !/[.!?]$/.test(one) ? `${one}.` : one))
  const first =
    input === undefined ? 'input?: Readonly<Record<string, never>>' : `input${isOptional ? '?' : ''}: ${inputType}`
  return `/** ${commentText(comment.join(' '))} */\n${verb}(${first}, options?: CallOptions): Promise<${replyType}>`
}

/** Types of input and answer, and the operation as data. */
function shapeOf(document: JsonObject, { id, verb, path, method, operation }: OperationParts) {
  const base = pascal(id.split('.')[0] ?? id) + pascal(verb)
  const parameters = (operation['parameters'] as readonly JsonObject[]).map(one => resolved(document, one))
  const inPath = parameters.filter(one => one['in'] === 'path')
  const inQuery = parameters.filter(one => one['in'] === 'query')
  const body = contentOf(operation['requestBody'] as JsonObject | undefined)
  const isMembers = body !== undefined && isPlainObject(body, [...inPath, ...inQuery])
  const isAdmin = !path.startsWith('/{org}/{app}/')
  const lines = [
    ...inPath.flatMap(one => pathMember(one, isAdmin)),
    ...inQuery.map(one => parameterText(one, one['required'] === true)),
    ...(body === undefined
      ? []
      : isMembers
        ? membersText(body, { direction: 'input' }).split(/\n(?=\/\*\*|readonly)/)
        : [wholeBody(body)]),
  ].filter(line => line !== '')
  const unwrap = operation['x-envelope'] === 'push'
  const answer = contentOf((operation['responses'] as JsonObject)['200'] as JsonObject) ?? {}
  const reply = unwrap ? ((answer['properties'] as JsonObject)['data'] as JsonObject) : answer
  const ids = int64Members(answer)
  return {
    inputType: `${base}Input`,
    input: lines.length === 0 ? undefined : lines.join('\n'),
    isOptional: !lines.some(line => /^readonly ("[^"]*"|[\w$]+):/m.test(line)),
    replyType: `${base}Reply`,
    reply,
    titles: titledSchemas([body ?? null, reply]).map(one => String(one['title'])),
    data: {
      name: id,
      method,
      path,
      ...(inQuery.length === 0 ? {} : { query: inQuery.map(one => one['name']) }),
      ...(body === undefined ? {} : { body: isMembers ? 'members' : 'whole' }),
      credential: credentialOf(operation['security'] as readonly JsonObject[]),
      ...(parameters.some(one => one['name'] === 'Idempotency-Key') ? { idempotent: true } : {}),
      ...(unwrap ? { unwrap } : {}),
      ...(ids.length === 0 ? {} : { ids }),
    },
  }
}

/** The app is the client's; only an operator may name another one. */
function pathMember(parameter: JsonObject, isAdmin: boolean): readonly string[] {
  const name = parameter['name']
  if (name !== 'org' && name !== 'app') return [parameterText(parameter, true)]
  return isAdmin ? [parameterText({ ...parameter, description: "The client's own unless it is named" }, false)] : []
}

function parameterText({ name, schema, description }: JsonObject, required: boolean): string {
  const words = description === undefined ? {} : { description }
  return memberText(String(name), { ...(schema as JsonObject), ...words }, required, { direction: 'input' })
}

function wholeBody(body: JsonObject): string {
  return memberText('body', body, true, { direction: 'input' })
}

/** Whether the members of a body can stand beside the parameters. */
function isPlainObject(body: JsonObject, parameters: readonly JsonObject[]): boolean {
  const { properties } = body
  if (body['type'] !== 'object' || typeof properties !== 'object' || properties === null) return false
  return !parameters.some(({ name }) => Object.hasOwn(properties, String(name)))
}

function contentOf(holder: JsonObject | undefined): JsonObject | undefined {
  const content = holder?.['content'] as JsonObject | undefined
  return (content?.['application/json'] as JsonObject | undefined)?.['schema'] as JsonObject | undefined
}

function resolved(document: JsonObject, value: JsonObject): JsonObject {
  const reference = value['$ref']
  if (typeof reference !== 'string') return value
  return reference
    .slice(2)
    .split('/')
    .reduce<JsonObject>((at, name) => at[name] as JsonObject, document)
}

function credentialOf(security: readonly JsonObject[]): 'none' | 'optional' | 'app' | 'admin' {
  if (security.length === 0) return 'none'
  if (security.some(one => Object.keys(one).length === 0)) return 'optional'
  return security.some(one => 'appToken' in one) ? 'app' : 'admin'
}

function declared(name: string, schema: JsonObject, names: TypeNames): string {
  const place = { direction: 'reply', names } as const
  const isObject = schema['type'] === 'object' && schema['properties'] !== undefined
  const shared = isObject ? names.get(keyOf(schema)) : undefined
  return isObject && (shared === undefined || shared === name)
    ? `export interface ${name} {\n${membersText(schema, place)}\n}`
    : `export type ${name} = ${typeText(schema, place)}`
}

/** Some verbs are words of the language: `delete`, `import`. */
function operationName(verb: string): string {
  return `${verb}Operation`
}

function pascal(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function kebab(text: string): string {
  return text.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}
