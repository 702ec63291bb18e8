// What this installation keeps between its runs: its device's id, and per user how far the timeline was read.
import type { Ports } from './ports.ts'

const deviceKey = 'posthouse.device'
const deviceIdLetters = 24

/** The device's id, made once per installation and kept. Without a shelf that works it is another one at the next start. */
export async function deviceIdOf({ shelf, random, log }: Ports): Promise<string> {
  try {
    const kept = await shelf.get(deviceKey)
    if (kept !== undefined && kept !== '') return kept
    const made = letters(random)
    await shelf.set(deviceKey, made)
    return made
  } catch (cause) {
    log('warn', 'shelf.failed', { cause: String(cause) })
    return letters(random)
  }
}

/** How far a user's timeline was read here; undefined where the shelf knows nothing. */
export async function cursorOf({ shelf, log }: Ports, key: string): Promise<number | undefined> {
  try {
    const kept = Number((await shelf.get(key)) ?? Number.NaN)
    return Number.isSafeInteger(kept) && kept >= 0 ? kept : undefined
  } catch (cause) {
    log('warn', 'shelf.failed', { cause: String(cause) })
    return undefined
  }
}

/**
 * Keeps how far a user's timeline was read; rejects where the shelf refuses. What a full shelf has of before is then taken down: the
 * server's own memory of acks is newer.
 */
export async function keepCursor(ports: Ports, key: string, position: number): Promise<void> {
  try {
    await ports.shelf.set(key, String(position))
  } catch (cause) {
    await takeDown(ports, key)
    throw cause
  }
}

/** Who was logged in last; undefined where nobody is known. */
export async function lastUserOf({ shelf, log }: Ports, appId: number): Promise<string | undefined> {
  try {
    return await shelf.get(lastUserKey(appId))
  } catch (cause) {
    log('warn', 'shelf.failed', { cause: String(cause) })
    return undefined
  }
}

/** Takes something from the shelf. A shelf that refuses does not keep anybody from leaving. */
export async function takeDown({ shelf, log }: Ports, key: string): Promise<void> {
  try {
    await shelf.remove(key)
  } catch (cause) {
    log('warn', 'shelf.failed', { cause: String(cause) })
  }
}

/**
 * The key of a user's cursor. Case does not tell users apart. Programs that share a shelf and were given devices of their own, as two tabs
 * may be, have read differently far.
 */
export function cursorKey(appId: number, userId: string, deviceId: string | undefined): string {
  return `posthouse.${appId}.${userId.toLowerCase()}${deviceId === undefined ? '' : `.${deviceId}`}.cursor`
}

/** The key of who was logged in last, for a login without a network. */
export function lastUserKey(appId: number): string {
  return `posthouse.${appId}.user`
}

function letters(random: () => number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
  let id = ''
  while (id.length < deviceIdLetters) id += alphabet.charAt(Math.floor(random() * alphabet.length))
  return id
}
