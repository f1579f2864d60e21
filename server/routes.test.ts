import { expect, it } from 'vitest'
import { api } from '../test/support/api.ts'
import { ACCESS } from './access.ts'
import { pathOf, type RouteName, ROUTES } from './schema.ts'

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

it('a merchant\'s route can be told whose it is for', () => {
  const lacking = names.filter(name => ACCESS[name].for === 'merchant').filter(name => {
    const spec = ROUTES[name] as { query?: { shape?: object }; body?: { shape?: object } }
    return !['query', 'body'].some(part => 'merchantId' in ((spec as Record<string, { shape?: object } | undefined>)[part]?.shape ?? {}))
  })
  expect(lacking).toEqual([])
})
