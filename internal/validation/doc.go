// Package validation holds tests that compare whole simulations with what other
// simulators, formulas and calculations by hand say. It has no code of its own:
// the scenarios are run as Lua scripts, in the way in which users run theirs.
package validation
