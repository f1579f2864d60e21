import { type ASTNode, type DocumentNode, type GraphQLError, Kind } from 'graphql'

/** One entry of `errors` as Shopify writes it. */
export interface Complaint {
  readonly message: string
  readonly locations?: readonly { readonly line: number; readonly column: number }[]
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

interface Said { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }
type Words = Readonly<Record<string, string>>

// graphql-js and Shopify's graphql-ruby find the same faults and word them differently. Evidence: the captures
// graphql-base-validation-unhappy-paths.json and those that observed-errors-and-costs.json names under topLevelErrors;
// the wording of the others is graphql-ruby's own.
const TRANSLATIONS: readonly { readonly from: RegExp; readonly to: (words: Words) => Said }[] = [
  {
    from: /^Cannot query field "(?<field>[^"]+)" on type "(?<type>[^"]+)"/,
    to: ({ field, type }) => ({ message: `Field '${field}' doesn't exist on type '${type}'`, extensions: { code: 'undefinedField', typeName: type, fieldName: field } }),
  },
  {
    from: /^Field "(?<field>[^"]+)" of type "(?<type>[^"]+)" must have a selection/,
    to: ({ field, type = '' }) => ({
      message: `Field must have selections (field '${field}' returns ${bare(type)} but has no selections. Did you mean '${field} { ... }'?)`,
      extensions: { code: 'selectionMismatch', nodeName: `field '${field}'`, typeName: bare(type) },
    }),
  },
  {
    from: /^Field "(?<field>[^"]+)" must not have a selection since type "(?<type>[^"]+)"/,
    to: ({ field, type = '' }) => ({
      message: `Selections can't be made on scalars (field '${field}' returns ${bare(type)} but has selections)`,
      extensions: { code: 'selectionMismatch', nodeName: `field '${field}'`, typeName: bare(type) },
    }),
  },
  {
    from: /^Argument "@(?<directive>\w+)\((?<name>\w+):\)" of type .* is required/,
    to: ({ directive, name }) => ({
      message: `Directive '${directive}' is missing required arguments: ${name}`,
      extensions: { code: 'missingRequiredArguments', className: 'Directive', name: directive, arguments: name },
    }),
  },
  {
    from: /^Argument "\w+\.(?<field>\w+)\((?<name>\w+):\)" of type .* is required/,
    to: ({ field, name }) => ({
      message: `Field '${field}' is missing required arguments: ${name}`, extensions: { code: 'missingRequiredArguments', className: 'Field', name: field, arguments: name },
    }),
  },
  {
    from: /^Unknown argument "(?<name>[^"]+)" on field "\w+\.(?<field>\w+)"/,
    to: ({ field, name }) => ({
      message: `Field '${field}' doesn't accept argument '${name}'`, extensions: { code: 'argumentNotAccepted', name: field, typeName: 'Field', argumentName: name },
    }),
  },
  {
    from: /^Unknown directive "@(?<name>[^"]+)"/,
    to: ({ name }) => ({ message: `Directive @${name} is not defined`, extensions: { code: 'undefinedDirective', directiveName: name } }),
  },
  {
    from: /^Directive "@(?<name>[^"]+)" may not be used on (?<place>\w+)/,
    to: ({ name, place = '' }) => ({
      message: `'@${name}' can't be applied to ${PLACES[place] ?? place.toLowerCase()} (allowed: fields)`,
      extensions: { code: 'directiveCannotBeApplied', targetName: PLACES[place] ?? place.toLowerCase(), name },
    }),
  },
  {
    from: /^Variable "\$(?<name>[^"]+)" is never used in operation "(?<operation>[^"]+)"/,
    to: ({ name, operation }) => ({ message: `Variable $${name} is declared by ${operation} but not used`, extensions: { code: 'variableNotUsed', variableName: name } }),
  },
  {
    from: /^Variable "\$(?<name>[^"]+)" is not defined by operation "(?<operation>[^"]+)"/,
    to: ({ name, operation }) => ({ message: `Variable $${name} is used by ${operation} but not declared`, extensions: { code: 'variableNotDefined', variableName: name } }),
  },
  {
    from: /^Variable "\$(?<name>[^"]+)" of type "(?<type>[^"]+)" used in position expecting type "(?<wanted>[^"]+)"/,
    to: ({ name, type, wanted }) => ({
      message: `Type mismatch on variable $${name} (${type} / ${wanted})`, extensions: { code: 'variableMismatch', variableName: name, typeName: type, errorMessage: 'Type mismatch' },
    }),
  },
  {
    from: /^Unknown type "(?<type>[^"]+)"/,
    to: ({ type }) => ({ message: `No such type ${type}, so it can't be a fragment condition`, extensions: { code: 'undefinedType', typeName: type } }),
  },
  {
    from: /^(?:Value .* does not exist in|Expected value of type|\w+ cannot represent)/,
    to: () => ({ message: 'An argument has an invalid value', extensions: { code: 'argumentLiteralsIncompatible' } }),
  },
]

const PLACES: Readonly<Record<string, string>> = { MUTATION: 'mutations', QUERY: 'queries', FRAGMENT_SPREAD: 'fragment spreads' }
const bare = (type: string): string => type.replace(/[[\]!]/g, '')

/** A fault that validation found, as Shopify words it. */
export function translated(error: GraphQLError, document: DocumentNode): Complaint {
  for (const { from, to } of TRANSLATIONS) {
    const words = from.exec(error.message)?.groups
    if (words === undefined && !from.test(error.message)) continue
    const { message, extensions } = to(words ?? {})
    const invalid = extensions['code'] === 'argumentLiteralsIncompatible'
    return { message: invalid ? error.message : message, locations: error.locations ?? [], path: pathTo(document, error.nodes?.[0]), extensions }
  }
  return { message: error.message, locations: error.locations ?? [], path: pathTo(document, error.nodes?.[0]), extensions: { code: 'graphqlError' } }
}

/** `syntax error, unexpected end of file at [3, 5]` */
export function syntaxComplaint(error: GraphQLError): Complaint {
  const [place = { line: 1, column: 1 }] = error.locations ?? []
  const found = /(?:found|Unexpected) (?:Name |String |Int |Float )?"?(?<token>[^".]*)"?\.?$/.exec(error.message)?.groups?.['token'] ?? ''
  const what = found === '<EOF>' || found === '' ? 'end of file' : `"${found}"`
  return {
    message: `syntax error, unexpected ${what} at [${place.line}, ${place.column}]`,
    locations: [place],
    extensions: { code: 'PARSE_ERROR' },
  }
}

/** Ruby's path of a node: the operation and the fields down to it. */
function pathTo(document: DocumentNode, wanted: ASTNode | undefined): string[] {
  const walk = (node: ASTNode, path: readonly string[]): string[] | null => {
    const here = [...path, ...labelOf(node)]
    if (node === wanted) return here
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child !== 'object' || child === null || !('kind' in child)) continue
        const found = walk(child as ASTNode, here)
        if (found) return found
      }
    }
    return null
  }
  return wanted ? (walk(document, []) ?? []) : []
}

function labelOf(node: ASTNode): string[] {
  switch (node.kind) {
    case Kind.OPERATION_DEFINITION: return [`${node.operation}${node.name ? ` ${node.name.value}` : ''}`]
    case Kind.FRAGMENT_DEFINITION: return [`fragment ${node.name.value}`]
    case Kind.INLINE_FRAGMENT: return [`... on ${node.typeCondition?.name.value ?? ''}`.trim()]
    case Kind.FIELD: return [(node.alias ?? node.name).value]
    case Kind.ARGUMENT: return [node.name.value]
    default: return []
  }
}
