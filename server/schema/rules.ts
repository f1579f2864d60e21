import { z } from 'zod'
import { body, Id, Money, own, query, route, Sku } from './edge.ts'

const word = z.string().trim().min(1).max(100)
const words = z.array(word).min(1).max(250)
const when = z.strictObject({
  tags: words.optional().meta({ description: 'Any of these tags of the store\'s' }),
  countries: z.array(z.string().trim().toUpperCase().regex(/^[A-Z]{2}$/, 'Write a country as US')).min(1).max(250).optional(),
  skus: z.array(Sku).min(1).max(250).optional(),
  sources: words.optional().meta({ description: 'Where it was sold, in the store\'s own word: web, pos, …' }),
  value: z.strictObject({ from: Money.optional(), to: Money.optional() }).optional().meta({ description: 'The order\'s total, both ends included; another currency does not fit' }),
}).refine(given => Object.values(given).some(one => one !== undefined), { message: 'Name at least one condition: a rule without any would fit every order' })
const does = z.strictObject({
  ignore: z.literal(true).optional().meta({ description: 'Not imported, and counted; what the store sold of it still lowers its number' }),
  hold: z.literal(true).optional().meta({ description: 'Waits for a person, with the rule\'s name' }),
  tags: words.optional().meta({ description: 'Added to the store\'s' }), shipOptionId: Id.optional().meta({ description: 'Goes before the mapping; a person\'s choice goes before it' }),
}).refine(given => Object.values(given).some(one => one !== undefined), { message: 'Say what the rule does' })
const rule = z.strictObject({ name: word, active: z.boolean().default(true), connectionIds: z.array(Id).min(1).max(100).optional().meta({ description: 'Absent: on every connection' }), when, does })
const names = (rules: readonly { name: string }[]): boolean => new Set(rules.map(({ name }) => name)).size === rules.length

const Automation = z.object({ ...own, id: z.literal('automation'), rules: z.array(rule) }).meta({ id: 'AutomationRules' })

export const ruleRoutes = {
  getAutomation: route({ method: 'GET', path: '/v1/rules/automation', tag: 'rules', summary: 'Rules for what arrives: what is left out, held, tagged or given a ship option', query: query({}), answer: Automation }),
  putAutomation: route({ method: 'PUT', path: '/v1/rules/automation', tag: 'rules', summary: 'Put all rules in the place of those before', body: body({ rules: z.array(rule).max(100).refine(names, 'Each rule has a name of its own') }), answer: Automation, replaces: true }),
}
