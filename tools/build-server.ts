// Builds what the server's npm package publishes: its programs in packages/server/dist, the built console in dist/console. Run by
// `npm pack`.
import { join } from 'node:path'
import { buildConsole, copyConsole } from './build-console.ts'
import { bundleServer, serverPackage } from './bundle-server.ts'

const dist = join(serverPackage, 'dist')
await bundleServer(dist)
await buildConsole()
copyConsole(join(dist, 'console'))
