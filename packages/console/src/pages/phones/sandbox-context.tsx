// What the page's rooms share: the shelf, the server, and the vendors as the sandbox tells them.
import type { Posthouse, SandboxShowReply } from '@posthouse/client/rest'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Handset } from './handset.ts'
import type { Maker } from './makers.ts'
import type { Shelf } from './shelf.ts'

/** See the head of the file. */
export interface PhonesTable {
  readonly shelf: Shelf
  readonly server: Posthouse
  readonly sandbox: SandboxShowReply
}

/** Set once the sandbox is known. */
export const PhonesContext = createContext<PhonesTable | undefined>(undefined)

/** The page's table. Throws outside of it. */
export function usePhones(): PhonesTable {
  const table = useContext(PhonesContext)
  if (!table) throw new Error('there are no phones here')
  return table
}

/** A phone as it is now. */
export function useHandset(source: Maker['source']): Handset {
  const { memory } = usePhones().shelf
  return useSyncExternalStore(memory.listen, () => memory.handset(source))
}
