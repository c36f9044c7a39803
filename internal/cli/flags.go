package cli

// This file holds the kinds of flags, each of which says what it accepts when it
// is given something else.

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/coldmoon-sim/coldmoon/luabind"
)

// A choice is a flag that takes one of a few words.
type choice struct {
	value   string
	allowed []string
}

// oneOf makes a choice; the first word is the default.
func oneOf(words ...string) choice { return choice{words[0], words} }

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.allowed, "|") }

func (c *choice) Set(s string) error {
	if !slices.Contains(c.allowed, s) {
		return fmt.Errorf("%q is none of %s%s", s, strings.Join(c.allowed, ", "), didYouMean(s, c.allowed))
	}
	c.value = s
	return nil
}

// add adds the flag to cmd, with completion of the words.
func (c *choice) add(cmd *cobra.Command, flags *pflag.FlagSet, name, help string) {
	flags.Var(c, name, help)
	err := cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(c.allowed, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic("cli: completion of --" + name + ": " + err.Error())
	}
}

// A whole is a flag that takes a whole number in a range.
type whole struct {
	value, least, most uint64
}

func (n *whole) String() string { return strconv.FormatUint(n.value, 10) }
func (n *whole) Type() string   { return "N" }

func (n *whole) Set(s string) error {
	v, err := strconv.ParseUint(s, 10, 64)
	if err != nil || v < n.least || v > n.most {
		return fmt.Errorf("%q is not a whole number from %d to %d", s, n.least, n.most)
	}
	n.value = v
	return nil
}

// A factor is a flag that takes a positive number.
type factor struct {
	value, most float64
}

func (x *factor) String() string { return strconv.FormatFloat(x.value, 'g', -1, 64) }
func (x *factor) Type() string   { return "X" }

func (x *factor) Set(s string) error {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v > 0 && v <= x.most) {
		return fmt.Errorf("%q is not a positive number up to %.0f", s, x.most)
	}
	x.value = v
	return nil
}

// params is the repeatable flag -p name=value. Of equal names the last counts, as
// with other flags.
type params []luabind.Param

func (p *params) String() string { return "" }
func (p *params) Type() string   { return "name=value" }

func (p *params) Set(s string) error {
	name, value, ok := strings.Cut(s, "=")
	if !ok || !paramName.MatchString(name) {
		return fmt.Errorf("%q is not of the form name=value", s)
	}
	*p = append(*p, luabind.Param{Name: name, Value: value})
	return nil
}

// paramName is what luabind accepts as the name of a parameter.
var paramName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// typed returns the text that was given for a parameter.
func (p params) typed(name string) string {
	for _, q := range slices.Backward(p) {
		if q.Name == name {
			return q.Value
		}
	}
	return ""
}

// dirs is the repeatable flag --allow-read DIR.
type dirs []string

func (d *dirs) String() string { return "" }
func (d *dirs) Type() string   { return "DIR" }

func (d *dirs) Set(s string) error {
	info, err := os.Stat(s)
	if err != nil || !info.IsDir() {
		return fmt.Errorf("%q is not a directory", s)
	}
	*d = append(*d, s)
	return nil
}

// flagError words what pflag found wrong with the flags of cmd.
func flagError(cmd *cobra.Command, err error) error {
	hint := "run '" + cmd.CommandPath() + " --help' for what it accepts"
	var (
		invalid *pflag.InvalidValueError
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
	)
	problem := err.Error()
	switch {
	case errors.As(err, &invalid):
		problem = "--" + invalid.GetFlag().Name + ": " + invalid.Unwrap().Error()
	case errors.As(err, &missing):
		f := missing.GetFlag()
		problem = fmt.Sprintf("--%s: no value given, expected --%s %s", f.Name, f.Name, f.Value.Type())
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "":
		name := unknown.GetSpecifiedName()
		problem = fmt.Sprintf("unknown flag --%s%s", name, meantFlag(cmd, name))
	case errors.As(err, &unknown):
		problem = fmt.Sprintf("unknown flag -%s in -%s", unknown.GetSpecifiedName()[:1], unknown.GetSpecifiedShortnames())
	}
	return &usageError{problem, hint}
}

// meantFlag suggests a flag of cmd for the name that was typed.
func meantFlag(cmd *cobra.Command, name string) string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if n := nearest(name, names); n != "" {
		return " (did you mean --" + n + "?)"
	}
	return ""
}
