package cli

// This file is the command repl, and the session at the end of a run.

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/internal/repl"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// replFlags are the flags of repl.
type replFlags struct {
	scriptFlags
	code      []string
	keepGoing bool
}

func (a *app) replCommand() *cobra.Command {
	f := &replFlags{}
	cmd := &cobra.Command{
		Use:   "repl [SCRIPT]",
		Short: "Explore interactively",
		Long: `Evaluate what is typed: Lua, with everything of coldmoon at hand. With a script
the session begins with what the script declares. "coldmoon" alone does the same
on a terminal.

help() and :help explain what can be typed. Simulated time passes only when it
is told to: by step(), next("cold_start"), run_until(60), run() and the like.

Standard input that is no terminal is evaluated without prompts, up to the first
error.`,
		Example: `  coldmoon repl
  coldmoon repl thumbs.lua -p hosts=5
  coldmoon repl -e 'units.GiB / units.MB'
  coldmoon repl thumbs.lua < commands.txt`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return exactly("SCRIPT")(cmd, args)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.repl(args, f) },
	}
	f.add(cmd)
	cmd.Flags().StringArrayVarP(&f.code, "eval", "e", nil, "evaluate CODE instead of what is typed; repeatable")
	cmd.Flags().Lookup("eval").DefValue = ""
	cmd.Flags().BoolVar(&f.keepGoing, "keep-going", false, "go on after errors where nobody is at the keyboard")
	return cmd
}

// repl holds a session.
func (a *app) repl(args []string, f *replFlags) error {
	script := luabind.Options{Name: "repl", Source: []byte{}, Seed: f.seed.value, Params: f.params, AllowRead: f.allowRead, Version: Version}
	if len(args) > 0 {
		if args[0] == "-" {
			return &usageError{"repl: the script must be a file: standard input is what is typed", "to run it: coldmoon run -"}
		}
		var err error
		if script, err = f.options(args[0], luabind.Interactive); err != nil {
			return err
		}
	}
	o := a.session(script)
	o.Code, o.KeepGoing = f.code, f.keepGoing
	return reportedAs(repl.Main(o))
}

// session makes the options of a session at the streams of the process.
func (a *app) session(script luabind.Options) repl.Options {
	return repl.Options{
		Script: script, In: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Terminal: atTerminal(), Editor: os.Getenv("TERM") != "dumb", Paint: a.paints(os.Stdout),
		Complain: a.report, Nearest: nearest,
	}
}

// reportedAs turns an exit code into an error that has been printed.
func reportedAs(code int) error {
	if code == exitOK {
		return nil
	}
	return reported{code}
}

// atTerminal reports whether somebody is at the keyboard and sees what is printed.
func atTerminal() bool {
	return isatty.IsTerminal(os.Stdin.Fd()) && isatty.IsTerminal(os.Stdout.Fd())
}

// bare is the program without arguments: a session on a terminal, else the help.
func (a *app) bare(cmd *cobra.Command) error {
	if !atTerminal() {
		return cmd.Help()
	}
	f := &replFlags{}
	f.seed.value = 1
	return a.repl(nil, f)
}

// stopAt is the flag --break WHEN of run: a time, or a kind of event.
type stopAt struct {
	text string
	till sim.Time
	kind string
}

func (b *stopAt) String() string { return b.text }
func (b *stopAt) Type() string   { return "WHEN" }

func (b *stopAt) Set(s string) error {
	*b = stopAt{text: s}
	if strings.HasPrefix(s, "-") || s != "" && s[0] >= '0' && s[0] <= '9' || strings.HasPrefix(s, ".") {
		t, err := luabind.ParseTime(s)
		if err != nil || t <= 0 {
			return fmt.Errorf("%q is not a time after 0, such as 12.5 or 2m", s)
		}
		b.till = t
		return nil
	}
	if names := engine.HappeningNames(); !slices.Contains(names, s) {
		return fmt.Errorf("%q is neither a time such as 12.5 or 2m nor one of %s%s", s, strings.Join(names, ", "), didYouMean(s, names))
	}
	b.kind = s
	return nil
}

// runInteractively runs a script and goes on at the prompt.
func (a *app) runInteractively(file string, f *runFlags) error {
	if file == "-" {
		return &usageError{"run -i: the script must be a file: standard input is what is typed", ""}
	}
	script, err := f.options(file, luabind.Interactive)
	if err != nil {
		return err
	}
	o := a.session(script)
	o.Run = a.runOptions(file, f)
	return reportedAs(repl.Main(o))
}
