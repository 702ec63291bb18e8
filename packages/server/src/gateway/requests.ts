// What a logged-in device asks for: methods of the session itself here, all others by their handlers. At most so many at once.
import { type Method, readParams, type ServerFrame } from '@posthouse/protocol/frames'
import type { App } from '../domain/app.ts'
import { Refusal } from '../domain/chat/refusal.ts'
import { type AnswerDeps, answer, refusalOf, refused } from './answer.ts'
import type { Connection } from './connection.ts'
import { framed } from './framed.ts'
import { callerOf, leave, type ReceptionDeps, renew } from './reception.ts'
import type { FrameOf } from './session.ts'
import type { Session } from './sessions.ts'

/** Requests of one session that are not answered yet. */
export const openRequestsMax = 32

/** Methods that answer with a page, which may be of some megabytes: a hundred messages of 32 KiB. */
const pages: ReadonlySet<string> = new Set<Method>([
  ...(['message.history', 'message.find', 'conversation.list', 'call.list', 'group.list', 'group.members'] as const),
])

/** What an answer needs of whoever owns the connection. */
export interface AnswerHooks {
  /** The session's token ends at another time. */
  renewed(): void
  /** Resolves once the device has read most of what was sent; false: it does not read, or is gone. */
  drained(): Promise<boolean>
}

/**
 * Answers a request; requests of one session begin in the order in which they came, but that of its pages one is made at a time, and
 * the next one when it was read: nobody fills the server's memory by asking and not reading (S37).
 */
export async function answerRequest(
  deps: ReceptionDeps & AnswerDeps,
  one: Connection,
  frame: FrameOf<'request'>,
  hooks: AnswerHooks,
): Promise<void> {
  const { session } = one
  if (!session) return
  if (one.openRequests >= openRequestsMax) return one.send(framed(refused(frame.id, 'too-often')))
  one.openRequests += 1
  try {
    const answer = () => answered(deps, session, frame, hooks)
    if (!pages.has(frame.method)) one.send(framed(await answer()))
    else
      await inTurn(one, async () => {
        one.sendAsked(framed(await answer()))
        if (!(await hooks.drained())) one.end('slow')
      })
  } finally {
    one.openRequests -= 1
  }
  // The answer first, and then the end of a session that logged out.
  if (frame.method === 'session.logout' && session.hasLeft) one.end('logged-out')
}

async function inTurn(one: Connection, run: () => Promise<void>): Promise<void> {
  const before = one.turn
  const { promise, resolve } = Promise.withResolvers<void>()
  one.turn = promise
  try {
    await before
    if (one.state !== 'closing') await run()
  } finally {
    resolve()
  }
}

async function answered(
  deps: ReceptionDeps & AnswerDeps,
  session: Session,
  frame: FrameOf<'request'>,
  { renewed }: Pick<AnswerHooks, 'renewed'>,
): Promise<ServerFrame> {
  const { id, method, params } = frame
  try {
    const found = deps.apps.byId(session.user.app.id)
    // Awaited only where it has to be, so that requests keep their order.
    const app = found instanceof Promise ? await found : found
    if (!app) throw new Refusal('app-unknown')
    if (method === 'session.logout') return { t: 'reply', id, result: await loggedOut(deps, session, app) }
    if (method !== 'session.renewToken') return await answer(deps, callerOf(session, app), frame)
    const { token } = readParams(method, params)
    const expiresAtMs = await renew(deps, session, app, token)
    renewed()
    return { t: 'reply', id, result: { expiresAtMs } }
  } catch (cause) {
    return refusalOf(id, cause, deps.log, method)
  }
}

async function loggedOut(deps: ReceptionDeps, session: Session, app: App): Promise<object> {
  await leave(deps, session, app)
  session.hasLeft = true
  return {}
}
