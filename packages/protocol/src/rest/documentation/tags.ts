// The groups of endpoints in the order in which a reader meets them: first part of an endpoint's name → title and what it is about.

/** A group of endpoints. */
export interface Tag {
  readonly name: string
  readonly title: string
  readonly description: string
}

const tag = (name: string, title: string, description: string): Tag => ({ name, title, description })

/** Every group. A test fails for an endpoint without one. */
export const tags: readonly Tag[] = [
  tag('tokens', 'Tokens', 'An app proves itself with client id and secret, a user with a password; both get a token.'),
  tag('discovery', 'Discovery', 'Where clients find the server.'),
  tag('webPush', 'Web Push', 'What pages need in order to subscribe.'),
  tag('push', 'Sending', 'Notifications for users who are named in the request. Every accepted push has a `msg_id`.'),
  tag('chat', 'Messages to users', "Messages of the online channel that come from the app's server."),
  tag('tasks', 'Tasks', 'One notification for many users: by label or for all, now or at a time to come.'),
  tag('statistics', 'Statistics', 'What was counted about pushes.'),
  tag('templates', 'Templates', 'Titles and contents with places for arguments, stored once and named by pushes.'),
  tag('users', 'Users', 'The people of an app. A user id is folded to lower case.'),
  tag('bindings', 'Bindings', "A user's devices, each bound to a notifier by the token that its phone maker gave it."),
  tag(
    'settings',
    'User settings',
    'When and how a user wants to be notified: nickname, language, quiet hours, silent conversations.',
  ),
  tag('groups', 'Groups', 'Groups of the online channel, made and filled by the app’s server.'),
  tag('labels', 'Labels', 'Named sets of users that a push can be sent to.'),
  tag('notifiers', 'Notifiers', "Credentials of the phone makers' push services. Secrets go in and never come out."),
  tag('notifierStates', 'Notifier states', 'For the operator: what stands in a notifier’s way, and what was found.'),
  tag('vendors', 'Vendors', 'For the operator: the phone makers, and what each asks for in the form of a notifier.'),
  tag('session', 'Sessions', 'For the operator: signing in to the console, and the first account of a new server.'),
  tag('accounts', 'Accounts', 'For the admins of the server: who may sign in, and what they may do.'),
  tag('members', 'Members', 'For the admins of an app: who may work on it.'),
  tag('apiKeys', 'API keys', 'For admins: keys of programs, with a role on one app or on all.'),
  tag('audit', 'Audit log', 'For admins: who changed what.'),
  tag('apps', 'Apps', 'For the operator: tenants, their secrets and settings.'),
  tag('callbackRules', 'Callback rules', 'For the operator: where outcomes are reported, and which.'),
  tag('callbacks', 'Callbacks', 'For the operator: what was reported, how often it was tried, and sending it again.'),
  tag('import', 'Import', 'For the operator: users, bindings, labels and templates from elsewhere, in batches.'),
  tag('callbackStorage', 'Stored callbacks', 'Callbacks that could not be delivered, kept for the app to fetch.'),
  tag('overview', 'Overview', 'For the operator: an app at one glance.'),
  tag('search', 'Search', 'For the operator: what an id, a name or a token is.'),
  tag('messages', 'Messages', 'For the operator: what became of a message.'),
  tag('people', 'People', 'For the operator: who can be reached, and everything about one user.'),
  tag('debug', 'Online debugging', 'For the operator: what a push would do, and one push to one device.'),
  tag('receipts', 'Receipts', 'For the operator: where vendors report what arrived and what was tapped.'),
  tag(
    'pushResources',
    'Push resources',
    'For the operator: options for phone makers, under the names that senders of the online channel use.',
  ),
  tag('nodes', 'Nodes', 'For the operator: the processes that share the database.'),
  tag('operations', 'Operations', 'For the operator: a token at hand, backups, keys, the state of the server.'),
  tag('sandbox', 'Phones', 'For the operator of a sandbox: simulated phones, and what vendors brought to them.'),
  tag('simulators', 'Simulated vendors', 'For the operator of a sandbox: what came, faults on demand, and reports.'),
]
