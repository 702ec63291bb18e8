// Rendering for a batch: one renderer per notifier, and one rendering for all pushes that would get the same.
import { type Notification, PayloadError } from '@posthouse/vendors'
import { causeOf, type Log } from '../../base/log.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import { ChannelError, type Rendered, type Renderer, type VendorChannels } from '../../ports/channels.ts'

/** What rendering uses. */
export interface RenderDeps {
  readonly channels: Pick<VendorChannels, 'renderer'>
  readonly log: Log
}

/** A payload, or why there is none: a notification that a vendor cannot carry is an outcome, not an exception. */
export type Rendering =
  | { readonly payload: Rendered }
  | { readonly payload?: never; readonly reason: ReasonCode; readonly answer: unknown }

/** Renders for the notifiers it was made for. */
export type Renderings = (push: Push, notifier: Notifier) => Rendering

/** Vendors count an expiry in seconds. One that is nearer than this is told to the millisecond all the same. */
const exactBelowMs = 60_000

/** Opens what is needed to render through each of the notifiers. Rejects only for the record's own trouble. */
export async function openRenderings(
  deps: RenderDeps,
  notifiers: Iterable<Notifier>,
  nowMs: number,
): Promise<Renderings> {
  const renderers = new Map<Notifier, Renderer | ChannelError>()
  for (const notifier of notifiers) renderers.set(notifier, await rendererOf(deps, notifier))
  const known = new Map<Notification, Known[]>()
  return (push, notifier) => {
    const { expiresAtMs } = renderTimes(push, nowMs)
    const ofText = known.get(push.notification)
    const { taskId, subject } = push
    const same = ofText?.find(
      one =>
        one.notifier === notifier &&
        one.expiresAtMs === expiresAtMs &&
        one.taskId === taskId &&
        one.subject === subject,
    )
    if (same) return same.rendering
    const rendering = render(deps, renderers.get(notifier), push, notifier, { expiresAtMs, nowMs })
    const made = { notifier, expiresAtMs, taskId, subject, rendering }
    if (ofText) ofText.push(made)
    else known.set(push.notification, [made])
    return rendering
  }
}

/** The instants that a push is rendered with at an instant. */
export function renderTimes(
  { expiresAtMs }: Pick<Push, 'expiresAtMs'>,
  nowMs: number,
): { readonly expiresAtMs: number; readonly nowMs: number } {
  const isNear = expiresAtMs - nowMs < exactBelowMs
  return { expiresAtMs: isNear ? expiresAtMs : expiresAtMs - (expiresAtMs % 1_000), nowMs }
}

/** The notification with what it is of, a task, message or call, so that the app can report what became of it (spec/easemob.md §6.11). */
export function reportedTo(provider: string, { notification, taskId, subject }: Push): Notification {
  if (taskId === undefined && subject === undefined) return notification
  const about = taskId === undefined ? { subject_id: subject } : { task_id: String(taskId) }
  const report = { provider, report: about }
  return { ...notification, ext: { ...notification.ext, EPush: report } }
}

interface Known {
  readonly notifier: Notifier
  readonly expiresAtMs: number
  /** Pushes with the same text may share its object, whoever they belong to. */
  readonly taskId: bigint | undefined
  readonly subject: string | undefined
  readonly rendering: Rendering
}

async function rendererOf({ channels }: RenderDeps, notifier: Notifier): Promise<Renderer | ChannelError> {
  try {
    return await channels.renderer(notifier)
  } catch (cause) {
    if (cause instanceof ChannelError) return cause
    // The record's own trouble: the lease brings the push back.
    throw cause
  }
}

function render(
  { log }: RenderDeps,
  renderer: Renderer | ChannelError | undefined,
  push: Push,
  notifier: Notifier,
  times: ReturnType<typeof renderTimes>,
): Rendering {
  if (renderer === undefined) throw new TypeError('rendering through a notifier that was not asked for')
  if (renderer instanceof ChannelError) return { reason: 'invalid-notifier', answer: { message: renderer.message } }
  try {
    return { payload: renderer(reportedTo(notifier.provider, push), times) }
  } catch (cause) {
    if (cause instanceof PayloadError) {
      return { reason: 'invalid-message', answer: { field: cause.field, limit: cause.limit, message: cause.message } }
    }
    // A notification that breaks a renderer must not hold up the others (I20).
    log.error('payload.render_failed', { vendor: notifier.vendor, msgId: String(push.id), ...causeOf(cause) })
    return { reason: 'invalid-message', answer: { message: 'the notification could not be rendered' } }
  }
}
