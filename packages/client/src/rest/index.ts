// The public face of @posthouse/client/rest.
export { createCaller, type PosthouseOptions } from './caller.ts'
export { type ErrorAnswer, PosthouseApiError, PosthouseConnectionError } from './failure.ts'
export * from './generated/resources.gen.ts'
export type { Call, CallOptions, Operation } from './operation.ts'
export { createPosthouse, type Posthouse } from './posthouse.ts'
