// Where our ZIM differs from the published types, and why: check and name → reason. A test fails for a difference that is not here, and for a
// line here that is no difference any more.

/** See the head of the file. */
export const reasons: Readonly<Record<string, string>> = {
  'output static create': 'Theirs has the methods that are outside of our scope too.',
  'output static getInstance':
    'As `create`. Ours is not `null` for the compiler, as in the builds of the original for apps, whose programs do not ask.',
}
