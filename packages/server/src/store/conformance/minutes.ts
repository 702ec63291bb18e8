// What every engine keeps of minutes: counts that add up, with a histogram, for as long as they are kept.
import { deepEqual } from 'node:assert/strict'
import { answerBuckets } from '../../domain/answer-time.ts'
import { sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

const nothing = { targeted: 0, success: 0, fail: 0, error: 0, answers: [] }
const answers = Array.from({ length: answerBuckets }, (_, bucket) => bucket)
const silence = answers.map(() => 0)
const at = 29_862_000

/** See the head of the file. */
export const minuteCases: readonly Case[] = [
  {
    name: 'I17: counts of a minute add up, in one commit or many and at once, each by provider and app',
    run: async store => {
      const { minutes } = store.tables
      await store.commit([
        minutes.add(sampleApp, at, 'APNS', { ...nothing, targeted: 3 }),
        minutes.add(sampleApp, at, 'APNS', { ...nothing, success: 1, answers }),
        minutes.add(sampleApp, at, '', { ...nothing, targeted: 1, fail: 1 }),
        minutes.add(sampleApp, at + 1, 'APNS', { ...nothing, targeted: -1, error: 2 }),
        minutes.add(otherApp, at, 'APNS', { ...nothing, targeted: 9 }),
        minutes.add(sampleApp, at - 1, 'APNS', { ...nothing, targeted: 9 }),
        minutes.add(sampleApp, at + 2, 'APNS', { ...nothing, targeted: 9 }),
      ])
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.commit([minutes.add(sampleApp, at, 'APNS', { ...nothing, success: 1, answers })]),
        ),
      )
      const counts = { ...nothing, minuteNumber: at, provider: 'APNS' }
      deepEqual(await minutes.ofApp(sampleApp, at, at + 1), [
        { ...counts, provider: '', targeted: 1, fail: 1, answers: silence },
        { ...counts, targeted: 3, success: 21, answers: answers.map(counted => counted * 21) },
        { ...counts, minuteNumber: at + 1, targeted: -1, error: 2, answers: silence },
      ])
    },
  },
  {
    name: 'old minutes are forgotten, the oldest first, a bounded number at a time',
    run: async store => {
      const { minutes } = store.tables
      const add = (minuteNumber: number) => minutes.add(sampleApp, minuteNumber, '', { ...nothing, targeted: 1 })
      await store.commit([4, 2, 1, 3].map(add))
      deepEqual(await store.commit([minutes.deleteBefore(4, 2)]), [2])
      const left = async () => (await minutes.ofApp(sampleApp, 0, 9)).map(({ minuteNumber }) => minuteNumber)
      deepEqual(await left(), [3, 4])
      deepEqual(await store.commit([minutes.deleteBefore(4, 2)]), [1])
      deepEqual(await left(), [4])
    },
  },
]
