// Units of time and size, so that no bare number needs a comment.

/** Milliseconds. */
export const second = 1_000
/** Milliseconds. */
export const minute: number = 60 * second
/** Milliseconds. */
export const hour: number = 60 * minute
/** Milliseconds. */
export const day: number = 24 * hour
/** Bytes. */
export const kibibyte = 1_024
/** Bytes. */
export const mebibyte: number = 1_024 * kibibyte
