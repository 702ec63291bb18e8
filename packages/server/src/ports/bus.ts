// Hints between parts and nodes: at most once, never the source of truth. Losing all of them only adds delay.

/** The hints there are; a closed union. */
export type Hint =
  /** Pushes were accepted and wait to be planned. */
  | { readonly kind: 'push.accepted' }
  /** Tasks may be walked, or pages of theirs begun. */
  | { readonly kind: 'task.due' }
  /** Deliveries may be tried again at once. */
  | { readonly kind: 'delivery.due' }
  /** A sync push has an outcome; somebody may be waiting for it. */
  | { readonly kind: 'push.settled'; readonly pushId: bigint }
  /** Callbacks of these rules wait. */
  | { readonly kind: 'callback.waiting'; readonly ruleIds: readonly bigint[] }
  /** An operator wants the endpoint of a rule to be asked again at once, however often it failed. */
  | { readonly kind: 'callback.released'; readonly ruleId: bigint }
  /** The app's timeline is longer; devices that are connected want to hear of it. */
  | { readonly kind: 'timeline.appended'; readonly appId: number }
  /** Hand-overs wait. */
  | { readonly kind: 'handover.due' }
  /** A call's deadline was set. */
  | { readonly kind: 'call.due' }
  /** An app's notifiers, rules or settings changed: drop what you remember of them. */
  | { readonly kind: 'app.changed'; readonly appId: number }

/** Carries hints. */
export interface Bus extends AsyncDisposable {
  publish(hint: Hint): void
  /** Calls `run` for each hint of a kind; the returned function stops it. */
  subscribe<K extends Hint['kind']>(kind: K, run: (hint: Extract<Hint, { kind: K }>) => void): () => void
}
