package cli

// This file is the command run.

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/spf13/cobra"

	"github.com/coldmoon-sim/coldmoon/internal/repl"
	"github.com/coldmoon-sim/coldmoon/internal/report"
	"github.com/coldmoon-sim/coldmoon/internal/runner"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// scriptFlags are the flags of every command that loads a script.
type scriptFlags struct {
	params    params
	seed      whole
	allowRead dirs
}

// add adds the flags to cmd.
func (f *scriptFlags) add(cmd *cobra.Command) {
	f.seed = whole{value: 1, most: math.MaxUint64}
	cmd.Flags().VarP(&f.params, "param", "p", "set a parameter that the script declares; repeatable")
	cmd.Flags().Var(&f.seed, "seed", "seed of all random numbers")
	cmd.Flags().Var(&f.allowRead, "allow-read", "let the script read files under DIR too; repeatable")
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return []string{"lua"}, cobra.ShellCompDirectiveFilterFileExt
	}
}

// options tells luabind to load one script.
func (f *scriptFlags) options(file string, mode luabind.Mode) (luabind.Options, error) {
	o := luabind.Options{Name: file, Seed: f.seed.value, Params: f.params, AllowRead: f.allowRead, Mode: mode, Version: Version}
	if file != "-" {
		return o, checkScript(file)
	}
	src, err := io.ReadAll(os.Stdin)
	if err != nil {
		return o, fmt.Errorf("standard input: %w", err)
	}
	o.Source = append([]byte{}, src...) // not nil, even if empty
	return o, nil
}

// runFlags are the flags of run.
type runFlags struct {
	scriptFlags
	progress    choice
	summary     choice
	interactive bool
	stop        stopAt
}

func (a *app) runCommand() *cobra.Command {
	f := &runFlags{
		progress: oneOf("auto", "bar", "log", "none"),
		summary:  oneOf("full", "compact", "json", "none"),
	}
	cmd := &cobra.Command{
		Use:   "run FILE|-",
		Short: "Run a script and print what came out",
		Long: `Run a script, then the simulation that it set up, and print a summary.
"-" reads the script from standard input.

What the script prints goes to standard output, before the summary; with
--summary json it goes to standard error, so that standard output holds nothing
but the JSON document.

Ctrl-C stops at the next event and prints the summary up to then; a second
Ctrl-C stops at once.

With -i the program goes on at the prompt of "coldmoon repl" when the run has
ended, well or with an error, with everything that the script has defined. With
--break it does so in the middle: at a time, or at the first event of a kind.`,
		Example: `  coldmoon run thumbs.lua
  coldmoon run thumbs.lua -p keep_alive=60 -p hosts=20 --seed 7
  coldmoon run thumbs.lua --summary json > thumbs.json
  coldmoon run thumbs.lua --break cold_start
  echo 'print("hello")' | coldmoon run -`,
		Args: exactly("FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			if f.interactive || f.stop.text != "" {
				return a.runInteractively(args[0], f)
			}
			return a.run(args[0], f)
		},
	}
	f.add(cmd)
	f.progress.add(cmd, cmd.Flags(), "progress", "how to show progress on standard error")
	f.summary.add(cmd, cmd.Flags(), "summary", "what to print at the end")
	cmd.Flags().BoolVarP(&f.interactive, "interactive", "i", false, "go on at a prompt at the end, or at an error")
	cmd.Flags().Var(&f.stop, "break", "stop there and go on at a prompt: a time such as 12.5 or 2m, or a kind of event such as cold_start")
	return cmd
}

// run runs one script and prints its summary.
func (a *app) run(file string, f *runFlags) error {
	script, err := f.options(file, luabind.Run)
	if err != nil {
		return err
	}
	stdout := os.Stdout
	if f.summary.value == "json" {
		stdout = os.Stderr
	}
	result, err := runner.Run(runner.Options{
		Script: script, Progress: runner.Mode(f.progress.value), Stdout: stdout, Stderr: os.Stderr,
		OnInterrupt: func(os.Signal) string { return "interrupted: stopping at the next event (again to stop at once)" },
	})
	if werr := a.conclude(file, f, result, err); werr != nil {
		return werr
	}
	return err
}

// conclude prints the summary of a run that ended with err, unless that made what it
// measured wrong.
func (a *app) conclude(file string, f *runFlags, result *runner.Result, err error) error {
	if result == nil || err != nil && !stopped(err) {
		return nil
	}
	result.Summary.Partial = err != nil
	if werr := a.summarise(file, f, result); werr != nil {
		return fmt.Errorf("standard output: %w", werr)
	}
	return nil
}

// runOptions says how a session runs its script.
func (a *app) runOptions(file string, f *runFlags) *repl.RunOptions {
	return &repl.RunOptions{
		Progress: runner.Mode(f.progress.value), Till: f.stop.till, Kind: f.stop.kind,
		Summarise: func(result *runner.Result, err error) error { return a.conclude(file, f, result, err) },
	}
}

// stopped reports whether err ended a run before its time without making what
// it measured wrong: an interrupt, or the script's own decision.
func stopped(err error) bool {
	var e *luabind.Error
	return errors.As(err, &e) && (e.Code == luabind.EINTR || e.Code == luabind.EABORT)
}

// summarise prints the summary of a run in the form asked for.
func (a *app) summarise(file string, f *runFlags, result *runner.Result) error {
	r := &report.Run{
		Version: Version, Script: file, Parameters: parameters(result.Parameters, f.params), AllowRead: f.allowRead,
		Traces: result.Traces, Summary: result.Summary, Wall: result.Wall, Memory: result.Memory, Apart: result.Printed,
	}
	switch f.summary.value {
	case "json":
		return report.JSON(os.Stdout, r)
	case "none":
		return nil
	}
	if len(r.Summary.Providers) == 0 {
		return nil // nothing was simulated: what the script printed is the result
	}
	if f.summary.value == "compact" {
		return report.Compact(os.Stdout, r, a.paints(os.Stdout))
	}
	return report.Full(os.Stdout, r, a.paints(os.Stdout))
}

// parameters turns what the script declared into what a report shows.
func parameters(declared []luabind.ParamInfo, given params) []report.Parameter {
	var ps []report.Parameter
	for _, d := range declared {
		p := report.Parameter{Name: d.Name, Value: d.Value, Text: given.typed(d.Name), Given: d.Given}
		if !d.Given {
			p.Text = report.Plain(d.Value)
		}
		ps = append(ps, p)
	}
	return ps
}
