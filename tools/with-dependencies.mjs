// Runs a program of this repository on the Node of node_modules, after installing dependencies when they are missing or the
// lock file changed. Plain JavaScript without imports from the project: it must run on whatever Node the machine has.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampFile = join(root, 'node_modules', '.posthouse-installed')

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex')
}

function installedDigest() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined
}

function install() {
  process.stderr.write('posthouse: installing dependencies (once per lock file)…\n')
  const result = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, npm_config_update_notifier: 'false' },
  })
  if (result.status !== 0) {
    process.stderr.write('posthouse: `npm ci` failed; the lines above say why.\n')
    process.exit(result.status ?? 1)
  }
  writeFileSync(stampFile, lockDigest())
}

function nodeProgram() {
  const bundled = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(bundled)) return bundled
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  process.stderr.write(
    `posthouse: Node ${process.versions.node} is too old and no newer one came with the dependencies ` +
      `for ${process.platform}-${process.arch}. Install Node 24 or later and run the command again.\n`,
  )
  process.exit(78)
}

if (installedDigest() !== lockDigest()) install()

const child = spawn(
  nodeProgram(),
  ['--conditions=source', '--disable-warning=ExperimentalWarning', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}` },
  },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal)
  else process.exit(code ?? 1)
})
