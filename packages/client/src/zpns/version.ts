// The version of this client, which a PushID names.

/** As in package.json. */
export const version = '0.1.0'
