// The form of quiet hours as a change for the server. Pure.

/** What the form holds; times as `HH:MM`, empty for none. */
export interface QuietForm {
  readonly mode: string
  readonly from: string
  readonly to: string
  /** Hours of silence from now on; empty: leave it; `0`: end it. */
  readonly once: string
}

/** What the user has set. */
export interface QuietNow {
  readonly mode?: string
  readonly ignoreInterval?: string
}

/** What is sent. */
export interface QuietChange {
  readonly type?: 'ALL' | 'AT' | 'NONE'
  readonly ignoreInterval?: string
  /** ms */
  readonly ignoreDuration?: number
}

const hourMs = 3_600_000

/** The form of what is set. */
export function formOf({ mode = 'ALL', ignoreInterval = '' }: QuietNow): QuietForm {
  return { mode, from: ignoreInterval.slice(0, 5), to: ignoreInterval.slice(6, 11), once: '' }
}

/** Whether the times make sense: both or neither. */
export function isWhole({ from, to }: QuietForm): boolean {
  return (from === '') === (to === '')
}

/** Only what differs; undefined where nothing does. */
export function changeOf(form: QuietForm, now: QuietNow): QuietChange | undefined {
  const interval = form.from === '' ? '' : `${form.from}-${form.to}`
  const change: QuietChange = {
    ...(form.mode === (now.mode ?? 'ALL') || !isMode(form.mode) ? {} : { type: form.mode }),
    ...(interval === (now.ignoreInterval ?? '') ? {} : { ignoreInterval: interval }),
    ...(form.once === '' ? {} : { ignoreDuration: Number(form.once) * hourMs }),
  }
  return Object.keys(change).length === 0 ? undefined : change
}

function isMode(mode: string): mode is 'ALL' | 'AT' | 'NONE' {
  return mode === 'ALL' || mode === 'AT' || mode === 'NONE'
}
