// The program: `serve` runs a server and `simulators` the vendors' stand-ins until they are told to stop; every other word is a
// command that talks to a server.
import { processEnvironment } from './app/config.ts'

// A reader that has seen enough (`posthouse help | head`) is no failure.
process.stdout.on('error', cause => {
  if ('code' in cause && cause.code === 'EPIPE') process.exit(0)
  throw cause
})

const [command, ...rest] = process.argv.slice(2)
if (command === 'serve' && !rest.includes('--help') && !rest.includes('-h')) {
  const { leave, serve } = await import('./serve.ts')
  process.exitCode = await serve(rest, processEnvironment())
  await leave()
} else if (command === 'simulators' && !rest.includes('--help') && !rest.includes('-h')) {
  const { runSimulators } = await import('./sandbox/standalone.ts')
  process.exitCode = await runSimulators(rest)
} else {
  const { runProgram } = await import('./cli.ts')
  process.exitCode = await runProgram(process.argv.slice(2), processEnvironment())
}
