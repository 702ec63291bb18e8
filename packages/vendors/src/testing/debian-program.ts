// Programs of Debian that tests need and npm does not have: the machine's own where they are installed, else taken from Debian's
// archive by a private apt that asks for no rights, and kept beside the dependencies. Installs nothing, and knows no test.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** A program that works on this machine. */
export interface Program {
  /** A path, or a name that the system finds by itself. */
  readonly command: string
  /** Folders of the libraries that came with it; empty for an installed program. */
  readonly libraryFolders: readonly string[]
}

/** What is needed, and how to know that it serves. */
export interface Wanted {
  readonly name: string
  /** The Debian package that has it under usr/sbin. */
  readonly packageName: string
  /** Makes it say what it is and end with 0. */
  readonly probe: string
  /** What it must say. */
  readonly says: RegExp
}

/** Where to look. */
export interface Places {
  /** Tried before the archive, in order. */
  readonly installed: readonly string[]
  /** Holds a folder for each program that was downloaded; made when it is missing. */
  readonly cacheFolder: string
  /** `apt-get`, unless a test has another one. */
  readonly apt: string
}

/** An HTTP/2 server made by those who make nghttp2. */
export const nghttpd: Wanted = {
  name: 'nghttpd',
  packageName: 'nghttp2-server',
  probe: '--version',
  says: /^nghttpd nghttp2\/1\./,
}
/** A web server; there are builds without HTTP/2. */
export const nginx: Wanted = {
  name: 'nginx',
  packageName: 'nginx',
  probe: '-V',
  says: /--with-http_v2_module/,
}

const repository = join(import.meta.dirname, '../../../..')
/** A download from an archive that answers takes seconds; the archive that does not answer must not use up a test's time. */
const DOWNLOAD_MS_MAX = 100_000
/** Most text of a program that is kept. */
const TEXT_LENGTH_MAX = 16_384

/** The program, ready to be run. Rejects with what a person must do when it can neither be found nor be got. */
export function debianProgram(wanted: Wanted): Promise<Program> {
  return findProgram(wanted, {
    // Debian keeps servers where only an administrator's PATH looks.
    installed: [wanted.name, `/usr/sbin/${wanted.name}`],
    cacheFolder: join(repository, 'node_modules/.cache/posthouse-debian'),
    apt: 'apt-get',
  })
}

/** The same with places of the caller's choice. Any number of processes may ask at a time. */
export async function findProgram(wanted: Wanted, places: Places): Promise<Program> {
  for (const command of places.installed) {
    const program = { command, libraryFolders: [] }
    if (await serves(program, wanted)) return program
  }
  const home = join(places.cacheFolder, wanted.name)
  const kept = programIn(home, wanted)
  if (await serves(kept, wanted)) return kept
  try {
    await download(wanted, home, places.apt)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const what = `install the Debian package ${wanted.packageName}, or make Debian's archive reachable for apt-get`
    throw new Error(`${wanted.name} is needed, is not installed, and could not be downloaded: ${what}\n${why}`, {
      cause,
    })
  }
  const got = programIn(home, wanted)
  if (await serves(got, wanted)) return got
  throw new Error(`${wanted.name} was downloaded to ${home}, but does not run: install ${wanted.packageName}`)
}

/** Starts it in a folder, with `environment` besides what this process has. The caller ends it. */
export function startDebianProgram(
  { command, libraryFolders }: Program,
  parameters: readonly string[],
  place: { readonly folder: string; readonly environment?: Readonly<Record<string, string>> },
): ChildProcess {
  // An empty list of folders would mean the working folder.
  const libraries = libraryFolders.length > 0 ? { LD_LIBRARY_PATH: libraryFolders.join(':') } : {}
  const variables = Object.entries({ ...libraries, ...place.environment }).map(([name, value]) => `${name}=${value}`)
  // Both become the program, whose process id stays; the first has it end when this process is killed.
  const before = ['--pdeathsig', 'TERM', 'env', ...variables]
  return spawn('setpriv', [...before, command, ...parameters], { cwd: place.folder, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function serves(program: Program, { probe, says }: Wanted): Promise<boolean> {
  if (program.command.includes('/') && !existsSync(program.command)) return false
  const { isGood, text } = await ended(startDebianProgram(program, [probe], { folder: '/' }))
  return isGood && says.test(text)
}

function programIn(home: string, { name }: Wanted): Program {
  const root = join(home, 'root')
  const libraries = globSync('{lib,usr/lib}/**/*.so.*', { cwd: root }).map(path => join(root, dirname(path)))
  return { command: join(root, 'usr/sbin', name), libraryFolders: [...new Set(libraries)].sort() }
}

/** Prepared aside and moved into its place whole: a process that reads there never sees half of it. */
async function download(wanted: Wanted, home: string, apt: string): Promise<void> {
  await mkdir(dirname(home), { recursive: true })
  const draft = await mkdtemp(`${home}-draft-`)
  try {
    await fetchPackages(wanted.packageName, join(draft, 'apt'), apt)
    for (const file of globSync('apt/cache/archives/*.deb', { cwd: draft })) {
      await mustRun('dpkg-deb', ['--extract', join(draft, file), join(draft, 'root')])
    }
    await rm(join(draft, 'apt'), { recursive: true })
    try {
      await rename(draft, home)
    } catch {
      // Somebody else was faster, and theirs is as good as ours; or what was there does not run.
      if (await serves(programIn(home, wanted), wanted)) return
      await rename(home, join(draft, 'useless'))
      await rename(draft, home)
    }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Fetches the package and whatever it needs that this machine has not installed. */
async function fetchPackages(packageName: string, folder: string, apt: string): Promise<void> {
  for (const part of ['state/lists/partial', 'cache/archives/partial'])
    await mkdir(join(folder, part), { recursive: true })
  const own = {
    'Dir::State': join(folder, 'state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(folder, 'cache'),
    // Only the system's own folders have locks, and need an unprivileged helper.
    'Debug::NoLocking': 'true',
    'APT::Sandbox::User': 'root',
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': '20',
  }
  const options = ['-q', '-y', ...Object.entries(own).flatMap(([name, value]) => ['-o', `${name}=${value}`])]
  // One list of many may be out of reach, and hooks of the system may refuse us: what matters is the download.
  const lists = await ended(started(apt, [...options, 'update']))
  const got = await ended(
    started(apt, [...options, 'install', '--download-only', '--reinstall', '--no-install-recommends', packageName]),
  )
  if (!got.isGood) throw new Error(`${apt} said:\n${lists.text}${got.text}`)
}

async function mustRun(command: string, parameters: readonly string[]): Promise<void> {
  const { isGood, text } = await ended(started(command, parameters))
  if (!isGood) throw new Error(`${basename(command)} failed:\n${text}`)
}

function started(command: string, parameters: readonly string[]): ChildProcess {
  return spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'], timeout: DOWNLOAD_MS_MAX })
}

/** Waits for the end of a program that need not even exist. */
async function ended(child: ChildProcess): Promise<{ readonly isGood: boolean; readonly text: string }> {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      text = `${text}${piece}`.slice(-TEXT_LENGTH_MAX)
    })
  }
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return { isGood: code === 0, text }
  } catch (cause) {
    return { isGood: false, text: `${text}${cause instanceof Error ? cause.message : String(cause)}\n` }
  }
}
