package cli

// This file holds the root command and what all commands share.

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/coldmoon-sim/coldmoon/internal/report"
)

// app is one invocation of the program.
type app struct {
	args  []string
	color choice
}

// Main runs the program with the arguments and streams of the process, and
// returns its exit code.
func Main() int {
	return new(app).main(os.Args[1:])
}

// main runs one command line.
func (a *app) main(args []string) int {
	a.args = args
	return a.guard(func() int {
		root := a.root()
		root.SetArgs(args)
		return a.report(root.Execute())
	})
}

// guard calls run and returns its exit code; a panic becomes a message that asks
// for a report.
func (a *app) guard(run func() int) (code int) {
	defer func() {
		if r := recover(); r != nil {
			a.complain(a.bug(fmt.Sprint(r), string(debug.Stack())))
			code = exitPanic
		}
	}()
	return run()
}

// bug is the message about a panic.
func (a *app) bug(problem, stack string) string {
	words := []string{"coldmoon"}
	for _, w := range a.args {
		words = append(words, report.Quote(w))
	}
	return fmt.Sprintf(`error: this is a bug in coldmoon, not in your script: %s
   please report it with the script and all of this:
   version: %s
   command: %s
%s
`, problem, versionLine(), strings.Join(words, " "), strings.TrimRight(stack, "\n"))
}

// root makes the tree of commands.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "coldmoon",
		Short: "A simulator of serverless providers, scripted in Lua",
		Long: `coldmoon simulates a serverless (functions-as-a-service) provider: image
repositories, storage, hosts, containers, cold starts, policies and bills.
Everything that can vary is a Lua script.`,
		Example: `  coldmoon run scripts/quickstart.lua
  coldmoon run thumbs.lua -p keep_alive=60 --seed 7
  coldmoon check *.lua
  coldmoon trace generate traces/small --functions 100`,
		Args:              unknownCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.bare(cmd) },
		Version:           Version,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetVersionTemplate(versionLine() + "\n")
	root.SetOut(os.Stdout)
	root.SetErr(os.Stderr)
	root.SetFlagErrorFunc(flagError)
	root.Flags().Bool("version", false, "print the version")
	a.color = oneOf("auto", "always", "never")
	a.color.add(root, root.PersistentFlags(), "color", "paint the output")
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		if err := printHelp(cmd); err != nil {
			a.report(err)
		}
	})
	root.SetHelpCommand(helpCommand())
	root.AddCommand(a.runCommand(), a.replCommand(), a.checkCommand(), a.inspectCommand(), a.traceCommand(), docCommand(), versionCommand(), completionCommand())
	return root
}

// unknownCommand refuses arguments of a command that only has subcommands.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "run '" + cmd.CommandPath() + " --help' for the list of commands"
	if _, err := os.Stat(args[0]); err == nil && strings.HasSuffix(args[0], ".lua") {
		hint = "to run a script: coldmoon run " + report.Quote(args[0])
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return &usageError{fmt.Sprintf("unknown command %q%s", args[0], didYouMean(args[0], names)), hint}
}

// exactly demands one argument for every name.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		hint := "run '" + cmd.CommandPath() + " --help' for what it accepts"
		switch {
		case len(args) < len(names):
			return &usageError{fmt.Sprintf("%s: %s is missing", called(cmd), names[len(args)]), hint}
		case len(args) > len(names):
			extra := args[len(names)]
			if name, _, ok := strings.Cut(extra, "="); ok && paramName.MatchString(name) && cmd.Flags().Lookup("param") != nil {
				hint = "parameters of a script are given as -p " + report.Quote(extra)
			}
			return &usageError{fmt.Sprintf("%s: unexpected argument %q", called(cmd), extra), hint}
		}
		return nil
	}
}

// called is how cmd is called, without the name of the program.
func called(cmd *cobra.Command) string {
	_, path, _ := strings.Cut(cmd.CommandPath(), " ")
	return path
}

// paints reports whether escape sequences may be written to f.
func (a *app) paints(f *os.File) bool {
	switch a.color.value {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isatty.IsTerminal(f.Fd())
}
