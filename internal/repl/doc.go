// Package repl is an interactive session: what is typed is evaluated, and
// remembered in a log.
//
// The log is the session. Its inputs, evaluated in a fresh runtime with the same
// options, lead to the same state, since equal runs are equal. Rewinding, keeping
// a branch to compare with, and saving the session as a script are all made of
// that.
package repl
