package cli

// This file is the command check.

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/coldmoon-sim/coldmoon/internal/runner"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

func (a *app) checkCommand() *cobra.Command {
	f := &scriptFlags{}
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Look for mistakes in scripts without simulating",
		Long: `Load scripts, build what they declare and report every mistake, without
simulating anything. The exit code is that of the first mistake, 0 if there is
none.`,
		Example: `  coldmoon check thumbs.lua
  coldmoon check experiments/*.lua`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{"check: FILE is missing", "run 'coldmoon check --help' for what it accepts"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.check(args, f) },
	}
	f.add(cmd)
	return cmd
}

// check checks all files and prints one line about each.
func (a *app) check(files []string, f *scriptFlags) error {
	var first error
	for _, file := range files {
		problems := a.problems(file, f)
		for _, p := range problems {
			code := a.report(p)
			if first == nil {
				first = reported{code}
			}
		}
		verdict := "ok"
		switch n := len(problems); {
		case n == 1:
			verdict = "1 problem"
		case n > 1:
			verdict = fmt.Sprintf("%d problems", n)
		}
		if _, err := fmt.Fprintf(os.Stdout, "%s: %s\n", file, verdict); err != nil {
			return err
		}
	}
	return first
}

// problems loads one script and returns all that is wrong with it.
func (a *app) problems(file string, f *scriptFlags) []error {
	o, err := f.options(file, luabind.Check)
	if err != nil {
		return []error{err}
	}
	happened, stop := runner.Watch()
	defer stop()
	o.Stdout, o.Stderr, o.Interrupt = os.Stderr, os.Stderr, happened
	rt, err := luabind.New(o)
	if err != nil {
		return []error{err}
	}
	defer rt.Close()
	err = rt.Run()
	var problems []error
	for _, p := range rt.Problems() {
		problems = append(problems, p)
	}
	if known := new(luabind.Error); err != nil && (len(problems) == 0 || !errors.As(err, &known)) {
		problems = append(problems, err)
	}
	return problems
}
