// The handlers of the long connection's methods: each room of api/online is given the parts it asks for.
import type { MethodHandlers } from '../ports/methods.ts'
import type { HandlerParts } from './handlers.ts'

/** The handlers by method. */
export function methodsOf(_parts: HandlerParts): Partial<MethodHandlers> {
  return {}
}
