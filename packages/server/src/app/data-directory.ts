// The data directory: who may read it, and the small files in it that are not the database (S49).
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Random } from '../base/random.ts'
import { ConfigError } from './config.ts'

/** Paths inside the data directory. */
export interface DataDirectory {
  readonly path: string
  readonly database: string
  readonly masterKey: string
  /** The master key's file was named by a setting: it is read and never made. */
  readonly isMasterKeyGiven: boolean
  /** Where the command line finds this server and the operator's key. */
  readonly operator: string
  readonly demo: string
  readonly authority: string
}

/**
 * Makes the directory, closed to everybody else. Throws {@link ConfigError} when it cannot be used. `masterKeyFile`: where the master key
 * is; empty: in the directory.
 */
export async function openDataDirectory(path: string, masterKeyFile = ''): Promise<DataDirectory> {
  const absolute = resolve(path)
  try {
    await mkdir(absolute, { recursive: true, mode: 0o700 })
    await chmod(absolute, 0o700)
  } catch (cause) {
    throw new ConfigError([
      `the data directory ${absolute} cannot be used: ${cause instanceof Error ? cause.message : cause}`,
    ])
  }
  return {
    path: absolute,
    database: join(absolute, 'posthouse.db'),
    masterKey: masterKeyFile === '' ? join(absolute, 'master.key') : resolve(masterKeyFile),
    isMasterKeyGiven: masterKeyFile !== '',
    operator: join(absolute, 'operator.json'),
    demo: join(absolute, 'demo.json'),
    authority: join(absolute, 'sandbox-ca.pem'),
  }
}

/** Writes a file that only its owner reads, in one step: a crash leaves the old or the new one. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.chmod(0o600)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

/** A JSON file's value; undefined when there is none or it is damaged. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** The operator's key: the configured one, or the one of an earlier start, or a new one. At least 128 random bits. */
export async function operatorKey(directory: DataDirectory, configured: string, random: Random): Promise<string> {
  if (configured !== '') return configured
  const known = await readJson(directory.operator)
  if (typeof known === 'object' && known !== null && 'adminKey' in known && typeof known.adminKey === 'string') {
    return known.adminKey
  }
  return `pha_${Buffer.from(random.bytes(24)).toString('base64url')}`
}
