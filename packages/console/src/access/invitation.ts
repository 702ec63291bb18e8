// The token of a link: read from the address's fragment, and taken out of it at once, so that neither history nor a shoulder keeps it.

/** What a link is for. */
export interface Invitation {
  readonly for: 'set-up' | 'invitation'
  readonly token: string
}

let taken: Invitation | undefined

/** Takes the token out of the address; the same one again while the page stays open. */
export function takeInvitation(): Invitation | undefined {
  const found = invitationOf(location.pathname, location.hash)
  if (found) {
    taken = found
    history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  }
  return taken
}

/** Reads a link: the path says what it is for, the fragment is its token. */
export function invitationOf(path: string, fragment: string): Invitation | undefined {
  const token = fragment.replace(/^#/, '')
  if (token === '') return undefined
  return { for: path.endsWith('/invitation') ? 'invitation' : 'set-up', token }
}

/** The link that an invited person opens; the console's address is the one that this page has. */
export function invitationLink(origin: string, token: string): string {
  return `${origin}/console/invitation#${token}`
}
