// The same with the full figures.
import './levels.test.ts'
