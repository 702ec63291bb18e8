// A finding of a check as it is shown: in both languages, with what to do about it.
import type { Finding } from '@posthouse/vendors'
import { nextStepOf } from '../../domain/finding-step.ts'

/** The view; `fix` only where something is to be done. */
export function findingView(finding: Finding) {
  const { level, code, text, zh } = finding
  const fix = nextStepOf(finding)
  return { level, code, text, zh, ...(fix ? { fix } : {}) }
}
