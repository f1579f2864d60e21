#!/usr/bin/env node
import { environment } from '../config/load.ts'
import { terminalOf } from '../config/terminal.ts'
import { version } from '../config/version.ts'
import { EXIT } from './exit.ts'
import { run } from './run.ts'

const variables = environment()
const interrupted = new AbortController()
// Once: stop cleanly. Twice: now. `start` listens for itself.
process.on('SIGINT', () => {
  if (interrupted.signal.aborted) process.exit(EXIT.interrupted)
  interrupted.abort()
})

// A reader that went away (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(EXIT.done) })

const exit = await run({
  out: text => { process.stdout.write(text) },
  err: text => { process.stderr.write(text) },
  stdin: async () => {
    let text = ''
    for await (const part of process.stdin.setEncoding('utf8')) text += String(part)
    return text
  },
  isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  colour: process.stdout.isTTY === true && terminalOf(variables).colour,
  variables,
  signal: interrupted.signal,
  fetch,
}, process.argv.slice(2), version)
process.exitCode ||= exit
