package cli

// This file prints the help of a command, 80 columns wide.

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpWidth is the width that no line of a help text exceeds.
const helpWidth = 80

// printHelp writes all about cmd: what it does, how it is called, examples,
// subcommands and flags.
func printHelp(cmd *cobra.Command) error {
	var b strings.Builder
	b.WriteString(cmp.Or(cmd.Long, cmd.Short) + "\n\nUsage:\n")
	if cmd.Runnable() && (cmd.HasParent() || !cmd.HasAvailableSubCommands()) {
		b.WriteString("  " + cmd.UseLine() + "\n")
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("  " + cmd.CommandPath() + " COMMAND\n\nCommands:\n")
		columns(&b, commandRows(cmd))
	}
	if cmd.HasExample() {
		b.WriteString("\nExamples:\n" + cmd.Example + "\n")
	}
	b.WriteString("\nFlags:\n")
	columns(&b, flagRows(cmd))
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nRun '" + cmd.CommandPath() + " COMMAND --help' for more about a command.\n")
	}
	_, err := io.WriteString(cmd.OutOrStdout(), b.String())
	return err
}

// commandRows lists the subcommands of cmd and what they do.
func commandRows(cmd *cobra.Command) [][2]string {
	var rows [][2]string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || c.Name() == "help" {
			rows = append(rows, [2]string{c.Name(), c.Short})
		}
	}
	return rows
}

// flagRows lists the flags of cmd, its own before those of all commands.
func flagRows(cmd *cobra.Command) [][2]string {
	var rows [][2]string
	add := func(f *pflag.Flag) {
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		text := f.Usage
		if f.Value.Type() != "bool" {
			name += " " + f.Value.Type()
			if f.DefValue != "" {
				text += " (default " + f.DefValue + ")"
			}
		}
		rows = append(rows, [2]string{name, text})
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" {
			add(f)
		}
	})
	cmd.InheritedFlags().VisitAll(add)
	return append(rows, [2]string{"-h, --help", "print this help"})
}

// columns writes rows of a term and its explanation; explanations start in one
// column and are wrapped there.
func columns(w io.Writer, rows [][2]string) {
	const most = 30 // a longer term has its line to itself
	width := 0
	for _, r := range rows {
		if len(r[0]) <= most {
			width = max(width, len(r[0]))
		}
	}
	for _, r := range rows {
		lines := wrap(r[1], helpWidth-width-4)
		if len(r[0]) > width {
			fmt.Fprintf(w, "  %s\n", r[0])
			r[0] = ""
		}
		for _, l := range lines {
			fmt.Fprintf(w, "  %-*s  %s\n", width, r[0], l)
			r[0] = ""
		}
	}
}

// wrap breaks text between words into lines of at most width bytes.
func wrap(text string, width int) []string {
	lines := []string{""}
	for word := range strings.FieldsSeq(text) {
		last := len(lines) - 1
		switch {
		case lines[last] == "":
			lines[last] = word
		case len(lines[last])+1+len(word) <= width:
			lines[last] += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}

// helpCommand prints the help of another command.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Explain a command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, c := range cmd.Root().Commands() {
				if len(args) == 0 && c.IsAvailableCommand() {
					names = append(names, c.Name())
				}
			}
			return slices.Sorted(slices.Values(names)), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil {
				return unknownCommand(cmd.Root(), args)
			}
			if len(rest) > 0 {
				return unknownCommand(about, rest)
			}
			return about.Help()
		},
	}
}
