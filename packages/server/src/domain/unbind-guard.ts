// The guard against mass unbinding (spec/vendors.md §0.2-2): answers that a wrong credential, topic or environment would produce
// for every token may unbind only while the same credential demonstrably works for others. Pure.

/** What is known of one notifier's credential since it was last changed. */
export interface GuardState {
  /** Whether the vendor has accepted anything with it. */
  readonly hasAccepted: boolean
  /** Doubtful refusals since the last acceptance. */
  readonly doubtfulInRow: number
}

/** A credential that nothing is known of. */
export const unknownCredential: GuardState = { hasAccepted: false, doubtfulInRow: 0 }

/** More doubtful refusals in a row than a handful speak against the credential, not against the tokens. */
const doubtfulInRowMax = 5

/** What one result adds. */
export function observe(state: GuardState, kind: 'accepted' | 'doubtful'): GuardState {
  return kind === 'accepted'
    ? { hasAccepted: true, doubtfulInRow: 0 }
    : { hasAccepted: state.hasAccepted, doubtfulInRow: state.doubtfulInRow + 1 }
}

/** Whether a doubtful refusal may remove its binding. */
export function mayUnbindUnsure(state: GuardState): boolean {
  return state.hasAccepted && state.doubtfulInRow <= doubtfulInRowMax
}
