package cli

// This file says which version this is, and prints completion scripts.

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Version is the version of the program. It is part of every JSON summary, so
// it changes only when results may.
const Version = "0.1.0"

// versionLine is the version with what it was built from.
func versionLine() string {
	revision := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				revision = ", " + s.Value[:min(len(s.Value), 12)]
			case s.Key == "vcs.modified" && s.Value == "true" && revision != "":
				revision += " (modified)"
			}
		}
	}
	return fmt.Sprintf("coldmoon %s (%s, %s/%s%s)", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH, revision)
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), versionLine())
			return err
		},
	}
}

func completionCommand() *cobra.Command {
	shells := oneOf("bash", "zsh", "fish", "powershell")
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print a completion script for a shell",
		Example: `  source <(coldmoon completion bash)
  coldmoon completion zsh > "${fpath[1]}/_coldmoon"
  coldmoon completion fish > ~/.config/fish/completions/coldmoon.fish`,
		Args:      exactly("SHELL"),
		ValidArgs: shells.allowed,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := shells.Set(args[0]); err != nil {
				return usage("completion: %v", err)
			}
			root, out := cmd.Root(), cmd.OutOrStdout()
			switch shells.value {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			}
			return root.GenPowerShellCompletionWithDesc(out)
		},
	}
}
