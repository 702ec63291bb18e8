// Which of an app's notifiers a PushID belongs to: by vendor, and by what else the client says of the token (spec/zego.md §2.3). Pure.
import type { PushIdContents } from '@posthouse/protocol/frames'
import { isForVoip, type Notifier } from '../notifier.ts'

/** Where a token belongs. */
export interface NotifierChoice {
  readonly notifier: Notifier
  /** The vendor's others of the same kind: the same app installation is reached through one of them only. */
  readonly others: readonly Notifier[]
}

/**
 * The notifier, or a sentence that says which one is missing. Apple's: of the token's environment, the production one where the client
 * cannot tell, and of its kind; another vendor's: the first or second that was made (`appType`).
 */
export function notifierOf(contents: PushIdContents, all: readonly Notifier[]): NotifierChoice | string {
  const ofKind = all
    .filter(({ vendor }) => vendor === contents.source)
    .filter(notifier => contents.source !== 'apns' || isForVoip(notifier) === contents.isVoip)
    .toSorted(byCreation)
  const notifier = contents.source === 'apns' ? ofEnvironment(contents, ofKind) : ofKind[contents.appType - 1]
  if (!notifier) return lackOf(contents, ofKind)
  return { notifier, others: ofKind.filter(one => one !== notifier) }
}

function byCreation(one: Notifier, other: Notifier): number {
  return one.createdAtMs - other.createdAtMs || (one.name < other.name ? -1 : 1)
}

function ofEnvironment({ environment }: PushIdContents, ofKind: readonly Notifier[]): Notifier | undefined {
  const wanted = environment === 'development' ? 'DEVELOPMENT' : 'PRODUCTION'
  const exact = ofKind.find(notifier => notifier.environment === wanted)
  return exact ?? (environment === 'auto' ? ofKind[0] : undefined)
}

function lackOf({ source, environment, isVoip, appType }: PushIdContents, ofKind: readonly Notifier[]): string {
  const hint = 'The operator of the server adds it, with `posthouse notifier add` or in the console.'
  if (source === 'apns') {
    const which = `${environment === 'auto' ? '' : `${environment} `}notifier of apns${isVoip ? ' for VoIP' : ''}`
    return `The app has no ${which}. ${hint}`
  }
  if (ofKind.length === 0) return `The app has no notifier of ${source}. ${hint}`
  return `The app has one notifier of ${source}, and appType ${appType} asks for a second. ${hint}`
}
