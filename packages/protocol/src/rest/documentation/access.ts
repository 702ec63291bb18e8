// Who may work at the server, documented for the operator: sessions, accounts, keys, the audit log.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

const password = 'horse-post-1271'

/** By endpoint. */
export const accessDocumentation: Documented = {
  'session.setUpState': { examples: [{ name: 'A new server' }] },
  'session.setUp': {
    description:
      'The server prints the token at every start while it has no account. The account is admin of the whole server. The answer sets the session’s cookie; the request carries the header `x-posthouse-console: 1`.',
    errors: ['link_unknown', 'argument_illegal', 'request_forged', 'rate_exceeded'],
    examples: [
      { name: 'The first account', body: { token: sample.setUpToken, name: 'ada', password } },
      { name: 'A token that was used', body: { token: 'used', name: 'ada', password }, error: 'link_unknown' },
    ],
  },
  'session.acceptInvitation': {
    description: 'The token is the one that the account’s maker was given. It works once and for three days.',
    errors: ['link_unknown', 'argument_illegal', 'request_forged', 'rate_exceeded'],
    examples: [
      { name: 'The password of an account', body: { token: sample.invitation, password }, after: ['accounts.create'] },
    ],
  },
  'session.open': {
    description:
      'The answer sets the cookie of a new session; it ends after 12 hours without a request, and after 7 days in any case. The request carries the header `x-posthouse-console: 1`. Whoever guesses is slowed down, by name and by address; nobody is locked out.',
    errors: ['sign_in_wrong', 'request_forged', 'rate_exceeded'],
    examples: [
      { name: 'Name and password', body: { name: 'ada', password }, after: ['session.setUp'] },
      { name: 'A wrong password', body: { name: 'ada', password: 'wrong' }, error: 'sign_in_wrong' },
    ],
  },
  'session.get': { examples: [{ name: 'Who am I?' }] },
  'session.close': {
    description:
      'The session ends at once, on every node within seconds. `signedOut` is false for a key, which has no session.',
    examples: [{ name: 'Sign out' }],
  },
  'session.changePassword': {
    description:
      'The other sessions of the account end. A password has at least 10 characters and is none that everybody uses.',
    errors: ['sign_in_wrong', 'argument_illegal'],
    examples: [
      {
        name: 'Another password',
        body: { oldPassword: password, newPassword: 'relay-station-1271' },
        after: ['session.open', 'session.get', 'session.close'],
      },
    ],
  },
}
