// The built console as a closed list of files in memory: what is not in the list does not exist, whatever a path says (S39). Read when somebody
// asks first, so that a server that nobody looks at does not pay for it.
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { mebibyte } from '@posthouse/protocol'

/** One file, with its compressed forms where the build made them. */
export interface ConsoleFile {
  readonly type: string
  readonly plain: Buffer
  readonly brotli?: Buffer
  readonly gzip?: Buffer
}

/** The built console. */
export interface ConsoleFiles {
  /** A file by its path below `/console/`, `assets/index-….js`. */
  readonly files: ReadonlyMap<string, ConsoleFile>
  /** The pages' HTML by name, `index.html`, with the place of the nonce still open. */
  readonly pages: ReadonlyMap<string, string>
}

/** Most files and bytes of a build; more is none of ours. */
const filesMax = 1_000
const bytesMax = 32 * mebibyte

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Reads a build. Undefined where there is none; rejects where it is no build of ours. */
export async function readConsoleFiles(directory: string): Promise<ConsoleFiles | undefined> {
  const paths = await pathsBelow(directory)
  if (!paths.includes('index.html')) return undefined
  if (paths.length > filesMax) throw new Error(`${directory} holds more than ${filesMax} files`)
  const contents = new Map<string, Buffer>()
  let sizeBytes = 0
  for (const path of paths) {
    const content = await readFile(join(directory, path))
    sizeBytes += content.length
    if (sizeBytes > bytesMax) throw new Error(`${directory} holds more than ${bytesMax} bytes`)
    contents.set(path, content)
  }
  const files = new Map<string, ConsoleFile>()
  const pages = new Map<string, string>()
  for (const [path, plain] of contents) {
    const type = types[extname(path)]
    if (extname(path) === '.html') pages.set(path, plain.toString('utf8'))
    else if (type !== undefined) files.set(path, { type, plain, ...compressed(contents, path) })
  }
  return { files, pages }
}

function compressed(contents: ReadonlyMap<string, Buffer>, path: string): Pick<ConsoleFile, 'brotli' | 'gzip'> {
  const [brotli, gzip] = [contents.get(`${path}.br`), contents.get(`${path}.gz`)]
  return { ...(brotli && { brotli }), ...(gzip && { gzip }) }
}

/** Paths of all files, with slashes; none where there is no such directory. */
async function pathsBelow(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true })
    return entries
      .filter(entry => entry.isFile())
      .map(entry => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw cause
  }
}
