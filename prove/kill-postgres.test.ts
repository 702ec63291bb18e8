import { testLives } from './lab/proofs.ts'

testLives('postgres', 20_260_708, [
  { kind: 'failpoint', place: 'accept.after-commit', hit: 2 },
  { kind: 'failpoint', place: 'attempt.recorded', hit: 1 },
  { kind: 'failpoint', place: 'task.recorded', hit: 1 },
  { kind: 'database', afterMs: 400 },
  { kind: 'failpoint', place: 'attempt.answered', hit: 1 },
  { kind: 'failpoint', place: 'outcome.committed', hit: 1 },
  { kind: 'kill', afterMs: 600 },
  { kind: 'stop', afterMs: 400 },
])
