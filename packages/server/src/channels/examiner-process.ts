// The process that reads credentials (S44): one at a time, with nobody else's work beside it. Knows no bounds of its
// own: credential-examiner.ts starts it, names them and ends it.
import { CredentialError, vendors } from '@posthouse/vendors'
import type { Examination, ExaminerReply } from './credential-examiner.ts'

function examine({ vendor: name, input, nowMs, costMsMax }: Examination): ExaminerReply {
  const vendor = vendors.find(known => known.name === name)
  if (!vendor) return { kind: 'broken', message: `there is no vendor called ${name}` }
  try {
    const before = process.cpuUsage()
    const credentials = vendor.parseCredentials(input)
    const { user, system } = process.cpuUsage(before)
    if ((user + system) / 1_000 > costMsMax)
      return refused('file', 'takes too long to open: export it again with the usual number of iterations')
    const expiresAtMs = vendor.expiresAtMs?.(credentials)
    if (expiresAtMs !== undefined && expiresAtMs <= nowMs)
      return refused('file', `The certificate expired on ${new Date(expiresAtMs).toISOString().slice(0, 10)}.`)
    return { kind: 'fine', ...(expiresAtMs === undefined ? {} : { expiresAtMs }) }
  } catch (cause) {
    if (cause instanceof CredentialError) return refused(cause.field, cause.message)
    return { kind: 'broken', message: cause instanceof Error ? cause.name : 'unknown' }
  }
}

function refused(field: string, message: string): ExaminerReply {
  return { kind: 'refused', field, message }
}

function say(reply: ExaminerReply): void {
  process.send?.(reply)
}

// What ends with the server that asked.
process.on('disconnect', () => process.exit())
process.on('message', message => say(examine(message as Examination)))
say({ kind: 'ready' })
