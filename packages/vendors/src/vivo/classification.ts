// Which of vivo's two classes a message is of, and which category within it (spec/vendors.md §7.5). A pair that does not match is
// refused by vivo (10097), so both are taken from one place. Refuses to know what else a message holds.
import { type Category, classifications } from '../category.ts'

/** 0 operation (limited by hours and by day), 1 system. */
export type MessageClass = 0 | 1

/** Both, or one of them; vivo takes a message without either as operation. */
export interface Classified {
  readonly classification?: MessageClass
  readonly category?: string
}

/** The known categories of each class (spec/vendors.md §7.5); vivo adds to them, so others pass unjudged. */
const CLASS_OF: Readonly<Record<string, MessageClass>> = {
  IM: 1,
  ACCOUNT: 1,
  TODO: 1,
  DEVICE_REMINDER: 1,
  ORDER: 1,
  SUBSCRIPTION: 1,
  NEWS: 0,
  CONTENT: 0,
  MARKETING: 0,
  SOCIAL: 0,
}

/** The class of a known category. */
export function classOf(category: string | undefined): MessageClass | undefined {
  return category === undefined ? undefined : CLASS_OF[category]
}

/** True for a text in the shape of a category; 64 characters are our own bound. */
export function isCategory(text: string): boolean {
  return /^[A-Z][A-Z_]{0,63}$/.test(text)
}

/**
 * The first of block, the notification's category and the notifier's settings that says anything decides; what it leaves open follows
 * from what it says, or comes from a later one that agrees with it.
 */
export function classified(block: Classified, category: Category | undefined, settings: Classified): Classified {
  const table: Classified = category === undefined ? {} : classifications[category].vivo
  const sources = [block, table, settings]
  const [first, ...later] = sources.filter(
    source => source.classification !== undefined || source.category !== undefined,
  )
  if (first === undefined) return {}
  const classification = first.classification ?? classOf(first.category) ?? agreeing(first, later)?.classification
  const name = first.category ?? later.find(source => classWithin(source) === classification)?.category
  return {
    ...(classification === undefined ? {} : { classification }),
    ...(name === undefined ? {} : { category: name }),
  }
}

/** The class of a source's category: the known one, else the one that the source itself says. */
function classWithin({ classification, category }: Classified): MessageClass | undefined {
  return category === undefined ? undefined : (classOf(category) ?? classification)
}

/** For a category that is not known here: who names the same one knows its class. */
function agreeing(first: Classified, later: readonly Classified[]): Classified | undefined {
  return later.find(source => source.category === first.category && source.classification !== undefined)
}
