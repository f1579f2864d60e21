// The same with the full figures.
import './lost-replies.test.ts'
