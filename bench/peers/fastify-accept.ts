// Fastify with its own validation and serialisation, and behind it nothing, a BullMQ queue, or a PostgreSQL insert:
// `fastify-accept.ts none | bullmq <redis port> | postgres <url>`.
import Fastify from 'fastify'
import { accepted, acceptPath, acceptSchema, sayReady } from './reply.ts'

interface Accept {
  readonly target: string
  readonly body: unknown
}

const [kind = 'none', where = ''] = process.argv.slice(2)
const store = await openStore()
const server = Fastify()
server.post<{ Params: { target: string } }>(acceptPath, { schema: acceptSchema }, async request => {
  await store({ target: request.params.target, body: request.body })
  return accepted()
})
await server.listen({ port: 0, host: '127.0.0.1' })
sayReady(server.server)
process.on('SIGTERM', () => process.exit(0))

async function openStore(): Promise<(accept: Accept) => Promise<unknown> | undefined> {
  if (kind === 'bullmq') {
    const { Queue } = await import('bullmq')
    const queue = new Queue('push', { connection: { host: '127.0.0.1', port: Number(where) } })
    await queue.waitUntilReady()
    return accept => queue.add('push', accept)
  }
  if (kind === 'postgres') {
    const { Pool } = await import('pg')
    // 32 connections are more than one process can keep busy.
    const pool = new Pool({ connectionString: where, max: 32 })
    await pool.query('CREATE TABLE push (id bigserial PRIMARY KEY, target text, body text, accepted_at bigint)')
    const insert = { name: 'insert', text: 'INSERT INTO push (target, body, accepted_at) VALUES ($1, $2, $3)' }
    return ({ target, body }) => pool.query({ ...insert, values: [target, JSON.stringify(body), Date.now()] })
  }
  return () => undefined
}
