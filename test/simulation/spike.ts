import { testHub } from '../support/hub.ts'
import { createHost } from '../../hub/calls/host.ts'
import { shopify } from '../../connectors/shopify/index.ts'
import { timeline } from './timeline.ts'
import { openShop, farEndOf, nameOf, CREDENTIALS, SHOP } from './shop.ts'
import { newLife } from './life.ts'
import { mortalClock } from './mortal-clock.ts'
import { mortalTransport } from './mortal-transport.ts'
import { doom } from './fate.ts'
import { runTo } from './quiet.ts'
const time = timeline(Date.UTC(2026,10,20))
const shop = openShop(time, 1, async () => ({status:200}))
shop.addProducts({items:[{sku:'A',available:{Main:5}}]})
for (let i=0;i<20;i++) shop.placeOrders({lines:[{sku:'A',quantity:1}]})
const life = newLife('x',0,time,()=>{})
const hub = testHub({clock: mortalClock(time,life), transport: mortalTransport(farEndOf(shop),life,doom(0,'die_after'),nameOf), connectors:[shopify]})
const view = {id:'c1',credentials:CREDENTIALS,settings:{shop:SHOP,notifyCustomer:true},roles:['orders' as const],startAt:0,baseUrl:null}
const can = shopify.open(view, createHost(hub,'a',shopify,view))
let done=false, n=0
const t0=performance.now()
void (async()=>{ for(let i=0;i<2000;i++){ const p = await can.orders!.get(['gid://shopify/Order/'+shop.state().orders[0]!.id.split('/').pop()], new AbortController().signal); n+=p.length } done=true })()
await runTo(time, time.now()+3600_000, ()=>done)
console.log(n, done, 'us per call', (performance.now()-t0)/2000*1000, time.now()-Date.UTC(2026,10,20))
process.exit()
