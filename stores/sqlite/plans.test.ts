import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, it } from 'vitest'
import { type ReadName, READS } from '../../core/ports/reads.ts'
import { KINDS } from '../../core/ports/records.ts'
import { openWriter } from './handles.ts'
import { createOrCheck } from './migrate.ts'
import { GET, statementsOf } from './reads.ts'
import { KIND_NAMES, type Shape, shapeOf } from './shape.ts'
import { termStatements } from './term-reads.ts'

const folder = mkdtempSync(join(tmpdir(), 'crossdock-plans-'))
const database = openWriter(join(folder, 'store.db'))
createOrCheck(database, folder)
afterAll(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

const plan = (sql: string, at: DatabaseSync = database): string[] => at.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map((row) => String(row['detail']))

/** The steps of a plan that look at rows nobody asked for, or that sort. The outer row of a count is no table. */
const faults = (sql: string, at?: DatabaseSync): string[] => plan(sql, at).filter((step) => (/^SCAN (?!\(subquery)/.test(step) || /TEMP B-TREE/.test(step)))

it.each(Object.keys(READS) as ReadName[])('%s goes through its index and sorts nothing, on the first page, a later one and when counted', (read) => {
  for (const sql of statementsOf(READS[read])) {
    expect(faults(sql)).toEqual([])
    expect(plan(sql)).toContainEqual(expect.stringMatching(/^SEARCH l USING (COVERING )?INDEX/))
  }
})

it('reads a record by its key', () => {
  expect(plan(GET)).toEqual([expect.stringMatching(/^SEARCH documents USING INDEX documents_key/)])
})

it.each(KIND_NAMES.filter((kind) => KINDS[kind].terms))('finds %s by words without a scan, and walks them newest first without sorting', (kind) => {
  for (const sql of Object.values(termStatements(shapeOf(kind) as Shape))) expect(faults(sql)).toEqual([])
})

const uniques = KIND_NAMES.flatMap((kind) => (shapeOf(kind)?.indexes ?? []).flatMap(({ columns, unique }) => (unique ? [{ kind, unique, columns }] : [])))

it.each(uniques)('asks the key "$unique" of $kind through its index', ({ kind, columns }) => {
  expect(plan(`SELECT row FROM list_${kind} WHERE ${columns.map((name) => `"${name}" = ?`).join(' AND ')}`)).toEqual([expect.stringMatching(/^SEARCH .* USING COVERING INDEX/)])
})

it('would find a read that scans or sorts', () => {
  const planted = new DatabaseSync(':memory:')
  planted.exec('CREATE TABLE list_planted (row INTEGER PRIMARY KEY, merchantId, at)')
  expect(faults('SELECT row FROM list_planted l WHERE merchantId = ? ORDER BY at LIMIT 5', planted)).toEqual(['SCAN l', 'USE TEMP B-TREE FOR ORDER BY'])
  planted.close()
})
