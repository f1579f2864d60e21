import { expect, it } from 'vitest'
import { program } from './program.ts'
import { reference } from './reference.ts'
import { terminal } from '../test/support/terminal.ts'

it('docs/cli.md is what the commands say of themselves', async () => {
  await expect(reference(program(terminal().io, '0.0.0'))).toMatchFileSnapshot('../docs/cli.md')
})
