// How good a piece of news is; every state of the console has one.

/** From all well to nothing to say. */
export type Tone = 'fine' | 'warn' | 'bad' | 'quiet'
