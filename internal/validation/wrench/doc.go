// Package wrench holds tests that run scenarios of the serverless service of
// WRENCH, a simulator written in C++, and compare every invocation and every
// image that moves with what came out there. It has no code of its own: the
// scenarios are run as Lua scripts, in the way in which users run theirs, with
// policies in testdata/lua/wrench that decide as that service does.
//
// Where coldmoon differs on purpose, a test says so and holds coldmoon to a
// calculation by hand: see differences_test.go.
package wrench
