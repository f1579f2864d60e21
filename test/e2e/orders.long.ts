// The same with the full figures.
import './orders.test.ts'
