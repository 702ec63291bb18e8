// The least that a Fastify program is.
import Fastify from 'fastify'

const server = Fastify()
server.get('/healthz', async () => ({ status: 'ok' }))
await server.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
