// A fault as it is written in the form, and the fault that it makes. Pure.
import type { SimulatorsArmInput } from '@posthouse/client/rest'

/** A fault that is still to be armed. */
export type NewFault = Omit<SimulatorsArmInput, 'vendor'>

/** What a fault can do. */
export type FaultKind = SimulatorsArmInput['action']['kind']

/** The form. Numbers are texts until the fault is made. */
export interface FaultDraft {
  readonly kind: FaultKind
  readonly on: 'push' | 'auth'
  readonly status: string
  readonly body: string
  readonly lateSeconds: string
  readonly when: 'before' | 'after'
  readonly finish: boolean
  readonly times: string
  readonly seconds: string
  readonly token: string
}

/** What the form begins with. */
export const firstDraft: FaultDraft = {
  kind: 'answer',
  on: 'push',
  status: '503',
  body: '',
  lateSeconds: '3',
  when: 'before',
  finish: false,
  times: '1',
  seconds: '',
  token: '',
}

/** A field that cannot be. */
export type FaultField = 'status' | 'lateSeconds' | 'times' | 'seconds'

/** The kinds, in the order of the form. */
export const faultKinds: readonly FaultKind[] = ['answer', 'delay', 'hang', 'reset', 'refuse-stream', 'goaway']

const secondsMax = 600
const timesMax = 1_000_000

/** The fault, or the fields that keep it from being one. */
export function faultOf(draft: FaultDraft): { readonly fault: NewFault } | { readonly wrong: readonly FaultField[] } {
  const { on, times, seconds, token } = draft
  const wrong: FaultField[] = []
  const number = (field: FaultField, min: number, max: number): number => {
    const value = Number(draft[field])
    if (draft[field].trim() === '' || !(value >= min && value <= max)) wrong.push(field)
    return value
  }
  const action = actionOf(draft, number)
  const isTimed = seconds.trim() !== ''
  const isCounted = times.trim() !== '' || !isTimed
  const limits = {
    ...(isCounted ? { times: Math.round(number('times', 1, timesMax)) } : {}),
    ...(isTimed ? { forMs: Math.round(number('seconds', 1, secondsMax) * 1_000) } : {}),
  }
  if (wrong.length > 0) return { wrong }
  const only = token.trim() === '' ? {} : { token: token.trim() }
  return { fault: { ...(on === 'auth' ? { on } : {}), ...only, ...limits, action } }
}

function actionOf(
  draft: FaultDraft,
  number: (field: FaultField, min: number, max: number) => number,
): SimulatorsArmInput['action'] {
  const { kind } = draft
  switch (kind) {
    case 'answer': {
      const status = Math.round(number('status', 200, 599))
      return draft.body.trim() === '' ? { kind, status } : { kind, status, body: bodyOf(draft.body) }
    }
    case 'delay':
      return { kind, ms: Math.round(number('lateSeconds', 0, secondsMax) * 1_000) }
    case 'reset':
      return { kind, when: draft.when }
    case 'goaway':
      return { kind, finish: draft.finish }
    default:
      return { kind }
  }
}

/** JSON where it is some; else the text goes out as it is, which is a fault of its own. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
