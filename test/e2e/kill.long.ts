// The same with the full figures.
import './kill.test.ts'
