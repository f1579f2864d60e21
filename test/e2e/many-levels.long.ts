// The same with the full figures.
import './many-levels.test.ts'
