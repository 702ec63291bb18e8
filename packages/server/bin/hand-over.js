// Turns this process into another program. Plain JavaScript for whatever Node the machine has; knows nothing of Posthouse.
import { spawn } from 'node:child_process'

/**
 * Becomes `program args`. Where Node can replace itself (22.15 and later, not on Windows) no process stays in between;
 * elsewhere a child runs, signals are passed on to it, and its exit code or signal becomes ours.
 *
 * @param {string} program absolute path
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function handOver(program, args, env) {
  if (process.execve && process.platform !== 'win32') process.execve(program, [program, ...args], env)
  const child = spawn(program, args, { stdio: 'inherit', env })
  passOn(child)
}

/** Passes signals to `child`, and ends as it ends. */
function passOn(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal has already sent its Ctrl-C to the child; a second one would read as "stop at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    })
  }
  child.on('error', cause => {
    process.stderr.write(`posthouse: cannot run ${child.spawnfile}: ${cause.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
