import { deepEqual, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CsvError, CsvReader } from './csv.ts'

function read(...pieces: readonly string[]) {
  const reader = new CsvReader()
  return [...pieces.flatMap(piece => [...reader.push(piece)]), ...reader.end()]
}

/** The careful way to write: quotes where they are needed, and around the only cell of an empty row. */
function written(table: readonly (readonly string[])[], lineEnd: string): string {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return table.map(row => (row.length === 1 && row[0] === '' ? '""' : row.map(cell).join(',')) + lineEnd).join('')
}

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '号') }),
  fc.string({ unit: 'grapheme' }),
)
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 })

test('any table of strings survives being written and read, wherever the pieces are cut', () => {
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat()), (rows, lineEnd, cuts) => {
      const text = written(rows, lineEnd)
      const places = [...new Set(cuts.map(cut => cut % (text.length + 1)))].sort((left, right) => left - right)
      const pieces = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length))
      deepEqual(
        read(...pieces).map(({ cells }) => cells),
        rows,
      )
    }),
    { numRuns: 400 },
  )
})

test('a record knows the line that it begins in, line breaks within quotes included; empty lines are no records', () => {
  deepEqual(read('a,b\r\n\r\n"x\ny",2\n', 'c,\n\nlast'), [
    { line: 1, cells: ['a', 'b'] },
    { line: 3, cells: ['x\ny', '2'] },
    { line: 5, cells: ['c', ''] },
    { line: 7, cells: ['last'] },
  ])
})

test('S33: what a careful writer never writes is refused with its line, and never shifts a column', () => {
  const at = (line: number) => (error: unknown) => error instanceof CsvError && error.line === line
  throws(() => read('a\nb"c\n'), at(2))
  throws(() => read('a\n"b"c\n'), at(2))
  throws(() => read('a\n\n"b\nc\n'), at(3))
  throws(() => read(`${'a,'.repeat(300)}\n`), at(1))
  throws(() => read(`"${'x'.repeat(700_000)}`, 'x'.repeat(700_000)), at(1))
})
