#!/usr/bin/env node
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoClock, writePace } from '../connectors/kit/emulator/demo-clock.ts'
import { seededRandom } from '../connectors/kit/emulator/random.ts'
import { type RunningShopifyEmulator, startShopifyEmulator } from '../connectors/shopify/emulator/index.ts'
import { ITEMS } from './catalog.ts'
import { clientOf } from './client.ts'
import { folderOf } from './folder.ts'
import { runHub } from './hub.ts'
import { confirmStock } from './merchant.ts'
import { BadOption, type DemoOptions, demoOptions, HELP, HelpAsked } from './options.ts'
import { type ShopAccess, connectMerchant, countShelves, openThe3pl } from './setup.ts'
import { runWorld } from './world.ts'

/** How what was opened is closed; the last first. */
const closings: (() => unknown)[] = []

async function closeAll(): Promise<void> {
  for (const close of closings.splice(0).toReversed()) await close()
}

/** Everything of the demo: emulators, shoppers, floor and carriers in this process, the hub in another; one clock file for both. */
async function demo(options: DemoOptions): Promise<void> {
  const say = (line: string): void => { if (!options.quiet) process.stderr.write(`${line}\n`) }
  const folder = folderOf(options.keep)
  if (options.keep === null) closings.push(() => rmSync(folder, { recursive: true, force: true }))
  const clockFile = join(folder, 'clock.json')
  writePace(clockFile, { real: Date.now(), virtual: Date.now(), speed: options.speed })
  const clock = demoClock(clockFile)
  closings.push(() => clock.close())
  const random = seededRandom(options.seed)

  const shop: ShopAccess = { shop: 'northwind-outdoor.myshopify.com', accessToken: `shpat_${random.fork('token').hex(32)}`, clientSecret: random.fork('secret').hex(32), clientId: random.fork('client').hex(32) }
  const shopify = await startShopifyEmulator({
    shops: [{ ...shop, locations: [{ name: 'Moreno Valley' }, { name: 'Allentown' }] }],
    clock, seed: options.seed, advance: minutes => clock.advance(minutes),
  })
  closings.push(() => shopify.close())
  shopify.addProducts({ shop: shop.shop, items: ITEMS.map(({ sku, name, stock }) => ({ sku, title: name, available: { 'Moreno Valley': stock[0], Allentown: stock[1] } })) })
  say(`\nA store sells, a warehouse ships, the store knows: ${options.speed} times as fast as real life. Ctrl-C ends it.\n`)
  say(`Store      ${shopify.url}   a stand-in for Shopify; all it knows: ${shopify.sandboxUrl}/state`)

  let announce = (_pid: number): void => {}
  const hub = await runHub(folder, {
    port: options.port, store: options.store,
    variables: { CROSSDOCK_ALLOW_VENDOR_OVERRIDE: '1', CROSSDOCK_VENDOR_URL_SHOPIFY: shopify.url, CROSSDOCK_DEMO_CLOCK: clockFile, CROSSDOCK_LOG_LEVEL: 'warn' },
  }, pid => announce(pid))
  closings.push(() => hub.stop())
  say(`Hub        ${hub.url}   pid ${hub.pid()}: kill -9 it when you like, it is started again and nothing is lost`)
  say(`Folder     ${folder}   database, key, clock and the hub's log (hub.log)${options.keep === null ? '; removed at the end' : ''}`)

  const admin = clientOf(hub.url, hub.adminToken)
  const { centers, options: shipOptions, tokens } = await openThe3pl(admin)
  const merchant = await connectMerchant(hub.url, admin, shop, centers, shipOptions)
  await countShelves(clientOf(hub.url, tokens.warehouse), merchant, clock.now())
  const compared = await confirmStock(clientOf(hub.url, merchant.apiToken), merchant)
  say(`Merchant   ${merchant.name}: connected; ${compared.compared} stock levels compared, ${compared.different} different, confirmed`)
  const tokenFile = (name: string, token: string): string => {
    writeFileSync(join(folder, name), `${token}\n`, { mode: 0o600 })
    return join(folder, name)
  }
  say(`\nLook at it from another terminal, in this folder, as the merchant:
  npx crossdock login --profile demo --url ${hub.url} --secret-file ${tokenFile('merchant.token', merchant.apiToken)}
  npx crossdock --profile demo orders list --status action-required
  npx crossdock --profile demo orders show 1001
or as the 3PL, who sees all merchants and names one:
  npx crossdock login --profile 3pl --url ${hub.url} --secret-file ${tokenFile('operator.token', hub.adminToken)}
  npx crossdock --profile 3pl doctor
  npx crossdock --profile 3pl --merchant "${merchant.name}" orders show 1001

Two orders on their way, times of the demo:`)

  const tell = (): void => {
    if (options.readyFile === null) return
    writeFileSync(`${options.readyFile}.new`, JSON.stringify(readyOf(hub, merchant, shop, shopify), null, 2), { mode: 0o600 })
    renameSync(`${options.readyFile}.new`, options.readyFile)
  }
  announce = pid => {
    say(`Hub        had ended and was started again (pid ${pid}); what it was doing goes on`)
    tell()
  }
  tell()

  const world = runWorld({ clock, random: random.fork('world'), shopify, hub, merchant, tokens, options, say })
  closings.push(() => world.stop())
}

/** Ctrl-C ends everything, also what is only being opened; a second one ends this process at once. */
function endOnSignals(quiet: boolean, starting: Promise<void>): () => boolean {
  let isEnding = false
  const onSignal = (): void => {
    if (isEnding) process.exit(130)
    isEnding = true
    if (!quiet) process.stderr.write('\nEnding: the world stops, then the hub.\n')
    starting.catch(() => {}).then(closeAll).then(() => process.exit(0), (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    })
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return () => isEnding
}

function readyOf(hub: { url: string; adminToken: string; pid(): number }, merchant: { id: string; name: string; apiToken: string }, shop: ShopAccess, shopify: RunningShopifyEmulator): unknown {
  const credentials = { accessToken: shop.accessToken, clientSecret: shop.clientSecret }
  return {
    hub: { url: hub.url, pid: hub.pid(), apiToken: hub.adminToken },
    merchants: [{ id: merchant.id, name: merchant.name, road: 'shopify', apiToken: merchant.apiToken }],
    emulators: { shopify: { url: shopify.url, sandbox: shopify.sandboxUrl, credentials, shops: [{ merchantId: merchant.id, shop: shop.shop, credentials, clientId: shop.clientId }] } },
  }
}

let isEnding = (): boolean => false
try {
  const options = demoOptions(process.argv.slice(2))
  const starting = demo(options)
  isEnding = endOnSignals(options.quiet, starting)
  await starting
} catch (error) {
  if (error instanceof HelpAsked) {
    process.stdout.write(HELP)
    process.exit(0)
  }
  // Told to end while it started: whoever was told ends it.
  if (!isEnding()) {
    await closeAll().catch(() => {})
    process.stderr.write(`${error instanceof BadOption ? error.message : `The demo could not start: ${error instanceof Error ? error.message : String(error)}`}\n`)
    process.exit(error instanceof BadOption ? 2 : 1)
  }
}
