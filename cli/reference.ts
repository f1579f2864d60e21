import type { Command } from 'commander'
import { EXIT_MEANS } from './exit.ts'

/** docs/cli.md, drawn from the commands themselves. */
export function reference(top: Command): string {
  const exits = Object.entries(EXIT_MEANS).map(([exit, means]) => `| ${exit} | ${means} |`)
  return [
    '# The command line', '', '<!-- Made from the commands by cli/reference.ts: `npx vitest run cli/reference -u` writes it anew. -->', '',
    'In a clone it is `npx crossdock …`; npm may warn that the machine\'s own Node is older, and brings the one that is needed.', '',
    'Data goes to stdout, everything else to stderr. `--json` is one object, or one a line for lists; `--plain` is tab-separated. With `--no-input`, or',
    'without a terminal, nothing is asked: a missing answer is an error that names its flag. Secrets come by prompt, by `--secret-file`, or by stdin', '(`-`), never as a flag\'s value. Under `--json` a fault is `{"error":{"code","message","hint","requestId"}}` on stderr, with the codes of',
    '[errors.md](errors.md), and with `fields` or `checks` where those say more; wrong use of a command is the code `wrong_use`.', '', '| exit | meaning |', '|---|---|', ...exits, '', ...section(top, [], 2), '',
  ].join('\n').replaceAll(/\n{3,}/g, '\n\n').trimEnd() + '\n'
}

function section(command: Command, above: readonly string[], depth: number): string[] {
  const name = [...above, command.name()]
  const options = command.options.filter(option => !option.hidden).map(option => `| \`${option.flags.replaceAll('|', '\\|')}\` | ${wordsOf(option)} |`)
  const own = [
    `${'#'.repeat(depth)} ${name.join(' ')}`, '', command.description(), '', '```', ...examplesOf(command), `${name.join(' ')} ${command.usage()}`.trim(), '```', '',
    ...(options.length > 0 ? ['| option | what |', '|---|---|', ...options, ''] : []),
  ]
  return [...own, ...command.commands.flatMap(sub => section(sub, name, depth + 1))]
}

function wordsOf(option: Command['options'][number]): string {
  const choices = option.argChoices ? ` (${option.argChoices.join(', ')})` : ''
  const initial = typeof option.defaultValue === 'string' ? `; if not given: \`${option.defaultValue}\`` : ''
  return `${option.description}${choices}${initial}`
}

/** The lines that help shows first. */
function examplesOf(command: Command): string[] {
  const lines: string[] = []
  command.configureOutput({ writeOut: text => lines.push(text) })
  command.outputHelp()
  const [before = ''] = lines.join('').split('Usage:')
  return before.split('\n').filter(line => line.startsWith('  ')).map(line => line.trim())
}
