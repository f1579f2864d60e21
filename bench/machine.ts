import { statfsSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'

/** What a figure depends on besides the program. */
export interface Machine {
  readonly cores: number
  readonly cpu: string
  readonly memoryGB: number
  readonly os: string
  readonly node: string
  readonly sqlite: string
  readonly fileSystem: string
  /** Load average of the last minute when the run began: above the cores, others were working too. */
  readonly load: number
}

/** By statfs(2); what is not among them is printed as its number. */
const FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([[0xef53, 'ext4'], [0x58465342, 'xfs'], [0x9123683e, 'btrfs'], [0x01021994, 'tmpfs'], [0x794c7630, 'overlay'], [0x6969, 'nfs'], [0x1a, 'apfs'], [0x2fc12fc1, 'zfs']])

export function machineOf(folder: string): Machine {
  const kind = statfsSync(folder).type
  return {
    cores: availableParallelism(), cpu: cpus()[0]?.model.trim() ?? 'unknown', memoryGB: Math.round(totalmem() / 2 ** 30), os: `${type()} ${release()}`,
    node: process.version, sqlite: process.versions['sqlite'] ?? 'unknown', fileSystem: FILE_SYSTEMS.get(kind) ?? `0x${kind.toString(16)}`, load: loadavg()[0] ?? 0,
  }
}

/** In memory nothing is ever written to a disk: then a durable endpoint costs nothing, and its figures say nothing. */
export const isDurable = ({ fileSystem }: Machine): boolean => fileSystem !== 'tmpfs'
