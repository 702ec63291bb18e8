import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commands } from '../packages/server/src/cli/commands.ts'
import { guides } from './docs-cli.ts'

const root = join(import.meta.dirname, '..')

test('the guide of the command line says what the commands say', () => {
  for (const { path, text } of guides()) {
    const present = readFileSync(join(root, path), 'utf8')
    assert.equal(present, text, `${path} is stale: run node --conditions=source tools/docs-cli.ts`)
  }
})

test('every command, flag and example is in both guides', () => {
  for (const { path, text } of guides()) {
    for (const command of commands) {
      assert.ok(text.includes(`\n### ${command.name}\n`), `${path}: ${command.name}`)
      for (const { line } of command.examples) assert.ok(text.includes(`\n${line}\n`), `${path}: ${line}`)
      for (const { name } of command.flags) assert.ok(text.includes(`\`--${name}`), `${path}: --${name}`)
    }
  }
})
