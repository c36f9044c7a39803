package cli

// This file turns errors into messages and exit codes.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/coldmoon-sim/coldmoon/luabind"
)

// Exit codes. Errors of a script bring their own, as luabind documents them:
// 104 bad options or parameters, 105 interrupted, 107 Lua error, 108 stopped by
// the script itself.
const (
	exitOK    = 0
	exitIO    = 1 // a file could not be read or written
	exitUsage = 2 // the command line is wrong
	exitPanic = 109
)

// A usageError is a mistake on the command line.
type usageError struct {
	problem string // what is wrong, and what was expected
	hint    string // what to try; "" if there is nothing to say
}

func (e *usageError) Error() string { return e.problem }

// usage makes a usageError without a hint.
func usage(format string, args ...any) error {
	return &usageError{problem: fmt.Sprintf(format, args...)}
}

// A fileError is a file on the command line that is not there or no good.
type fileError struct {
	problem, hint string
}

func (e *fileError) Error() string { return e.problem }

// A reported error has been printed already; only its exit code counts.
type reported struct{ code int }

func (e reported) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// report prints err and returns the exit code that goes with it.
func (a *app) report(err error) int {
	var (
		use    *usageError
		file   *fileError
		script *luabind.Error
		done   reported
	)
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &done):
		return done.code
	case errors.As(err, &script) && script.Code == luabind.EPANIC:
		a.complain(a.bug(script.Message, strings.Join(script.Trace, "\n")))
		return script.Exit
	case errors.As(err, &script):
		a.complain(script.Render())
		return script.Exit
	case errors.As(err, &use):
		a.complain(block(use.problem, use.hint))
		return exitUsage
	case errors.As(err, &file):
		a.complain(block(file.problem, file.hint))
		return exitIO
	}
	a.complain(block(plainly(err), ""))
	return exitIO
}

// block words an error and its hint.
func block(problem, hint string) string {
	s := "error: " + problem + "\n"
	if hint != "" {
		s += "   " + hint + "\n"
	}
	return s
}

// plainly words errors of the operating system without the name of the call.
func plainly(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Path + ": " + path.Err.Error()
	}
	return err.Error()
}

// complain prints a message, its first word painted.
func (a *app) complain(message string) {
	if a.paints(os.Stderr) && strings.HasPrefix(message, "error") {
		if head, rest, ok := strings.Cut(message, ": "); ok {
			message = "\x1b[1;31m" + head + ":\x1b[0m " + rest
		}
	}
	fmt.Fprint(os.Stderr, message)
}
