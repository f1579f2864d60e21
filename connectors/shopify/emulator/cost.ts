import {
  type FieldNode, type FragmentDefinitionNode, getNamedType, type GraphQLSchema, isCompositeType, isInterfaceType, isListType, isObjectType, getNullableType,
  type GraphQLOutputType, type OperationDefinitionNode, type SelectionSetNode,
} from 'graphql'

/** What an operation is, for counting. */
export interface Counted {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly variables: Readonly<Record<string, unknown>>
}

// The formula was fitted to 5,495 recorded pairs (SHOPIFY-SHIPSTATION A5): scalars 0; an object or a list of objects 1;
// a connection 2 + f(n) × one node, f(n) = floor(2 ln n); root counts 10; a mutation 10, its payload's own objects 0.
const FREE = new Set(['MoneyBag', 'MoneyV2', 'PageInfo', 'Count'])
const COUNT = 10
const MUTATION = 10
/** LIVE: 50 and 51 where everything else costs 10 and 11. */
const DEAR: Readonly<Record<string, number>> = { fulfillmentTrackingInfoUpdate: 50 }

/** The most that a single query may cost, on every plan. */
export const MOST_COST = 1000

/** Before it runs: as if every page were full. */
export function requestedCost(counted: Counted): number {
  return rootCost(counted, undefined)
}

/** After it ran: by what came back. Never more than was reserved. */
export function actualCost(counted: Counted, data: unknown): number {
  return Math.min(requestedCost(counted), rootCost(counted, isRecord(data) ? data : {}))
}

function rootCost(counted: Counted, data: Record<string, unknown> | undefined): number {
  const { schema, operation } = counted
  const root = schema.getRootType(operation.operation)
  if (!root) return 0
  return fieldsOf(counted, operation.selectionSet, root.name).reduce((sum, { field, parent }) => {
    const value = data?.[keyOf(field)]
    const name = field.name.value
    if (operation.operation !== 'mutation') return sum + (name.endsWith('Count') ? COUNT : fieldCost(counted, parent, field, data && value))
    const payload = typeOf(schema, parent, name)
    const inside = payload && field.selectionSet ? payloadCost(counted, getNamedType(payload).name, field.selectionSet, value, data !== undefined) : 0
    return sum + (DEAR[name] ?? MUTATION) + inside
  }, 0)
}

/** A payload's direct objects are free; what is inside them is not. */
function payloadCost(counted: Counted, type: string, selections: SelectionSetNode, value: unknown, isDone: boolean): number {
  return fieldsOf(counted, selections, type).reduce((sum, { field, parent }) => {
    const returned = typeOf(counted.schema, parent, field.name.value)
    const inner = isRecord(value) ? value[keyOf(field)] : undefined
    if (!returned || !field.selectionSet || (isDone && !isRecord(inner))) return sum
    return sum + setCost(counted, getNamedType(returned).name, field.selectionSet, isDone ? inner : undefined)
  }, 0)
}

function setCost(counted: Counted, type: string, selections: SelectionSetNode, data: unknown): number {
  return fieldsOf(counted, selections, type).reduce(
    (sum, { field, parent }) => sum + fieldCost(counted, parent, field, isRecord(data) ? (data[keyOf(field)] ?? null) : undefined), 0)
}

/** `data` undefined: not run yet. null: nothing came, nothing is paid. */
function fieldCost(counted: Counted, parent: string, field: FieldNode, data: unknown): number {
  const type = typeOf(counted.schema, parent, field.name.value)
  if (!type || !field.selectionSet || data === null) return 0
  const named = getNamedType(type)
  if (!isCompositeType(named) || FREE.has(named.name)) return 0
  if (named.name.endsWith('Connection')) return connectionCost(counted, named.name, field, data)
  const items = isListType(getNullableType(type)) && Array.isArray(data) ? data : [data]
  return 1 + Math.max(0, ...items.map((item) => setCost(counted, named.name, field.selectionSet as SelectionSetNode, item)))
}

function connectionCost(counted: Counted, type: string, field: FieldNode, data: unknown): number {
  const within = fieldsOf(counted, field.selectionSet as SelectionSetNode, type)
  const nodes = within.flatMap((inner) => {
    if (inner.field.name.value === 'nodes') return [inner]
    if (inner.field.name.value !== 'edges' || !inner.field.selectionSet) return []
    return fieldsOf(counted, inner.field.selectionSet, `${type.replace(/Connection$/, 'Edge')}`).filter(({ field: { name } }) => name.value === 'node')
  })
  const came = isRecord(data) ? listOf(data) : null
  const count = came ? came.length : sizeArgument(counted, field)
  const nodeType = type.replace(/Connection$/, '')
  const each = nodes.reduce((sum, { field: { selectionSet } }) => {
    if (!selectionSet) return sum
    const samples: unknown[] = came ?? [undefined]
    return sum + 1 + Math.max(0, ...samples.map((sample) => setCost(counted, nodeType, selectionSet, sample)))
  }, 0)
  return 2 + (count > 0 ? Math.floor(2 * Math.log(count)) : 0) * each
}

function listOf(data: Record<string, unknown>): unknown[] {
  if (Array.isArray(data['nodes'])) return data['nodes']
  return Array.isArray(data['edges']) ? data['edges'].map((edge: unknown) => (isRecord(edge) ? edge['node'] : null)) : []
}

function sizeArgument({ variables }: Counted, field: FieldNode): number {
  const value = field.arguments?.find(({ name }) => name.value === 'first')?.value
  const read = value?.kind === 'IntValue' ? Number(value.value) : value?.kind === 'Variable' ? variables[value.name.value] : 0
  return typeof read === 'number' ? read : 0
}

interface Selected { readonly field: FieldNode; readonly parent: string }

/** The fields of a selection, fragments opened. */
export function fieldsOf(counted: Pick<Counted, 'fragments'>, selections: SelectionSetNode, type: string): Selected[] {
  return selections.selections.flatMap((selection): Selected[] => {
    if (selection.kind === 'Field') return [{ field: selection, parent: type }]
    if (selection.kind === 'InlineFragment') return fieldsOf(counted, selection.selectionSet, selection.typeCondition?.name.value ?? type)
    const fragment = counted.fragments.get(selection.name.value)
    return fragment ? fieldsOf(counted, fragment.selectionSet, fragment.typeCondition.name.value) : []
  })
}

function typeOf(schema: GraphQLSchema, parent: string, field: string): GraphQLOutputType | null {
  const type = schema.getType(parent)
  return isObjectType(type) || isInterfaceType(type) ? (type.getFields()[field]?.type ?? null) : null
}

const keyOf = (field: FieldNode): string => (field.alias ?? field.name).value
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
