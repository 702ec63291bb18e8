// The lines of a trace about callbacks: that one was made, and each try to deliver it.

import type { CallbackState, CallbackTry } from '../../domain/callback-rule.ts'
import { webhookIdOf } from '../../domain/callback-signature.ts'
import type { Bilingual } from '../../domain/reason.ts'
import type { CallbackRecord } from '../../ports/store.ts'
import type { TracedCallback, TraceEvent } from './event.ts'
import type { ReadMasked } from './mask.ts'

/** That it was made, and its tries. */
export function callbackEvents({ callback, state, tries }: CallbackRecord, read: ReadMasked): readonly TraceEvent[] {
  const device = callback.deviceId === '' ? {} : { deviceId: callback.deviceId }
  const known = { id: String(callback.id), webhookId: webhookIdOf(callback.id), ruleId: String(callback.ruleId), state }
  const fix = fixes[state]
  const created: TraceEvent = {
    at: callback.createdAtMs,
    kind: 'callback',
    ...device,
    text: {
      en: `Callback msg_${callback.id} made; it is ${state}.`,
      zh: `已生成回调 msg_${callback.id}，状态：${states[state]}。`,
    },
    callback: known,
    ...(state === 'waiting' && tries.length === 0 ? {} : fix),
    detail: read(callback.body),
  }
  return [created, ...tries.map((made): TraceEvent => ({ ...device, ...tryEvent(made, known) }))]
}

function tryEvent(made: CallbackTry, known: TracedCallback): TraceEvent {
  const { number, atMs, durationMs, httpStatus, error, excerpt } = made
  return {
    at: atMs,
    kind: 'callback',
    text: {
      en: `Callback try ${number}: ${httpStatus ?? error} after ${durationMs} ms.`,
      zh: `回调第 ${number} 次：${httpStatus ?? error}，用时 ${durationMs} ms。`,
    },
    callback: {
      ...known,
      number,
      durationMs,
      ...(httpStatus === undefined ? {} : { httpStatus }),
      ...(error === undefined ? {} : { error }),
      ...(excerpt === undefined || excerpt === '' ? {} : { excerpt }),
    },
  }
}

const states: Readonly<Record<CallbackState, string>> = { waiting: '等待投递', delivered: '已送达', dead: '失败存档' }

/** What to do about one that did not go through. */
const fixes: Readonly<Record<CallbackState, { readonly cause: Bilingual; readonly fix: Bilingual } | undefined>> = {
  delivered: undefined,
  waiting: {
    cause: {
      en: "The app's server did not take the callback yet; Posthouse goes on trying.",
      zh: '应用服务器尚未接收回调；系统会继续重试。',
    },
    fix: {
      en: 'Let the receiver answer 2xx within the time limit; the tries below say what it answered.',
      zh: '请让接收端在时限内返回 2xx；下方各次尝试记录了其响应。',
    },
  },
  dead: {
    cause: {
      en: "The app's server took the callback at no try; it is a dead letter now.",
      zh: '应用服务器始终未接收回调；现已成为失败存档。',
    },
    fix: {
      en: 'Mend the receiver, then replay the callback.',
      zh: '请修复接收端，然后重放该回调。',
    },
  },
}
