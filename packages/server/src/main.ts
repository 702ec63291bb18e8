// The program: `serve` runs a server until it is told to stop; every other word is a command that talks to one.
import { processEnvironment } from './app/config.ts'

const [command, ...rest] = process.argv.slice(2)
if (command === 'serve' && !rest.includes('--help') && !rest.includes('-h')) {
  const { serve } = await import('./serve.ts')
  process.exitCode = await serve(rest, processEnvironment())
} else {
  const { runProgram } = await import('./cli.ts')
  process.exitCode = await runProgram(process.argv.slice(2), processEnvironment())
}
