// Where V8 puts what batches are made of. It takes from the start of a backlog, when batches stand in line, that their objects live
// long, and from then on makes such objects where only a full collection finds them; there each keeps alive what it refers to, be it
// long dead. Batches live for milliseconds, whatever V8 has learnt.
import { setFlagsFromString } from 'node:v8'

/**
 * Has V8 make every object young, from now on and in the whole process. Measured with a backlog of 240,000 pushes: a third of the time
 * in collections, no full one any more, and a tenth less CPU per push.
 */
export function keepObjectsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
