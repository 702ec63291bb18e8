import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endpoints, openapiOf } from '@posthouse/protocol'
import fc from 'fast-check'
import { curlOf } from './curl.ts'
import { type OpenapiDocument, operationsOf } from './document.ts'
import { referencePage } from './page.ts'

const document = openapiOf(endpoints, { version: '1.2.3' }) as unknown as OpenapiDocument
const page = referencePage(document, '/reference/style.css')

/** Every tag without the values of its attributes, in order. */
function skeletonOf(text: string): readonly string[] {
  return [...text.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, '=""'))
}

describe('The reference page', () => {
  it('shows every operation once, under an anchor that the contents link to', () => {
    for (const { operationId } of operationsOf(document)) {
      assert.equal(page.split(`<article id="${operationId}">`).length, 2, operationId)
      assert.ok(page.includes(`<a href="#${operationId}">`), operationId)
    }
    for (const { name } of document.tags) assert.ok(page.includes(`<h2 id="${name}">`), name)
  })

  it('loads one style sheet and nothing else: no script, no inline style, no address of another host', () => {
    assert.doesNotMatch(page, /<(script|style|img|iframe|form)\b/)
    assert.doesNotMatch(page, /<[^>]+ (style|on\w+)=/)
    const addresses = [...page.matchAll(/<[^>]+(?:href|src)="([^"]*)"/g)].map(match => match[1] ?? '')
    assert.deepEqual(
      addresses.filter(address => !address.startsWith('#')),
      ['/reference/style.css', '/openapi.json'],
    )
  })

  it('closes every element that it opens, in order', () => {
    const open: string[] = []
    for (const [, slash, name = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (['meta', 'link', 'doctype'].includes(name)) continue
      if (slash === '') open.push(name)
      else assert.equal(open.pop(), name)
    }
    assert.deepEqual(open, [])
  })

  it('shows parameters, bodies, answers, errors and a command for each', () => {
    const article = /<article id="push\.async">.*?<\/article>/s.exec(page)?.[0] ?? ''
    for (const part of [
      'Path',
      'Header',
      'Idempotency-Key',
      'Body',
      'pushMessage',
      'Answer',
      'ASYNC_SUCCESS',
      'Errors',
    ])
      assert.ok(article.includes(part), part)
    assert.match(article, /curl -X POST &quot;\$SERVER&quot;&#39;\/easemob-demo\/testy\/push\/async\/test1&#39;/)
    assert.match(article, /push service not open/)
  })

  it('lets no text of the document become an element or an attribute', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=x>',
        "' onclick='x",
        '</pre><b>',
        '&lt;i&gt;',
        '`<u>`',
      ),
    )
    fc.assert(
      fc.property(hostile, hostile, hostile, (first, second, third) => {
        const plain = skeletonOf(referencePage(documentOf('a', 'b', 'c'), '/s'))
        // Empty lines and backticks are the two marks that make an element, on purpose.
        const clean = (text: string) => text.replaceAll('\n\n', ' ').replaceAll('`', ' ')
        const injected = referencePage(documentOf(clean(first), clean(second), clean(third)), '/s')
        assert.deepEqual(skeletonOf(injected), plain)
      }),
    )
  })
})

describe('curlOf', () => {
  it('keeps quotes of a body inside the quotes of the shell', () => {
    const [operation] = operationsOf(documentOf('a', 'b', 'c'))
    assert.ok(operation)
    const command = curlOf(documentOf('a', 'b', 'c'), operation, { text: "it's" })
    assert.ok(command.endsWith(`-d '{\n  "text": "it'\\''s"\n}'`), command)
  })
})

/** A document of one operation that holds these texts wherever a text can stand. */
function documentOf(first: string, second: string, third: string): OpenapiDocument {
  const schema = {
    type: 'object',
    properties: {
      [`m${second}`]: { type: 'string', description: first },
      list: { type: 'array', items: { const: third } },
    },
    required: [`m${second}`],
  }
  const content = { 'application/json': { schema, examples: { one: { summary: first, value: { [second]: third } } } } }
  return {
    info: { title: first, version: second, summary: third, description: first },
    tags: [{ name: `t${second}`, description: third, 'x-displayName': first }],
    components: { parameters: {}, securitySchemes: { [`s${third}`]: { description: second } } },
    paths: {
      [`/p${third}`]: {
        post: {
          operationId: `o${first}`,
          summary: second,
          description: third,
          tags: [`t${second}`],
          security: [{ [`s${third}`]: [] }],
          parameters: [
            { name: `q${first}`, in: 'query', required: true, description: second, schema: {}, example: third },
          ],
          requestBody: { required: true, content },
          responses: { 200: { content }, 400: { description: first } },
        },
      },
    },
  }
}
