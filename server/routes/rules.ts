import type { Money } from '../../core/model/money.ts'
import type { Rule, RuleSet } from '../../core/model/rules.ts'
import { amountOf } from '../../hub/orders/view.ts'
import { getAutomation, putAutomation } from '../../hub/rules/automation.ts'
import { given } from '../answers.ts'
import type { Handlers } from '../ask.ts'
import { minorOf } from '../edge/money.ts'
import { time } from '../edge/values.ts'
import { Problem, refusal } from '../problem.ts'
import type { Answer, Read } from '../schema.ts'

type View = Answer<'getAutomation'>
type Written = Read<'putAutomation', 'body'>['rules'][number]

const view = ({ id, merchantId, version, createdAt, updatedAt, rules }: RuleSet): View => ({
  id, merchantId, version, createdAt: time(createdAt), updatedAt: time(updatedAt),
  rules: rules.map(rule => ({ ...rule, when: { ...rule.when, value: rule.when.value && { from: rule.when.value.from && amountOf(rule.when.value.from), to: rule.when.value.to && amountOf(rule.when.value.to) } } })) as View['rules'],
})

function ruleOf(rule: Written, at: number): Rule {
  const { value } = rule.when
  const amount = (name: 'from' | 'to'): Money | undefined => value?.[name] && minor(value[name], `rules.${at}.when.value.${name}`)
  return given({ ...rule, when: given({ ...rule.when, value: value && given({ from: amount('from'), to: amount('to') }) }), does: given(rule.does) }) as unknown as Rule
}

function minor(written: { amount: string; currency: string }, field: string): Money {
  const money = minorOf(written)
  if (money === null) throw new Problem('invalid_input', `Please look at ${field}.`, { fields: [{ field, message: 'an amount that this currency does not have' }] })
  return money
}

export const ruleRoutes: Handlers = {
  getAutomation: async ({ hub, scope }) => view(await getAutomation(hub, scope)),
  putAutomation: async ({ hub, scope, body, ifMatch }) => {
    const saved = await putAutomation(hub, scope, ifMatch, body.rules.map(ruleOf))
    if (saved.is === 'saved') return view(saved.record)
    if (saved.code === 'stale_version') throw new Problem('stale_version', saved.message, { current: view(await getAutomation(hub, scope)) })
    throw refusal(saved)
  },
}
