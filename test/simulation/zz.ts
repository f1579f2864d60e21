import { runWorld } from './world.ts'
import { PLANTED, type PlantedName } from './planted.ts'
const [,, name, from, n] = process.argv
for (let seed = +from!; seed < +from! + +n!; seed++) {
  const t = performance.now()
  const o = await runWorld({ seed, planted: name as PlantedName })
  console.log(seed, Math.round(performance.now()-t), o.operations, o.requests, o.minutes, [...new Set(o.faults.map(f => f.name))].join(' '))
}
