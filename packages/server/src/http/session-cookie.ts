// The cookie of a console session (S11): no script reads it, no other site sends it, and it goes to the operator's interface alone.

/** Its name. */
const sessionCookieName = 'posthouse_session'

/** Ids of ours are 43 characters of base64url; what is no such text is no session. */
const idForm = /^[A-Za-z0-9_-]{43}$/

/** The session's id in a `Cookie` header; undefined where there is none. */
export function sessionIdOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim() !== sessionCookieName) continue
    const value = pair.slice(at + 1).trim()
    if (idForm.test(value)) return value
  }
  return undefined
}

/** The `Set-Cookie` that begins a session, in the answer to a request for this URL. */
export function openingCookie(id: string, url: string): string {
  return `${sessionCookieName}=${id}; ${attributes(url)}`
}

/** The `Set-Cookie` that ends it. */
export function closingCookie(url: string): string {
  return `${sessionCookieName}=; Max-Age=0; ${attributes(url)}`
}

function attributes(url: string): string {
  const secure = mayBeSecure(url) ? '; Secure' : ''
  return `Path=/admin; HttpOnly; SameSite=Strict${secure}`
}

/** Browsers keep a `Secure` cookie from https, and from a loopback host, which nobody listens in on. */
function mayBeSecure(url: string): boolean {
  const parsed = URL.parse(url)
  if (parsed?.protocol === 'https:') return true
  const host = parsed?.hostname ?? ''
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}
