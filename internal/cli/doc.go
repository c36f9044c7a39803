// Package cli is the command line of coldmoon: commands, flags, messages and
// exit codes.
//
// Rules for everything it prints:
//
//   - results go to standard output, everything else to standard error;
//   - a message about a mistake is one block without blank lines; its first
//     line begins with "error" and says what is wrong and what was expected,
//     without capital letter and period; what to try comes on the next line,
//     indented;
//   - escape sequences only to a terminal that wants them (see --color);
//   - the exit code says who has to act: see the constants in exit.go.
package cli
