// nghttpd as a server for interoperability tests: it sends back what a POST brought.
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { IssuedCertificate } from '../simulator/authority.ts'
import { type Program, startDebianProgram } from './debian-program.ts'
import { type Allowance, launchServer, type OwnServer, serverFolder, type TlsVersion } from './interop-server.ts'

/** What may be different. */
export interface NghttpdOptions extends Allowance {
  /** Further parameters: `['--trailer', 'x-end: 1']`. */
  readonly more?: readonly string[]
  /** Its documents, by name. */
  readonly files?: Readonly<Record<string, string>>
}

/** Connections tried while it starts; one takes a fraction of a millisecond. */
const KNOCKS_MAX = 50_000

/** Starts one. Its windows have 2^n-1 bytes, so `windowBytes` is rounded down to that. */
export async function startNghttpd(
  program: Program,
  certificate: IssuedCertificate,
  options: NghttpdOptions,
): Promise<OwnServer> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await serverFolder(certificate))
  const openssl = join(folder.path, 'openssl.cnf')
  await writeFile(openssl, opensslConfig(options.tls))
  for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(join(folder.path, name), text)
  const windowBits = Math.floor(Math.log2(options.windowBytes + 1))
  const limits = ['-w', String(windowBits), '-m', String(options.streamsMax)]
  const parameters = ['-a', '127.0.0.1', ...limits, '--echo-upload', '-d', folder.path, ...(options.more ?? [])]
  const server = stack.use(
    await launchServer({
      portCount: 1,
      start: ([port]) =>
        startDebianProgram(program, [...parameters, String(port), folder.keyFile, folder.certFile], {
          folder: folder.path,
          environment: { OPENSSL_CONF: openssl },
        }),
      ready: (child, [port = 0]) => knock(port, () => child.exitCode === null),
    }),
  )
  const open = stack.move()
  return {
    origin: `https://127.0.0.1:${server.ports[0]}`,
    answerTo: (_path, body) => Buffer.from(body as string).toString(),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** nghttpd has no option for it, but lets OpenSSL read its configuration. TLS 1.3 is what it chooses by itself. */
function opensslConfig(version: TlsVersion): string {
  const protocol = version === 'TLSv1.2' ? ['Protocol = ALL, -TLSv1.3'] : []
  const sections = ['openssl_conf = init', '[init]', 'ssl_conf = ssl', '[ssl]', 'system_default = default', '[default]']
  return `${[...sections, ...protocol].join('\n')}\n`
}

/** nghttpd does not say when it is ready. */
async function knock(port: number, isAlive: () => boolean): Promise<void> {
  for (let turn = 0; turn < KNOCKS_MAX && isAlive(); turn += 1) {
    const socket = connect({ host: '127.0.0.1', port })
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
  }
  throw new Error(`nobody listens on port ${port}`)
}
