import Table from 'cli-table3'
import { checkLines } from './checks.ts'
import { type CliError, EXIT } from './exit.ts'
import { type Flags, paint, say, type Streams } from './io.ts'

export type Cell = string | number | boolean | null | undefined

/** A list: NDJSON, tab-separated, or a table for people. `columns` name the head and take a cell out of each row. */
export function list<T>(io: Streams, flags: Flags, rows: readonly T[], columns: Readonly<Record<string, (row: T) => Cell>>): void {
  if (flags.json) {
    for (const row of rows) io.out(`${JSON.stringify(row)}\n`)
    return
  }
  const cells = rows.map(row => Object.values(columns).map(cell => plain(cell(row))))
  if (flags.plain) {
    for (const row of cells) io.out(`${row.map(cell => cell.replaceAll(/[\t\r\n]/g, ' ')).join('\t')}\n`)
    return
  }
  if (rows.length === 0) return
  const table = new Table({ head: Object.keys(columns).map(name => paint(io, 'bold', name)), chars: BARE, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 } })
  table.push(...cells)
  io.out(`${table.toString().replaceAll(/[ \t]+$/gm, '')}\n`)
}

/** For people: a list with nothing in it says so, and what next. */
export function sayNone(io: Streams, flags: Flags, rows: readonly unknown[], none: string): void {
  if (rows.length === 0) say(io, flags, none)
}

/** One object: JSON, or its fields. */
export function one(io: Streams, flags: Flags, value: object, fields: Readonly<Record<string, Cell>>): void {
  if (flags.json) {
    io.out(`${JSON.stringify(value)}\n`)
    return
  }
  const width = Math.max(...Object.keys(fields).map(name => name.length))
  for (const [name, cell] of Object.entries(fields)) io.out(flags.plain ? `${name}\t${plain(cell)}\n` : `${paint(io, 'bold', name.padEnd(width))}  ${plain(cell)}\n`)
}

/** Control characters of strangers (an order's note, a vendor's name) never reach the terminal. */
// eslint-disable-next-line no-control-regex
export const plain = (cell: Cell): string => (cell === null || cell === undefined ? '–' : String(cell)).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')

/** What happened, why, what next; under --json as one object on stderr. */
export function fault(io: Streams, flags: Pick<Flags, 'json'>, error: CliError): void {
  const { code, message, hint, requestId, fields, checks } = error
  if (flags.json) return io.err(`${JSON.stringify({ error: { code, message, hint, requestId, ...(fields.length > 0 && { fields }), ...(checks.length > 0 && { checks }) } })}\n`)
  const unsaid = fields.filter(field => !message.includes(field.message)).map(field => `  ${plain(`${field.field}: ${field.message}`)}\n`)
  io.err(`${paint(io, 'red', '✗')} ${plain(message)}\n${unsaid.join('')}${checks.map(check => checkLines(io, check)).join('')}${hint ? `  ${plain(hint)}\n` : ''}${error.exit === EXIT.fault && requestId ? `  report id ${requestId}\n` : ''}`)
}

const BARE = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' }
