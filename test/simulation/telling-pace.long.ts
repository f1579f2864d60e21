// The same with the full figures.
import './telling-pace.test.ts'
