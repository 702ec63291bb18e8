// Where Chromium is, for the tests that need a real browser.
import { type Machine, programPath } from '../packages/server/src/base/testing/debian.ts'

export type { Machine } from '../packages/server/src/base/testing/debian.ts'

const chromium = {
  title: 'Chromium',
  names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
  debianPackage: 'chromium',
}

/** The program's path. Rejects with a sentence for a person where there is none and none can be installed. */
export function chromiumPath(machine?: Machine): Promise<string> {
  return programPath(chromium, machine)
}

/** What a browser needs to be told here: root has no sandbox of its own to give. */
export function chromiumFlags(): readonly string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}
