import { expect, it } from 'vitest'
import { bench } from './bench.ts'

it('a list is paged 25,000 deep and no deeper', async () => {
  const made = bench()
  made.emulator.addProducts({ items: Array.from({ length: 25_500 }, (_, at) => ({ sku: `MANY-${at}` })) })
  const LIST = 'query List($after: String, $query: String) { productVariants(first: 250, after: $after, query: $query) { pageInfo { hasNextPage endCursor } nodes { id } } }'
  const answers = [await made.call(LIST)]
  for (let last = answers[0]!.body; !last.errors && answers.length < 110; last = answers.at(-1)!.body) {
    await made.clock.advance(1_000)
    answers.push(await made.call(LIST, { after: last.data.productVariants.pageInfo.endCursor }))
  }
  expect([answers.length, answers.at(-1)!.body.errors]).toMatchObject([101, [{ extensions: { code: 'BAD_REQUEST' } }]])
  const last: string = answers.at(-2)!.body.data.productVariants.nodes.at(-1).id
  expect((await made.call(LIST, { query: `id:>${last.split('/').at(-1)}` })).body.data.productVariants.nodes).toHaveLength(250)
})
