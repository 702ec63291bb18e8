// nginx as a server for interoperability tests: many servers in one process, each with an allowance of its own. A small origin behind
// it says what arrived, so that what nginx made of a request can be seen.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { IssuedCertificate } from '../simulator/authority.ts'
import { type Program, startDebianProgram } from './debian-program.ts'
import {
  type Allowance,
  type InteropServer,
  launchServer,
  receiptOf,
  type ServerFolder,
  serverFolder,
} from './interop-server.ts'

/** One of nginx's servers. */
export interface NginxServerOptions extends Allowance {
  /** Further directives of the server: `['keepalive_requests 50;']`. */
  readonly more?: readonly string[]
}

/**
 * A running nginx. Paths: `/early…` is refused with 403 before its body is read; `/files/…` is a document; any other path is
 * answered with its receipt, after its body was read whole, under `/piecewise…` while it is being read.
 */
export interface Nginx extends AsyncDisposable {
  /** In the order of the options. */
  readonly servers: readonly InteropServer[]
  /** How often each path reached the origin. */
  readonly arrivals: ReadonlyMap<string, number>
  /** Begins new workers; the old ones finish what they have. Resolves when the last old one is gone. */
  reload(): Promise<void>
}

/** Starts nginx; `files` are its documents, by name. */
export async function startNginx(
  program: Program,
  certificate: IssuedCertificate,
  options: { readonly servers: readonly NginxServerOptions[]; readonly files?: Readonly<Record<string, string>> },
): Promise<Nginx> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await serverFolder(certificate))
  await mkdir(join(folder.path, 'files'))
  for (const [name, text] of Object.entries(options.files ?? {}))
    await writeFile(join(folder.path, 'files', name), text)
  const arrivals = new Map<string, number>()
  stack.use(await startOrigin(join(folder.path, 'origin.sock'), arrivals))
  const config = join(folder.path, 'nginx.conf')
  const server = stack.use(
    await launchServer({
      portCount: options.servers.length,
      async start(ports) {
        await writeFile(config, configText(folder, options.servers, ports))
        return startDebianProgram(program, ['-p', folder.path, '-c', config, '-e', 'stderr'], { folder: folder.path })
      },
      ready: child => said(child, /start worker process \d+/),
    }),
  )
  const open = stack.move()
  return {
    servers: server.ports.map(port => ({ origin: `https://127.0.0.1:${port}`, answerTo: receiptOf })),
    arrivals,
    async reload() {
      const gone = said(server.child, /worker process \d+ exited with code 0/)
      server.child.kill('SIGHUP')
      await gone
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** Resolves when nginx logs such a line; stays open if it never does. */
function said(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    if (child.stderr === null) return reject(new Error('nginx has no error stream'))
    const lines = createInterface(child.stderr)
    lines.on('line', line => {
      if (!pattern.test(line)) return
      lines.close()
      child.stderr?.resume()
      resolve()
    })
  })
}

async function startOrigin(path: string, arrivals: Map<string, number>): Promise<AsyncDisposable> {
  const origin = createServer(async (request, response) => {
    const { url = '' } = request
    arrivals.set(url, (arrivals.get(url) ?? 0) + 1)
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    response.end(receiptOf(url, Buffer.concat(pieces)))
  })
  // nginx may begin a connection for each of a thousand requests at once.
  origin.listen({ path, backlog: 2_048 })
  await once(origin, 'listening')
  return {
    async [Symbol.asyncDispose]() {
      origin.closeAllConnections()
      await once(origin.close(), 'close')
    },
  }
}

function configText(folder: ServerFolder, servers: readonly NginxServerOptions[], ports: readonly number[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `${[
    // Started as root, nginx would have its workers read these files as somebody else.
    ...(process.getuid?.() === 0 ? ['user root root;'] : []),
    'daemon off;',
    `pid ${folder.path}/nginx.pid;`,
    'error_log stderr notice;',
    'worker_processes 1;',
    'events { worker_connections 4096; }',
    'http {',
    'access_log off;',
    ...temporary.map(name => `${name}_temp_path ${folder.path}/${name};`),
    `ssl_certificate ${folder.certFile};`,
    `ssl_certificate_key ${folder.keyFile};`,
    `upstream origin { server unix:${folder.path}/origin.sock; keepalive 1024; }`,
    'proxy_http_version 1.1;',
    'proxy_set_header Connection "";',
    ...servers.map((server, index) => serverText(folder, server, ports[index] ?? 0)),
    '}',
  ].join('\n')}\n`
}

function serverText(
  folder: ServerFolder,
  { windowBytes, streamsMax, tls, more = [] }: NginxServerOptions,
  port: number,
) {
  return [
    'server {',
    `listen 127.0.0.1:${port} ssl http2;`,
    `ssl_protocols ${tls};`,
    `http2_body_preread_size ${windowBytes};`,
    `http2_max_concurrent_streams ${streamsMax};`,
    ...more,
    'location / { proxy_pass http://origin; }',
    'location /piecewise { proxy_request_buffering off; client_body_buffer_size 16; proxy_pass http://origin; }',
    'location /early { return 403 "too early"; }',
    `location /files/ { alias ${folder.path}/files/; }`,
    '}',
  ].join('\n')
}
