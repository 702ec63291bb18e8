// `npm start`: the console where its sources changed, then the server with its sandbox. Arguments are the server's.
import { buildConsole } from './build-console.ts'

try {
  await buildConsole(() => process.stderr.write('posthouse: building the console (once per change)…\n'))
} catch (cause) {
  // Pushes do not need it, and /console says how to build it.
  process.stderr.write(`posthouse: the console could not be built: ${String(cause)}\n`)
}
process.argv.splice(2, 0, 'serve', '--sandbox')
await import('../packages/server/src/main.ts')
