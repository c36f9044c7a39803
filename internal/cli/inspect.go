package cli

// This file is the command inspect.

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/coldmoon-sim/coldmoon/internal/report"
	"github.com/coldmoon-sim/coldmoon/internal/runner"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

func (a *app) inspectCommand() *cobra.Command {
	f, asJSON := &scriptFlags{}, false
	cmd := &cobra.Command{
		Use:   "inspect FILE|-",
		Short: "Show what a script declares, without simulating",
		Long: `Load a script and show its parameters, repositories, providers, functions and
workloads, without simulating anything. What the script prints goes to standard
error.`,
		Example: `  coldmoon inspect thumbs.lua
  coldmoon inspect thumbs.lua -p hosts=40 --json`,
		Args: exactly("FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return a.inspect(args[0], f, asJSON) },
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// inspect loads one script and prints what it declares.
func (a *app) inspect(file string, f *scriptFlags, asJSON bool) error {
	o, err := f.options(file, luabind.Inspect)
	if err != nil {
		return err
	}
	happened, stop := runner.Watch()
	defer stop()
	o.Stdout, o.Stderr, o.Interrupt = os.Stderr, os.Stderr, happened
	rt, err := luabind.New(o)
	if err != nil {
		return err
	}
	defer rt.Close()
	if err := rt.Run(); err != nil {
		return err
	}
	plan := &report.Plan{Version: Version, Script: file, Parameters: rt.Parameters(), Traces: rt.Reports(), Plan: rt.Plan()}
	if asJSON {
		return report.PlanJSON(os.Stdout, plan)
	}
	return report.PlanText(os.Stdout, plan, a.paints(os.Stdout))
}
