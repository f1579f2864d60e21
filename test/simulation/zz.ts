import { runWorld } from './world.ts'
import { stats } from './mortal-store.ts'
const o = await runWorld({ seed: 3 })
console.log(o.operations, o.minutes, [...stats].sort((a,b)=>b[1]-a[1]).slice(0,30))
