import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { program } from '../cli/program.ts'
import { ROUTES } from '../server/schema.ts'
import type { RouteSpec } from '../server/schema/edge.ts'
import { terminal } from './support/terminal.ts'

/** What a person is told to click, call and type. Requirements have a test of their own, and docs/cli.md is made from the commands. */
const PAGES = ['README.md', 'CHANGELOG.md', 'DEPENDENCIES.md', ...globSync('docs/**/*.md')].filter(page => page !== join('docs', 'cli.md'))
const pages = PAGES.map(page => ({ page, text: readFileSync(page, 'utf8') }))

it('every link to a file leads to one', () => {
  const broken = pages.flatMap(({ page, text }) => [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link = '']) => join(dirname(page), link)).filter(path => !existsSync(path)).map(path => `${page}: ${path}`))
  expect(broken).toEqual([])
})

it('every address of the API that a page names is one', () => {
  const known = Object.values(ROUTES).map(({ method, path }) => ({ method, shape: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))
  const isKnown = (method: string | undefined, path: string): boolean => known.some(route => (method === undefined || route.method === method) && route.shape.test(path))
  const named = pages.filter(({ page }) => !page.startsWith(join('docs', 'adr')) && !page.endsWith('decisions.md') && !page.endsWith('requirements.md'))
    .flatMap(({ page, text }) => [...text.matchAll(/(?:\b(GET|POST|PUT|PATCH|DELETE) )?(\/v1\/[\w{}$./-]+)/g)].map(([, method, path = '']) => ({ page, method, path: path.replace(/\.$/, '') })))
    .filter(({ path }) => !path.includes('${') && !path.endsWith('/'))
    .filter(({ path }) => path !== '/v1/openapi.json')
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter(({ method, path }) => !isKnown(method, path))).toEqual([])
})

it('every body that a page sends by curl is one that the route takes', () => {
  const sent = pages.flatMap(({ page, text }) => [...text.matchAll(/curl (?:-X (\w+) )?.*?\$HUB(\/v1\/[\w$/-]+)[^']*-d '([^']+)'/g)].map(([, method = 'POST', path = '', body = '']) => ({ page, method, path: path.replaceAll(/\$\w+/g, 'x'), body })))
  expect(sent.length).toBeGreaterThan(7)
  for (const { page, method, path, body } of sent) {
    const route: RouteSpec | undefined = Object.values(ROUTES).find(one => one.method === method && new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
    expect({ page, path, faults: route?.body?.safeParse(JSON.parse(body)).error?.issues ?? (route ? [] : 'no such route') }).toEqual({ page, path, faults: [] })
  }
})

it('every command that a page names is one', () => {
  const top = program(terminal().io, '0.0.0')
  const unknown = pages.filter(({ page }) => !page.startsWith(join('docs', 'adr')) && !page.endsWith('requirements.md'))
    .flatMap(({ page, text }) => [...text.matchAll(/(?:npx |`)crossdock(?: --profile \w+)? ([a-z]+)(?: ([a-z-]+))?/g)].map(([, noun = '', verb = '']) => ({ page, noun, verb })))
    .filter(({ noun, verb }) => {
      const group = top.commands.find(command => command.name() === noun)
      return !group || (group.commands.length > 0 && verb !== '' && !group.commands.some(command => command.name() === verb))
    })
  expect(unknown).toEqual([])
})
