import type { FastifyInstance } from 'fastify'
import type { Hub } from '../../hub/hub.ts'

export function doors(app: FastifyInstance, hub: Hub): void {
  app.removeAllContentTypeParsers()
  void hub
}
