import { DatabaseSync } from 'node:sqlite'

// Imported for its effect: the fault that the count of fsyncs must find. The database runs at NORMAL and says FULL.
const { exec, prepare } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (sql) { exec.call(this, sql.replace('synchronous = FULL', 'synchronous = NORMAL')) }
DatabaseSync.prototype.prepare = function (sql, ...rest) { return prepare.call(this, sql === 'PRAGMA synchronous' ? 'SELECT 2' : sql, ...rest) }
