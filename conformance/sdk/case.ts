// What a case of the SDK's suite is: the same code runs in Node and in a browser, so it names neither.
import type { World } from './world.ts'

/** One behaviour of the client; `name` is a sentence of it. Rejects where the client does otherwise. */
export interface Case {
  readonly name: string
  run(world: World): Promise<void>
}
