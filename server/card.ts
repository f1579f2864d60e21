import { z } from 'zod'
import type { AnyConnector } from '../core/ports/connector.ts'
import type { Answer } from './schema.ts'

type Card = Answer<'listConnectors'>['data'][number]
interface Property { title?: string; description?: string; type?: string; secret?: boolean; list?: string; default?: unknown }

/** What a connector asks for, drawn from its own schemas: the connect form, the command line's questions and redaction follow from it. */
export function cardOf(connector: AnyConnector): Card {
  return { id: connector.id, label: connector.label, roles: [...connector.roles], credentials: fieldsOf(connector.credentials), settings: fieldsOf(connector.settings) }
}

/** Names of fields that a connector calls secret. */
export const secretsOf = (connectors: Iterable<AnyConnector>): string[] => [...new Set([...connectors].flatMap(one => fieldsOf(one.credentials).filter(field => field.secret).map(field => field.name)))]

function fieldsOf(schema: z.ZodType): Card['credentials'] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as { properties?: Record<string, Property>; required?: string[] }
  return Object.entries(properties).map(([name, field]) => ({
    name, title: field.title ?? name, description: field.description ?? null, secret: field.secret === true, required: required.includes(name) && field.default === undefined,
    kind: field.type === 'boolean' ? 'switch' as const : field.type === 'number' || field.type === 'integer' ? 'number' as const : 'text' as const, list: field.list ?? null,
  }))
}
