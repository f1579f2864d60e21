import { runGolden } from './golden.ts'
const t = performance.now()
for (const blow of ['die_before', 'die_after'] as const) {
  const g = await runGolden(0, blow)
  let bad = 0
  for (const [i, s] of g.steps.entries()) {
    const r = await runGolden(i + 1, blow)
    if (r.faults.length > 0 || r.farEnd !== g.farEnd || !r.isMet) { bad++; if (bad < 12) console.log(blow, i + 1, s.seam, s.what, r.isMet, r.faults.map(f => f.name + ': ' + f.text).join('; '), r.farEnd === g.farEnd ? '' : r.farEnd) }
  }
  console.log(blow, g.steps.length, 'bad', bad, Math.round(performance.now() - t))
}
