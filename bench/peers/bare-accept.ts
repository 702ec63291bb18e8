// Bare node:http doing the same parse, check and reply by hand: what this Node can do at most for a JSON POST.
import { createServer } from 'node:http'
import { accepted, sayReady } from './reply.ts'

const path = /^\/([^/]+)\/([^/]+)\/push\/async\/([^/]+)$/

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const isRight = path.test(request.url ?? '') && isPush(Buffer.concat(chunks).toString('utf8'))
    const text = JSON.stringify(isRight ? accepted() : { error: 'illegal_argument' })
    response.writeHead(isRight ? 200 : 400, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    })
    response.end(text)
  })
})
server.listen(0, '127.0.0.1', () => sayReady(server))
process.on('SIGTERM', () => process.exit(0))

function isPush(text: string): boolean {
  const body: unknown = JSON.parse(text)
  if (typeof body !== 'object' || body === null || !('pushMessage' in body)) return false
  const strategy = 'strategy' in body ? body.strategy : 2
  return Number.isInteger(strategy) && typeof body.pushMessage === 'object' && body.pushMessage !== null
}
