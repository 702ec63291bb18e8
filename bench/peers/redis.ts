// A Redis server of the run's own (Debian package `redis-server`), on a free port, with the append-only file that BullMQ's
// documentation asks for: flushed once a second.
import { createRequire } from 'node:module'
import { freePort } from '../../packages/server/src/base/testing/service.ts'
import { type Program, startProgram } from '../process.ts'

/** A running Redis. */
export interface Redis {
  readonly program: Program
  readonly port: number
}

/** Starts Redis in a directory; resolves with a sentence when it, or the client that BullMQ talks to it with, is not installed. */
export async function startRedis(place: string): Promise<Redis | string> {
  if (!hasClient()) return 'the npm package ioredis, which BullMQ needs, is not installed'
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', place, '--save', '']
  const durable = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction']
  try {
    const program = await startProgram('redis-server', [...args, ...durable], {}, /Ready to accept connections/)
    return { program, port }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      return 'redis-server is not installed (on Debian: apt-get install redis-server)'
    throw cause
  }
}

/** BullMQ 6 leaves the choice of a client to its user, and names this one. */
function hasClient(): boolean {
  try {
    createRequire(import.meta.url).resolve('ioredis')
    return true
  } catch {
    return false
  }
}
