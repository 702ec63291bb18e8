import assert from 'node:assert/strict'
import { it } from 'node:test'
import { PosthouseError } from '../../base/failure.ts'
import { createSignInTurns } from './sign-in-turns.ts'

it('S08 looks at two passwords of an address at a time, so that a crowd of guesses stands before nobody', async () => {
  const turns = createSignInTurns()
  const ends: (() => void)[] = []
  const look = () => new Promise<void>(resolve => ends.push(resolve))
  const refused: unknown[] = []
  for (let place = 0; place < 50; place += 1) {
    for (let guess = 0; guess < 20; guess += 1) {
      turns.take(`192.0.2.${place}`, look).catch(cause => refused.push(cause))
    }
  }
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual([ends.length, refused.length], [100, 900])
  assert.ok(refused.every(cause => cause instanceof PosthouseError && cause.code === 'rate_exceeded'))
  const owner = turns.take('198.51.100.7', async () => 'in')
  assert.equal(await owner, 'in')
  for (const end of ends) end()
  await new Promise(resolve => setImmediate(resolve))
  assert.equal(await turns.take('192.0.2.1', async () => 'again'), 'again')
})

it('S08 an address whose look fails has its turn back', async () => {
  const turns = createSignInTurns()
  const fail = async () => {
    throw new Error('the disk is gone')
  }
  for (let times = 0; times < 5; times += 1) await assert.rejects(turns.take('2001:db8::1', fail), /disk/)
})
