// The two paths of the reference page. Everything on it comes from this server; the policy lets a browser load nothing else.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { OpenapiDocument } from './document.ts'
import { referencePage } from './page.ts'
import { referenceStyle } from './style.ts'

const pagePath = '/reference'
const stylePath = '/reference/style.css'

/** The paths, as far as other methods of them are refused. */
export const referencePaths = [pagePath, stylePath] as const

const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Adds the page to a server; the document is read when somebody asks first. */
export function addReferenceRoutes(server: FastifyInstance, documentOf: () => object): void {
  let page: string | undefined
  const send = (reply: FastifyReply, type: string, text: string) =>
    reply
      .header('content-type', `${type}; charset=utf-8`)
      .header('content-security-policy', policy)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'max-age=60')
      .send(text)
  server.get(pagePath, async (_request, reply) => {
    page ??= referencePage(documentOf() as OpenapiDocument, stylePath)
    return send(reply, 'text/html', page)
  })
  server.get(stylePath, async (_request, reply) => send(reply, 'text/css', referenceStyle))
}
