// A real nginx for tests, as Debian packages it: the machine's own, or one that is unpacked into a temporary folder. It is not installed,
// because the package would start a server on port 80.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../base/testing/service.ts'

/** A running nginx. */
export interface TestNginx extends AsyncDisposable {
  /** Where its first port is: plain HTTP. */
  readonly port: number
}

/** Where nginx finds what, in its own folder. */
export interface NginxFolder {
  readonly path: string
  /** Ports that were free a moment ago. */
  readonly port: number
  readonly tlsPort: number
}

/** Starts nginx with what `servers` writes into the `http` block. Rejects with what nginx says of it where it is wrong. */
export async function startNginx(servers: (folder: NginxFolder) => string): Promise<TestNginx> {
  const program = nginxPath()
  const path = mkdtempSync(join(tmpdir(), 'posthouse-nginx-'))
  const [port, tlsPort] = [await freePort(), await freePort()]
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${join(path, name)};`,
  )
  const http = ['access_log off;', ...temporary, servers({ path, port, tlsPort })].join('\n')
  const config = join(path, 'nginx.conf')
  const head = `daemon off; worker_processes 1; error_log stderr; pid ${join(path, 'nginx.pid')};`
  writeFileSync(config, `${head}\nevents { worker_connections 256; }\nhttp {\n${http}\n}\n`)
  const checked = spawnSync(program, ['-t', '-p', path, '-c', config], { encoding: 'utf8' })
  if (checked.status !== 0) throw new Error(checked.stderr)
  const child = spawn(program, ['-p', path, '-c', config], { stdio: 'ignore' })
  await listens(child, port)
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      rmSync(path, { recursive: true, force: true })
    },
  }
}

function nginxPath(): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map(folder => join(folder, 'nginx')).find(isProgram) ?? unpacked()
}

/** Unpacked once and kept for the next test. */
function unpacked(): string {
  const folder = join(tmpdir(), `posthouse-nginx-package-${process.getuid?.() ?? 0}`)
  const program = join(folder, 'usr/sbin/nginx')
  if (isProgram(program)) return program
  mkdirSync(folder, { recursive: true })
  const inFolder = (tool: string, ...words: readonly string[]) =>
    spawnSync(tool, words, { cwd: folder, encoding: 'utf8' })
  const download = inFolder('apt-get', 'download', 'nginx')
  const name = readdirSync(folder).find(one => one.endsWith('.deb'))
  if (name) inFolder('dpkg-deb', '--extract', name, '.')
  if (!isProgram(program))
    throw new Error(`no nginx was found: install it (Debian and Ubuntu: apt-get install nginx)\n${download.stderr}`)
  return program
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function listens(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 200 && child.exitCode === null; tries += 1) {
    const isThere = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
    if (isThere) return
    await sleep(20)
  }
  throw new Error('nginx does not listen')
}
