// Bare undici posting the same bytes: bodies, signatures and headers are made before the clock starts, nothing is stored.
// `undici-callbacks.ts <URL>`; for each number on standard input it posts so many, 32 in flight, and says `done <ms> <CPU ms>`.
import { createInterface } from 'node:readline'
import { Pool } from 'undici'
import { hmacSha256Base64, md5Hex } from '../../packages/server/src/base/crypto.ts'
import { callbackText } from '../../packages/server/src/domain/callback-body.ts'
import { signatureHeaders } from '../../packages/server/src/domain/callback-signature.ts'
import { app, settledOf } from './message.ts'

const { origin, pathname } = new URL(process.argv[2] ?? '')
/** Like the lane's own for one rule. */
const inFlight = 32
const pool = new Pool(origin, { connections: inFlight, pipelining: 1 })
const key = Buffer.from('bench-secret-1')

process.stdout.write('ready to post\n')
for await (const line of createInterface(process.stdin)) {
  const nowMs = Date.now()
  const messages = Array.from({ length: Number(line) }, (_, index) => messageOf(BigInt(index + 1), nowMs))
  const startedMs = performance.now()
  const cpu = process.cpuUsage()
  let next = 0
  const work = async (): Promise<void> => {
    for (let message = messages[next++]; message; message = messages[next++]) {
      const answer = await pool.request({ path: pathname, method: 'POST', ...message })
      await answer.body.text()
      if (answer.statusCode !== 200) throw new Error(`the receiver answered ${answer.statusCode}`)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  const { user, system } = process.cpuUsage(cpu)
  process.stdout.write(`done ${performance.now() - startedMs} ${(user + system) / 1_000}\n`)
}

function messageOf(id: bigint, nowMs: number): { readonly body: string; readonly headers: Record<string, string> } {
  const { push, delivery, outcome } = settledOf(id, nowMs)
  const body = callbackText({ appkey: app.appkey, push, delivery, outcome }, 'bench-secret-1', md5Hex)
  const signature = signatureHeaders(id, body, [key], nowMs, hmacSha256Base64)
  return { body, headers: { 'content-type': 'application/json', 'user-agent': 'Posthouse', ...signature } }
}
