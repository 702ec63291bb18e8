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
  'accounts.list': { examples: [{ name: 'The first ten', query: { limit: 10 } }] },
  'accounts.create': {
    description:
      'Nobody sets a password for somebody else: the token of the invitation goes to the owner, as `/console/invitation#TOKEN`, and works once within three days.',
    errors: ['argument_illegal', 'conflict', 'resource_not_found'],
    examples: [
      {
        name: 'Somebody for one app',
        body: { name: 'bo', roles: [{ org: sample.org, app: sample.app, role: 'operator' }] },
      },
      { name: 'A name that is taken', body: { name: 'Bo' }, error: 'conflict' },
    ],
  },
  'accounts.change': {
    description:
      'Counts within seconds, for sessions that are open too; who is disabled has none any more. The last account that can sign in as admin of the whole server stays so.',
    errors: ['argument_illegal', 'conflict', 'resource_not_found'],
    examples: [
      {
        name: 'A role on everything',
        params: { accountId: sample.accountId },
        body: { role: 'viewer', roles: [], disabled: false },
        after: ['accounts.create'],
      },
    ],
  },
  'accounts.invite': {
    description: 'Earlier invitations of the account end. The old password counts until the new one is set.',
    errors: ['resource_not_found', 'conflict'],
    examples: [
      {
        name: 'For who forgot the password',
        params: { accountId: sample.accountId },
        after: ['session.acceptInvitation'],
      },
    ],
  },
  'accounts.remove': {
    errors: ['conflict', 'resource_not_found'],
    examples: [
      {
        name: 'One account',
        params: { accountId: sample.accountId },
        after: ['accounts.change', 'accounts.invite', 'members.remove'],
      },
    ],
  },
  'members.list': { errors: ['resource_not_found'], examples: [{ name: 'All of them' }] },
  'members.put': {
    errors: ['argument_illegal', 'resource_not_found'],
    examples: [{ name: 'Somebody new', params: { name: 'cy' }, body: { role: 'viewer' } }],
  },
  'members.remove': {
    errors: ['resource_not_found'],
    examples: [{ name: 'One of them', params: { name: 'cy' }, after: ['members.put', 'members.list'] }],
  },
  'apiKeys.list': { examples: [{ name: 'The first ten', query: { limit: 10 } }] },
  'apiKeys.create': {
    description: 'The key goes into the header `Authorization: Bearer phk_…`. Only its hash is kept.',
    errors: ['argument_illegal', 'conflict'],
    examples: [{ name: 'A key that reads everything', body: { name: 'watcher', role: 'viewer' } }],
  },
  'apiKeys.revoke': {
    description: 'It opens nothing any more within five seconds, on every node.',
    errors: ['resource_not_found'],
    examples: [{ name: 'One key', params: { keyId: sample.keyId }, after: ['apiKeys.create'] }],
  },
  'apiKeys.ofApp': { errors: ['resource_not_found'], examples: [{ name: 'All of them' }] },
  'apiKeys.createOfApp': {
    errors: ['argument_illegal', 'conflict', 'resource_not_found'],
    examples: [{ name: 'A key that sends', body: { name: 'nightly', role: 'operator' } }],
  },
  'apiKeys.revokeOfApp': {
    errors: ['resource_not_found'],
    examples: [{ name: 'One key', params: { keyId: sample.appKeyId }, after: ['apiKeys.createOfApp'] }],
  },
  'audit.list': {
    description:
      'Whatever changes something is written down before it is carried out, with the names of what was given and no values; sign-ins and sign-outs too.',
    examples: [{ name: 'The latest', query: { limit: 10 } }],
  },
  'audit.ofApp': {
    errors: ['resource_not_found'],
    examples: [{ name: 'Who made labels', query: { action: 'labels.create' } }],
  },
  'audit.verify': {
    description:
      'Each entry’s hash covers the hash before it, so a change shows from there on. Who could replace the whole log is found out by a `head` that was kept elsewhere.',
    examples: [{ name: 'The whole log' }],
  },
}
