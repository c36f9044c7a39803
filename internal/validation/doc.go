// Package validation holds tests that compare whole simulations with what other
// simulators, formulas and calculations by hand say. It has no code of its own:
// the scenarios are run as Lua scripts, in the way in which users run theirs.
//
// What the tests of this package measure is written down in docs/validation.md by
//
//	go test -p 1 ./internal/validation/... -run Validation -update
package validation
