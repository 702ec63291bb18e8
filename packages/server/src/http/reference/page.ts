// The reference page: a pure function from the OpenAPI document to HTML that needs no script. Grouped by tag, an anchor for each
// operation, readable on a phone. Knows no endpoint.
import type { JsonValue } from '@posthouse/protocol'
import { curlOf } from './curl.ts'
import { type Content, type OpenapiDocument, operationsOf, type PlacedOperation, parametersOf } from './document.ts'
import { type Html, html, inline, prose } from './html.ts'
import { answerMarks, memberItem, requestMarks, schemaList } from './schema.ts'

/** The whole page; `stylePath` is where its style sheet is served. */
export function referencePage(document: OpenapiDocument, stylePath: string): string {
  const { info, tags } = document
  const byTag = Map.groupBy(operationsOf(document), operation => operation.tags[0] ?? '')
  const groups = tags.flatMap(tag => {
    const operations = byTag.get(tag.name)
    return operations === undefined ? [] : [{ ...tag, operations }]
  })
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title} reference</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<nav aria-label="Operations">${groups.map(
    group => html`
<details><summary>${group['x-displayName']}</summary><ul><li><a href="#${group.name}">About ${group['x-displayName']}</a></li>${group.operations.map(one => html`<li><a href="#${one.operationId}">${one.summary}</a></li>`)}</ul></details>`,
  )}
</nav>
<main>
<h1>${info.title} <small>${info.version}</small></h1>
<p>${info.summary}. The same as data: <a href="/openapi.json">openapi.json</a>.</p>
${prose(info.description)}
<h2 id="credentials">Credentials</h2>
<ul class="members">${Object.entries(document.components.securitySchemes).map(([name, { description }]) => html`<li><code class="name">${name}</code> <span class="words">${inline(description)}</span></li>`)}</ul>
<p>The examples are for a POSIX shell with these variables:</p>
<pre>SERVER=http://127.0.0.1:8099
TOKEN=…      # an app token, from POST /{org}/{app}/token
ADMIN_KEY=…  # the operator's key</pre>
${groups.map(
  group => html`<section><h2 id="${group.name}">${group['x-displayName']}</h2>${prose(group.description)}${group.operations.map(one => operationArticle(document, one))}</section>
`,
)}</main>
</body>
</html>
`.html
}

function operationArticle(document: OpenapiDocument, operation: PlacedOperation): Html {
  const { operationId, summary, description, method, path } = operation
  return html`
<article id="${operationId}">
<h3><a href="#${operationId}">${summary}</a></h3>
<p class="line"><b class="method ${method.toLowerCase()}">${method}</b> <code>${path}</code></p>
<p class="access">${accessText(operation)}</p>
${description !== undefined && prose(description)}
${parameterList(document, operation)}
${bodyParts(operation)}
${exampleParts(document, operation)}
${answerParts(operation)}
${errorParts(operation)}
</article>`
}

function accessText(operation: PlacedOperation): Html {
  const { security } = operation
  const role = operation['x-role']
  if (role !== undefined) return html`The role <code>${role}</code>: ${listed(ofOperators)}`
  const atAdmin = operation['x-role-at-admin']
  const own = credentialText(security.filter(one => !ofOperators.some(name => name in one)))
  return html`${own}${atAdmin !== undefined && html`; below <code>/admin/v1/apps</code>, the role <code>${atAdmin}</code>`}`
}

/** What proves a role. */
const ofOperators = ['adminKey', 'apiKey', 'consoleSession']

function credentialText(security: PlacedOperation['security']): Html {
  const names = security.flatMap(one => Object.keys(one))
  if (names.length === 0) return html`No credential`
  const isOptional = security.some(one => Object.keys(one).length === 0)
  return html`${isOptional && 'Without a credential, or with '}${listed(names)}`
}

function listed(names: readonly string[]): Html {
  return html`${names.map((name, at) => html`${at > 0 && ' or '}<code>${name}</code>`)}`
}

function parameterList(document: OpenapiDocument, operation: PlacedOperation): Html | false {
  const places = Map.groupBy(parametersOf(document, operation), one => one.in)
  if (places.size === 0) return false
  const titles: Readonly<Record<string, string>> = { path: 'Path', query: 'Query', header: 'Header' }
  return html`${[...places].map(
    ([place, parameters]) => html`<h4>${titles[place] ?? place}</h4>
<ul class="members">${parameters.map(({ name, schema, required, description }) =>
      memberItem(
        name,
        description === undefined ? schema : { ...schema, description },
        required && place !== 'path' ? requestMarks.needed : undefined,
        { marks: requestMarks, depth: 0 },
      ),
    )}</ul>`,
  )}`
}

function bodyParts({ requestBody }: PlacedOperation): Html | false {
  const shown = requestBody?.content['application/json']
  if (requestBody === undefined || shown === undefined) return false
  const takesForms = requestBody.content['multipart/form-data'] !== undefined
  return html`<h4>Body${takesForms && ', as JSON or as a form'}</h4>
${schemaList(shown.schema, requestMarks)}`
}

function exampleParts(document: OpenapiDocument, operation: PlacedOperation): Html {
  const [first, ...more] = valuesOf(operation.requestBody?.content)
  return html`<h4>Example${first !== undefined && html`: ${first.summary}`}</h4>
<pre>${curlOf(document, operation, first?.value)}</pre>
${more.map(({ summary, value }) => html`<p>${summary}:</p><pre>${jsonText(value)}</pre>`)}`
}

function answerParts({ responses }: PlacedOperation): Html | false {
  const content = responses['200']?.content
  const shown = content?.['application/json']
  if (shown === undefined) return false
  return html`<h4>Answer</h4>
${schemaList(shown.schema, answerMarks)}
${valuesOf(content).map(({ summary, value }) => html`<p>${summary}:</p><pre>${jsonText(value)}</pre>`)}`
}

function valuesOf(content: Content | undefined): readonly { readonly summary: string; readonly value: JsonValue }[] {
  return Object.values(content?.['application/json']?.examples ?? {}).flatMap(({ summary = '', value }) =>
    value === undefined ? [] : [{ summary, value }],
  )
}

function errorParts({ responses }: PlacedOperation): Html | false {
  const refused = Object.entries(responses).filter(([status]) => /^[45]/.test(status))
  if (refused.length === 0) return false
  return html`<details><summary>Errors</summary><ul class="members">${refused.map(
    ([status, { description = '' }]) =>
      html`<li><b>${status}</b><ul>${description.split('\n\n').map(line => html`<li>${inline(line)}</li>`)}</ul></li>`,
  )}</ul></details>`
}

function jsonText(value: JsonValue): string {
  return JSON.stringify(value, undefined, 2)
}
