// Which of what was found is shown at once, and which is opened. Pure.
import { type Found, pathOf } from '../../api/found.ts'

/** The users whose last pushes are shown at once: the one whose name it is, or whose device or token it is; else those that are few. */
export function peopleIn(results: readonly Found[], text: string): readonly string[] {
  const wanted = text.trim().toLowerCase()
  const named = results.filter(({ kind, id }) => kind === 'user' && id === wanted).map(({ id }) => id)
  const owners = results.flatMap(({ kind, where }) =>
    ownKinds.has(kind) && where.user !== undefined ? [where.user] : [],
  )
  const others = results.filter(({ kind }) => kind === 'user').map(({ id }) => id)
  const first = named.length > 0 ? named : owners.length > 0 ? owners : others
  return [...new Set(first)].slice(0, peopleMax)
}

const ownKinds: ReadonlySet<string> = new Set(['device', 'token', 'push-id'])
/** Users whose pushes are shown at once. */
const peopleMax = 2

/** The only place to go, where there is one and it is no user: what was pasted is opened without another click. */
export function onlyPlace(results: readonly Found[]): string | undefined {
  const [one, ...others] = results
  if (one === undefined || others.length > 0) return undefined
  return straight.has(one.kind) ? pathOf(one) : undefined
}

const straight: ReadonlySet<string> = new Set(['message', 'chat-message', 'call', 'task', 'callback'])
