// Every method of the long connection: the single list that both ends iterate.
import type { Of, Shape } from '../shape.ts'
import { callMethods } from './calls.ts'
import { conversationMethods } from './conversations.ts'
import { groupMethods } from './groups.ts'
import { messageMethods } from './messages.ts'
import { userMethods } from './users.ts'

/** See the head of the file. */
export const methods = {
  ...messageMethods,
  ...conversationMethods,
  ...groupMethods,
  ...callMethods,
  ...userMethods,
} as const

const names: ReadonlySet<string> = new Set(Object.keys(methods))

/** A method's name. */
export type Method = keyof typeof methods
/** What a method takes. */
export type Params<M extends Method> = Of<(typeof methods)[M]['params']>
/** What a method gives. */
export type Result<M extends Method> = Of<(typeof methods)[M]['result']>

/** Whether there is such a method. */
export function isMethod(name: string): name is Method {
  return names.has(name)
}

/** A method's parameters from the wire; throws `ShapeError`. */
export function readParams<M extends Method>(method: M, value: unknown): Params<M> {
  return (methods[method].params as unknown as Shape<Params<M>>)(value, 'params')
}

/** A method's result from the wire; throws `ShapeError`. */
export function readResult<M extends Method>(method: M, value: unknown): Result<M> {
  return (methods[method].result as unknown as Shape<Result<M>>)(value, 'result')
}
