package cli

// This file is the command doc.

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/coldmoon-sim/coldmoon/stdlib"
)

func docCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doc [NAME]",
		Short: "Explain a module, function, object, option or field of the Lua API",
		Long: `Explain a name of the Lua API: a module, a function, an object and its methods,
an option or a field. "coldmoon." in front may be left out. Without NAME, list
what there is.`,
		Example: `  coldmoon doc
  coldmoon doc dist
  coldmoon doc provider
  coldmoon doc provider.keep_alive
  coldmoon doc handle:await`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return exactly("NAME")(cmd, args)
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return stdlib.Index().Names(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				_, err := io.WriteString(os.Stdout, stdlib.Index().List(helpWidth)+
					"\n'coldmoon doc NAME' explains a name, such as\n  coldmoon doc dist.lognormal\n  coldmoon doc provider.keep_alive\n")
				return err
			}
			return explain(args[0])
		},
	}
}

// explain prints the documentation of a name.
func explain(name string) error {
	docs := stdlib.Index()
	found := docs.Find(name)
	if len(found) == 0 {
		return &usageError{fmt.Sprintf("doc: unknown name %q%s", name, didYouMean(name, docs.Names())), "run 'coldmoon doc' for what there is"}
	}
	_, err := io.WriteString(os.Stdout, docs.ExplainAll(found, helpWidth))
	return err
}
