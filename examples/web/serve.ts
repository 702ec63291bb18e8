// Builds the page with esbuild and serves it. Beside a sandbox it finds the demo app by itself.
//
//   npm start --prefix examples/web -- --port 8098 --demo data/demo.json
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

/** Where the page is. */
export interface ServedPage extends AsyncDisposable {
  readonly url: string
}

/** What the page is served with. */
export interface ServeOptions {
  /** 0 lets the system choose. */
  readonly port: number
  /** The sandbox's `demo.json`; where it is missing, the person fills the form. */
  readonly demoPath: string
}

const page = join(import.meta.dirname, 'page')

/** Builds once and serves until disposed. */
export async function servePage({ port, demoPath }: ServeOptions): Promise<ServedPage> {
  const files = new Map<string, readonly [type: string, body: string]>([
    ['/', ['text/html', await readFile(join(page, 'index.html'), 'utf8')]],
    ['/style.css', ['text/css', await readFile(join(page, 'style.css'), 'utf8')]],
    ['/main.js', ['text/javascript', await bundled('main.ts')]],
    ['/posthouse-service-worker.js', ['text/javascript', await bundled('service-worker.ts')]],
  ])
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    const found =
      pathname === '/demo.json' ? (['application/json', await demo(demoPath)] as const) : files.get(pathname)
    if (!found) response.writeHead(404).end()
    else
      response
        .writeHead(200, { 'content-type': `${found[0]}; charset=utf-8`, 'cache-control': 'no-store' })
        .end(found[1])
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: () => stop(server),
  }
}

async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(page, name)],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['source'],
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/** What the form begins with; never the operator's key or the secrets of the app's own server. */
async function demo(path: string): Promise<string> {
  try {
    const { server, appId, appSign } = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, unknown>>
    return JSON.stringify({ server, appID: String(appId), appSign, userID: 'test1' })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '{}'
    throw cause
  }
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}

if (import.meta.main) {
  const options = {
    port: { type: 'string', default: '8098' },
    demo: { type: 'string', default: 'data/demo.json' },
  } as const
  const { port, demo: demoFile } = parseArgs({ options }).values
  const demoPath = resolve(import.meta.dirname, '../..', demoFile)
  const { url } = await servePage({ port: Number(port), demoPath })
  console.log(url)
}
