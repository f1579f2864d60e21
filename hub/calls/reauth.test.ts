import { expect, it } from 'vitest'
import { M1, tellingHub } from '../../test/support/telling.ts'
import { stopForAuth } from './reauth.ts'

it.each([['a role for want of a scope', { code: 'missing_scope', message: 'no' }, { state: 'connected', pausedRoles: ['tracking'] }], ['the connection', { code: 'token_refused', message: 'no' }, { state: 'needs_reauth', pausedRoles: [] }]])(
  'I29: several calls that are refused stop %s once, and say so once', async (_what, refusal, stopped) => {
    const { hub } = await tellingHub()
    const used = (await hub.store.get('connections', null, 'shop'))!
    await Promise.all([1, 2, 3].map(async () => stopForAuth(hub, used, refusal, 'tracking')))
    await stopForAuth(hub, used, refusal, 'tracking')
    expect(await hub.store.get('connections', null, 'shop')).toMatchObject(stopped)
    expect((await hub.store.list('feedOfSubject', { merchantId: M1, subject: 'connection:shop' }, { limit: 9 })).items).toHaveLength(1)
  })
