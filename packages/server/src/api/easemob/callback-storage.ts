// The exception storage of callbacks (spec/easemob.md §9.3). Only translation: windows to `data`, and the members that the original
// says of both endpoints.
import type { callbackStorageEndpoints } from '@posthouse/protocol'
import { resendWindow, type StoredParts, storedWindows } from '../../flows/callback/stored.ts'
import type { AppCall, Handlers } from '../../http/handler.ts'

/** Handlers of the storage's endpoints. */
export function callbackStorageHandlers(parts: StoredParts): Handlers<typeof callbackStorageEndpoints> {
  const info = async (_input: unknown, call: AppCall) => ({
    ...around(call),
    data: [...(await storedWindows(parts, call.app))],
  })
  const retry = async ({ body }: { readonly body: RetryBody }, call: AppCall) => {
    const targetUrl = body.targetUrl === '' ? undefined : body.targetUrl
    const isSent = await resendWindow(parts, call.app, { date: body.date, targetUrl })
    return { ...around(call), data: isSent ? ('success' as const) : ('failure' as const) }
  }
  return {
    callbackStorageInfo: info,
    callbackStorageRetry: retry,
    callbackStorageInfoSingular: info,
    callbackStorageRetrySingular: retry,
  }
}

interface RetryBody {
  readonly date: string
  readonly targetUrl?: string
}

/** The original names the collection and leaves out the rest of the path. */
function around({ url }: AppCall) {
  const uri = url.replace(/\/callbacks?\/storage\/.*$/, '/callbacks')
  return { action: 'post' as const, path: '/callbacks' as const, uri }
}
