// An app of uni-app without a native plug-in: `plus.push` of its engine. On an iPhone it gives Apple's token; on Android it has none of a
// vendor's, so there is no channel there. Its module "Push" must be ticked, without uniPush (seed 004).
import { createEarlyEvents } from './early.ts'
import { PushError, type PushNotice, type PushProvider } from './provider.ts'

/** A notification as `plus.push` hands it over. */
export interface PlusMessage {
  readonly title?: string
  readonly content?: string
  /** The sender's data: an object, or a text that may be JSON. */
  readonly payload?: unknown
  readonly aps?: unknown
}

/** The part of `plus` that is used. */
export interface Plus {
  readonly os: { readonly name?: string }
  readonly runtime: { setBadgeNumber(badge: number): void }
  readonly push: {
    getClientInfoAsync(
      done: (info: { readonly token?: string }) => void,
      failed: (error: { readonly code?: number; readonly message?: string }) => void,
    ): void
    addEventListener(type: 'click' | 'receive', listener: (message: PlusMessage) => void): void
    createMessage(content: string, payload: string, options: { readonly title: string; readonly cover: boolean }): void
  }
}

/** The pushes of the engine. */
export function createPlusPush({ os, runtime, push }: Plus): PushProvider {
  const events = createEarlyEvents()
  push.addEventListener('click', message => events.notice('clicked', noticeOf(message)))
  push.addEventListener('receive', message => events.notice('arrived', noticeOf(message)))
  return {
    sources: () => (os.name === 'iOS' ? ['apns'] : []),
    listen: listener => events.listen(listener),
    acquire: () =>
      new Promise((resolve, reject) => {
        push.getClientInfoAsync(
          ({ token }) => {
            if (token) resolve([{ source: 'apns', token }])
            else reject(new PushError('vendor', 'Apple gave no token: is the module Push ticked, without uniPush?'))
          },
          ({ code, message }) => {
            reject(new PushError('vendor', message ?? 'Apple gave no token', code === undefined ? {} : { code }))
          },
        )
      }),
    // The engine cannot give a token back: the server forgets it.
    release: () => Promise.resolve(),
    showLocal: ({ title, content, payload }) => push.createMessage(content, payload, { title, cover: false }),
    setBadge: badge => runtime.setBadgeNumber(badge),
  }
}

/** What stands beside `aps` in Apple's dictionary is in `payload` here. */
function noticeOf({ title, content, payload, aps }: PlusMessage): PushNotice {
  return {
    source: 'apns',
    ...(title === undefined ? {} : { title }),
    ...(content === undefined ? {} : { content }),
    extras: { ...extrasOf(payload), ...(aps === undefined ? {} : { aps }) },
  }
}

function extrasOf(payload: unknown): object {
  if (typeof payload === 'object' && payload !== null) return payload
  return payload === undefined ? {} : { payload }
}
