// The version of this package; a test holds it against the manifest.

/** See the head of the file. */
export const version = '0.1.0'
