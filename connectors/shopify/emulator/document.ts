import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, type OperationDefinitionNode, parse, validate } from 'graphql'
import { type Complaint, syntaxComplaint, translated } from './complaints.ts'
import { fieldsOf } from './cost.ts'
import { SCHEMA } from './schema.ts'

/** A document as it came, read and judged once. */
export interface Prepared {
  readonly complaints: readonly Complaint[]
  readonly document: DocumentNode | null
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/** What a request asks for, known before it is answered: faults are aimed and the log is kept by it. */
export interface Described {
  readonly operation: OperationDefinitionNode | null
  readonly operations: readonly string[]
  readonly name: string | null
  readonly kind: 'read' | 'write'
}

/** A nesting that no honest client sends; past it graphql's own recursion would end the stack. */
const MOST_TOKENS = 20_000
const KEPT = 500
const prepared = new Map<string, Prepared>()

export function prepare(text: string): Prepared {
  const known = prepared.get(text)
  if (known) return known
  const made = judge(text)
  if (prepared.size >= KEPT) prepared.clear()
  prepared.set(text, made)
  return made
}

function judge(text: string): Prepared {
  let document: DocumentNode
  try {
    document = parse(text, { maxTokens: MOST_TOKENS })
  } catch (error) {
    const complaint = error instanceof GraphQLError ? syntaxComplaint(error) : { message: 'syntax error', extensions: { code: 'PARSE_ERROR' } }
    return { complaints: [complaint], document: null, fragments: new Map() }
  }
  const fragments = new Map(document.definitions.flatMap((each) => (each.kind === 'FragmentDefinition' ? [[each.name.value, each] as const] : [])))
  return { complaints: validate(SCHEMA, document).map((error) => translated(error, document)), document, fragments }
}

/** The operation that is meant, its root fields, and whether it writes. */
export function describe({ document, fragments }: Prepared, operationName: string | null): Described {
  const all = document?.definitions.filter((each) => each.kind === 'OperationDefinition') ?? []
  // Of several operations one has to be named.
  const operation = (operationName === null ? (all.length === 1 ? all[0] : undefined) : all.find(({ name }) => name?.value === operationName)) ?? null
  if (!operation) return { operation, operations: [], name: operationName, kind: 'read' }
  const operations = fieldsOf({ fragments }, operation.selectionSet, '').map(({ field }) => field.name.value)
  return { operation, operations, name: operation.name?.value ?? operationName, kind: operation.operation === 'mutation' ? 'write' : 'read' }
}
