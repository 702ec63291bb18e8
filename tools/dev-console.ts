// `npm run console:dev`: the console under Vite's development server, talking to the Posthouse that `npm start` runs.
import { join } from 'node:path'
import { createServer } from 'vite'

const home = join(import.meta.dirname, '../packages/console')
const server = await createServer({ root: home, configFile: join(home, 'vite.config.ts') })
await server.listen()
server.printUrls()
const posthouse = process.env['POSTHOUSE_SERVER'] ?? 'http://127.0.0.1:8099'
process.stdout.write(`  ➜  Server:  ${posthouse} (npm start in another terminal; POSTHOUSE_SERVER names another one)\n`)
