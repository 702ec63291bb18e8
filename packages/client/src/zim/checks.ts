// What is wrong with what an app gave, before anything is sent (spec/zego.md §3.11, §7). Throws refusals of code 6000001.
import { idBytesMax, pageMax, utf8Bytes } from '@posthouse/protocol/frames'
import { refusal } from '../refusal.ts'

const idCharacters = /^[0-9A-Za-z!#$%&()+\-:;<=.>?@[\]^_{}~| ]+$/

/** Throws unless it `holds`; `what` is the fault as a sentence. */
export function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw refusal('params-invalid', what)
}

/** Something with members, which programs without types may forget. */
export function demandObject(value: unknown, name: string): asserts value is object {
  demand(typeof value === 'object' && value !== null, `${name} must be an object.`)
}

/** A user's or group's id. */
export function demandId(value: unknown, name: string): asserts value is string {
  const fits = typeof value === 'string' && idCharacters.test(value) && utf8Bytes(value) <= idBytesMax
  demand(fits, `${name} must have 1 to ${idBytesMax} of the characters that ids may have.`)
}

/** A list of ids. */
export function demandIds(values: unknown, name: string, max: number, min = 1): asserts values is readonly string[] {
  const fits = Array.isArray(values) && values.length >= min && values.length <= max
  demand(fits, `${name} must be a list of ${min} to ${max} ids.`)
  for (const value of values) demandId(value, name)
}

/** Peer or group; rooms are not offered. */
export function demandConversation(id: unknown, type: unknown): asserts id is string {
  demandId(id, 'conversationID')
  if (type === 1 || type === 3) throw refusal('unsupported', 'There are no rooms and communities.')
  demand(type === 0 || type === 2, 'conversationType must be 0 (peer) or 2 (group).')
}

/** The type as it crosses the wire; call {@link demandConversation} first. */
export function wireType(type: number): 0 | 2 {
  return type === 2 ? 2 : 0
}

/** A whole number between the two. */
export function demandWhole(value: unknown, name: string, min: number, max: number): asserts value is number {
  const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
  demand(fits, `${name} must be a whole number from ${min} to ${max}.`)
}

/** A text of at most so many bytes; absent is well. */
export function demandText(value: unknown, name: string, bytesMax: number): void {
  const fits = value === undefined || value === null || (typeof value === 'string' && utf8Bytes(value) <= bytesMax)
  demand(fits, `${name} must be a text of at most ${bytesMax} bytes.`)
}

/** The page that is asked for: from 1 to the largest, `usual` where the app says nothing. */
export function pageOf(count: number | undefined, usual: number): number {
  const wanted = count ?? usual
  demandWhole(wanted, 'count', 1, pageMax)
  return wanted
}
