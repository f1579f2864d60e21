import { expect, it } from 'vitest'
import type { Role } from '../core/model/actor.ts'
import { ACCESS, mayUse } from './access.ts'
import { type RouteName, ROUTES } from './schema.ts'

const names = Object.keys(ROUTES) as RouteName[]
const asks = (name: RouteName): boolean => ROUTES[name].method === 'GET'
const of = (role: Role, among: (name: RouteName) => boolean = () => true): string[] => names.filter(name => among(name) && mayUse(ACCESS[name], { role, scopes: [] })).toSorted()
const OPEN: readonly RouteName[] = ['getOpenapi', 'live', 'ready']
const except = (from: readonly string[], other: readonly string[]): string[] => from.filter(name => !other.includes(name))

it('without a token nothing is answered but whether we live and what may be asked', () => {
  expect(names.filter(name => ACCESS[name].roles === null).toSorted()).toEqual([...OPEN].toSorted())
})

it('`readonly` changes nothing', () => {
  expect(of('readonly', name => !asks(name))).toEqual([])
})

it('`readonly` reads what a merchant\'s staff reads, but for what asks the vendor', () => {
  expect(except(of('staff', asks), of('readonly', asks))).toEqual(['previewStartAt'])
  expect(except(of('readonly'), of('staff'))).toEqual([])
})

it('connecting, keys, tokens and what is held of a customer are the owner\'s, and everything else of a merchant is its staff\'s too', () => {
  expect(except(of('owner'), of('staff'))).toEqual(['createConnection', 'createToken', 'disconnect', 'getPrivacyRequest', 'listTokens', 'patchConnection', 'revokeToken', 'rotateConnection'])
  expect(except(of('staff'), of('owner'))).toEqual([])
})

it('the floor has its tasks and its counts, and no merchant\'s orders, connections or keys', () => {
  expect(except(of('warehouse'), OPEN)).toEqual([
    'adjust', 'getSession', 'handOver', 'handOverMany', 'label', 'labelMany', 'listCenters', 'listShipOptions', 'listTasks', 'pick', 'pickMany', 'picked', 'pickedMany', 'putSnapshot', 'receive', 'relabel', 'relabelMany',
  ])
})

it('what is the 3PL\'s is an administrator\'s alone, who may do everything', () => {
  expect(of('administrator')).toEqual(names.toSorted())
  const others = new Set((['warehouse', 'owner', 'staff', 'readonly'] as const).flatMap(role => of(role)))
  expect(names.filter(name => !others.has(name)).toSorted()).toEqual(['createCenter', 'createMerchant', 'createShipOption', 'patchCenter', 'patchShipOption', 'reportScans'])
})
