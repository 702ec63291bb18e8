// The health of a server that nothing is wrong with, for tests of everything else.
import type { HealthDoor } from '../own-routes.ts'

/** See the head of the file. */
export const alwaysWell: HealthDoor = { live: () => [], ready: async () => [], isDraining: false }
