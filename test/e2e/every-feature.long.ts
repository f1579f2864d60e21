// The same with the full figures.
import './every-feature.test.ts'
