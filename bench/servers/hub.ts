// A process of its own: the hub as app/compose makes it.
import { compose } from '../../app/compose.ts'
import { open } from './told.ts'
import { connectShop, settingsIn, withShop } from './settings.ts'

const folder = process.argv[2] ?? ''
const { running, path } = await withShop(async url => {
  const running = await compose(settingsIn(folder, url))
  return { running, path: await connectShop(running.hub) }
})
open({ port: Number(new URL(running.url ?? '').port), path }, () => running.stop())
