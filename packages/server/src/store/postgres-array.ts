// Array parameters in PostgreSQL's binary form. As text every quote in them would be escaped here and read back letter by letter
// there, which for pages and payloads, JSON full of quotes, cost more than everything else a statement does.
import { type Call, transposed } from './postgres-batch.ts'
import type { ArrayType, Merged, Value } from './statement.ts'

/** Object ids of element types, fixed in every server (`pg_type.dat`). */
const elementIds: Readonly<Record<ArrayType, number>> = { bytea: 17, bigint: 20, text: 25 }
/** Dimensions, whether there are nulls, the element type, and the one dimension's length and first index. */
const headBytes = 20
const lengthBytes = 4
const integerBytes = 8

/** One parameter for each of a merged statement, of the values of all its steps. */
export function arraysOf(merged: Merged, steps: Call['steps']): readonly unknown[] {
  const types = typesOf(merged)
  return transposed(steps).map((values, column) => {
    const type = types[column]
    return type ? binaryArray(type, values) : values
  })
}

const known = new WeakMap<Merged, readonly ArrayType[]>()

/** The types that its text casts its parameters to, in their order: `$1::bigint[]`. */
function typesOf(merged: Merged): readonly ArrayType[] {
  const present = known.get(merged)
  if (present) return present
  const types: ArrayType[] = []
  for (const [, number, type] of merged.postgres.matchAll(/\$(\d+)::(bigint|text|bytea)\[\]/g))
    types[Number(number) - 1] = type as ArrayType
  known.set(merged, types)
  return types
}

/** Values as one parameter of a type, for a statement that casts it to an array of that type. */
function binaryArray(type: ArrayType, values: readonly Value[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.reduce<number>((sum, value) => sum + sizeOf(type, value), headBytes))
  bytes.writeInt32BE(1, 0)
  bytes.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  bytes.writeInt32BE(elementIds[type], 8)
  bytes.writeInt32BE(values.length, 12)
  bytes.writeInt32BE(1, 16)
  let at = headBytes
  for (const value of values) at = writeElement(bytes, at, type, value)
  return bytes
}

function sizeOf(type: ArrayType, value: Value): number {
  if (value === null) return lengthBytes
  if (type === 'bigint') return lengthBytes + integerBytes
  return lengthBytes + (value instanceof Uint8Array ? value.length : Buffer.byteLength(textOf(value)))
}

/** Writes a length and what is so long; returns where the next one begins. */
function writeElement(bytes: Buffer, at: number, type: ArrayType, value: Value): number {
  const from = at + lengthBytes
  if (value === null) return bytes.writeInt32BE(-1, at)
  if (type === 'bigint') {
    bytes.writeInt32BE(integerBytes, at)
    return bytes.writeBigInt64BE(BigInt(value as number | bigint), from)
  }
  const length = writeBytes(bytes, from, value)
  bytes.writeInt32BE(length, at)
  return from + length
}

function writeBytes(bytes: Buffer, from: number, value: Exclude<Value, null>): number {
  if (!(value instanceof Uint8Array)) return bytes.write(textOf(value), from)
  bytes.set(value, from)
  return value.length
}

function textOf(value: string | number | bigint | Uint8Array): string {
  return typeof value === 'string' ? value : String(value)
}
