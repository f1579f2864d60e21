import { describe, expect, it } from 'vitest'
import { api } from '../test/support/api.ts'
import { ACCESS } from './access.ts'
import { CODES } from './problem.ts'
import { pathOf, type RouteName, ROUTES, type RouteSpec } from './schema.ts'

/** Ways in that are no part of the API: the vendors' doors. */
const DOORS = /^\/hooks\//
const names = Object.keys(ROUTES) as RouteName[]

it('the router, OpenAPI and the access table know the same routes, and beside them there are only doors', async () => {
  const routed: string[] = []
  const { app } = await api({ onRoute: (method, url) => { if (!DOORS.test(url)) routed.push(`${method} ${url}`) } })
  expect(routed.toSorted()).toEqual(names.map(name => `${ROUTES[name].method} ${pathOf(name)}`).toSorted())
  expect(Object.keys(ACCESS).toSorted()).toEqual(names.toSorted())
  const document = app.swagger() as { openapi: string; paths: Record<string, Record<string, { operationId?: string }>> }
  const documented = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`))
  expect(documented.toSorted()).toEqual(names.map(name => `${ROUTES[name].method} ${ROUTES[name].path} ${name}`).toSorted())
  expect(document.openapi).toBe('3.1.0')
  await app.close()
})

describe('OpenAPI', () => {
  type Operation = { parameters?: { in: string; name: string; required?: boolean }[]; responses: Record<string, unknown> }
  const documentOf = async () => {
    const { app } = await api()
    const { paths } = app.swagger() as unknown as { paths: Record<string, Record<string, Operation>> }
    await app.close()
    return new Map(names.map(name => [name, paths[ROUTES[name].path]![ROUTES[name].method.toLowerCase()]!]))
  }

  it('declares the headers: Idempotency-Key of every POST, If-Match of what replaces, which a PUT cannot do without', async () => {
    for (const [name, { parameters = [] }] of await documentOf()) {
      const spec: RouteSpec = ROUTES[name]
      const headers = parameters.filter(one => one.in === 'header').map(one => `${one.name}${one.required ? ' required' : ''}`)
      expect({ name, headers }).toEqual({ name, headers: [...(spec.method === 'POST' ? ['Idempotency-Key'] : []), ...(spec.replaces ? [spec.method === 'PUT' ? 'If-Match required' : 'If-Match'] : [])] })
    }
  })

  it('declares every status of the table of codes somewhere, and a token\'s own for every route that wants one', async () => {
    const document = await documentOf()
    const declared = new Set([...document.values()].flatMap(({ responses }) => Object.keys(responses)))
    expect([...new Set(Object.values(CODES).map(([status]) => String(status)))].filter(status => !declared.has(status))).toEqual([])
    for (const name of names.filter(one => ACCESS[one].roles !== null)) expect(Object.keys(document.get(name)!.responses)).toEqual(expect.arrayContaining(['200', '401', '403', '404', '429', '500', '503']))
    expect(Object.keys(document.get('listEvents')!.responses)).toContain('410')
    expect(Object.keys(document.get('live')!.responses)).toEqual(['200', '400', '500'])
  })
})

it('a merchant\'s route can be told whose it is for', () => {
  const lacking = names.filter(name => ACCESS[name].for === 'merchant').filter(name => {
    const spec = ROUTES[name] as { query?: { shape?: object }; body?: { shape?: object } }
    return !['query', 'body'].some(part => 'merchantId' in ((spec as Record<string, { shape?: object } | undefined>)[part]?.shape ?? {}))
  })
  expect(lacking).toEqual([])
})
