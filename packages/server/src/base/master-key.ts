// The file of the master key: made on first start, readable by its owner only, replaced in one step. The first key of the file
// seals; keys below it only open, while a rotation is under way (S47). Knows nothing of what the key protects.
import { chmod, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Random } from './random.ts'
import { type MasterKey, masterKeyOf } from './seal.ts'

/** A key file that cannot be used; the message is one clear sentence for the operator. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError'
}

const heading = 'posthouse-master-key-1'
/** Keys of one file; a second rotation starts only after the first has ended. */
const keysMax = 2

/** Reads the keys of a file; undefined when there is no file. Throws {@link MasterKeyError} for one that cannot be read. */
export async function readMasterKeys(path: string): Promise<readonly MasterKey[] | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new MasterKeyError(`the master key file ${path} cannot be read`, { cause })
  }
  const [first, ...lines] = text.trimEnd().split('\n')
  const keys = lines.map(line => Buffer.from(line, 'base64url'))
  const sound = first === heading && keys.length > 0 && keys.length <= keysMax && keys.every(key => key.length === 32)
  if (!sound) throw new MasterKeyError(`the master key file ${path} is damaged: restore it from a backup`)
  return keys.map(masterKeyOf)
}

/** Makes a key and its file, in a directory that only the owner enters. Never replaces a file that is there. */
export async function makeMasterKey(path: string, random: Pick<Random, 'bytes'>): Promise<readonly MasterKey[]> {
  const keys = [newMasterKey(random)]
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeKeys(path, keys, async temporary => {
    await link(temporary, path)
    await rm(temporary)
  })
  return keys
}

/** Replaces the keys of a file in one step: after a crash it holds the old ones or the new ones. */
export async function replaceMasterKeys(path: string, keys: readonly MasterKey[]): Promise<void> {
  await writeKeys(path, keys, temporary => rename(temporary, path))
}

/** A new random key. */
export function newMasterKey(random: Pick<Random, 'bytes'>): MasterKey {
  return masterKeyOf(random.bytes(32))
}

async function writeKeys(
  path: string,
  keys: readonly MasterKey[],
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.new`
  // What a crash left behind is nobody's key yet.
  await rm(temporary, { force: true })
  const file = await open(temporary, 'wx', 0o600)
  try {
    const lines = keys.map(key => Buffer.from(key.bytes).toString('base64url'))
    await file.writeFile(`${[heading, ...lines].join('\n')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await chmod(temporary, 0o600)
  await place(temporary)
  await syncDirectory(dirname(path))
}

/** Makes the new name itself durable. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
