package cli

// This file is the command trace generate.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
	"github.com/coldmoon-sim/coldmoon/internal/runner"
)

// generateFlags are the flags of trace generate.
type generateFlags struct {
	apps, functions, minutes, day, seed whole
	scale, rate                         factor
	independent, force                  bool
}

func (a *app) generateCommand() *cobra.Command {
	const most = 10_000_000
	f := &generateFlags{
		apps: whole{most: most, least: 1}, functions: whole{most: most, least: 1}, seed: whole{value: 1, most: math.MaxUint64},
		minutes: whole{value: 1440, least: 1, most: 1440}, day: whole{value: 1, least: 1, most: 14},
		scale: factor{most: 100}, rate: factor{value: 1, most: 1e6},
	}
	cmd := &cobra.Command{
		Use:   "generate DIR",
		Short: "Write a synthetic trace",
		Long: `Write one day, or its first minutes, of synthetic load into DIR: three files in
the format of the Azure Functions trace of 2019, with the published
distributions of that trace. Equal flags give equal files.

--scale 1 is a day of the published size: 0.89 billion invocations of 17,360
applications in files of 180 MB. A script has the same day without files by
workload.synthetic{ scale = 1 }.`,
		Example: `  coldmoon trace generate traces/small --functions 100 --minutes 60
  coldmoon trace generate traces/percent --scale 0.01 --seed 7`,
		Args: exactly("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error { return generate(args[0], f) },
	}
	flags := cmd.Flags()
	flags.Var(&f.scale, "scale", "size as a share of the published day, such as 0.01")
	flags.Var(&f.apps, "apps", "number of applications, instead of --scale")
	flags.Var(&f.functions, "functions", "number of functions, instead of --scale")
	for _, size := range [...]string{"scale", "apps", "functions"} {
		flags.Lookup(size).DefValue = ""
	}
	flags.Var(&f.minutes, "minutes", "minutes from midnight on, from 1 to 1440")
	flags.Var(&f.day, "day", "day in the names of the files, from 1 to 14")
	flags.Var(&f.seed, "seed", "seed of all random numbers")
	flags.Var(&f.rate, "rate", "factor of all rates but those of timers")
	flags.BoolVar(&f.independent, "independent", false, "draw durations independent of how often a function is invoked")
	flags.BoolVarP(&f.force, "force", "f", false, "overwrite files that exist")
	return cmd
}

// check refuses flags that do not go together.
func (f *generateFlags) check() error {
	sizes := 0
	for _, given := range [...]bool{f.scale.value != 0, f.apps.value != 0, f.functions.value != 0} {
		if given {
			sizes++
		}
	}
	switch {
	case sizes == 0:
		return usage("trace generate: how much? expected --scale X, --apps N or --functions N")
	case sizes > 1:
		return usage("trace generate: --scale, --apps and --functions exclude each other")
	}
	return nil
}

// generate writes a trace into dir and prints what it wrote.
func generate(dir string, f *generateFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	out := &outputs{dir: dir, force: f.force, ctx: ctx}
	made, err := workload.Generate(workload.GenerateOptions{
		Create: out.create, Progress: percent(os.Stderr), Day: int(f.day.value),
		Synthetic: workload.SyntheticOptions{
			Scale: f.scale.value, Apps: int(f.apps.value), Functions: int(f.functions.value), Minutes: int(f.minutes.value),
			Seed: f.seed.value, Rate: f.rate.value, Independent: f.independent,
		},
	})
	if err == nil {
		err = out.commit()
	}
	if err != nil {
		out.discard()
		if ctx.Err() != nil {
			fmt.Fprintln(os.Stderr, "error: interrupted; nothing was written")
			return reported{runner.ExitInterrupted}
		}
		return err
	}
	for _, name := range made.Files {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		fmt.Printf("wrote %s  %s\n", path, human.Data(float64(info.Size())))
	}
	_, err = fmt.Printf("%s functions of %s applications, %s invocations in %s\n",
		human.Count(uint64(made.Functions)), human.Count(uint64(made.Apps)), human.Count(made.Invocations), human.Seconds(float64(f.minutes.value)*60))
	return err
}

// percent returns a function that shows a share on a terminal, and takes it
// away at the end; nil if out is no terminal.
func percent(out *os.File) func(float64) {
	if !isatty.IsTerminal(out.Fd()) {
		return nil
	}
	next, shown := time.Now().Add(400*time.Millisecond), false
	return func(share float64) {
		switch {
		case share >= 1 && shown:
			fmt.Fprint(out, "\r\x1b[K")
		case share < 1 && time.Now().After(next):
			fmt.Fprintf(out, "\rwriting %2.0f %%", math.Floor(share*100))
			next, shown = time.Now().Add(100*time.Millisecond), true
		}
	}
}

// outputs are files that appear under their names only when all are complete.
type outputs struct {
	dir    string
	force  bool            // replace what exists
	ctx    context.Context // done: writing fails
	made   bool            // whether dir is new
	parts  []string        // where the files are until then
	finals []string
}

// An output is one file of outputs.
type output struct {
	*os.File
	ctx context.Context
}

// Write implements [io.Writer]; it fails once the program is interrupted.
func (o output) Write(p []byte) (int, error) {
	if err := o.ctx.Err(); err != nil {
		return 0, err
	}
	return o.File.Write(p)
}

// create opens the file that will be called name.
func (o *outputs) create(name string) (io.WriteCloser, error) {
	if _, err := os.Stat(o.dir); errors.Is(err, os.ErrNotExist) {
		o.made = true
	}
	if err := os.MkdirAll(o.dir, 0o777); err != nil {
		return nil, err
	}
	final := filepath.Join(o.dir, name)
	if _, err := os.Lstat(final); err == nil && !o.force {
		return nil, &fileError{final + ": exists already", "use --force to overwrite it"}
	}
	part := final + ".part" + strconv.Itoa(os.Getpid())
	f, err := os.Create(part)
	if err != nil {
		return nil, err
	}
	o.parts, o.finals = append(o.parts, part), append(o.finals, final)
	return output{f, o.ctx}, nil
}

// commit gives the files their names.
func (o *outputs) commit() error {
	for i, part := range o.parts {
		if err := os.Rename(part, o.finals[i]); err != nil {
			return err
		}
	}
	return nil
}

// discard removes what was begun, as far as it can.
func (o *outputs) discard() {
	for _, part := range o.parts {
		os.Remove(part)
	}
	if o.made {
		os.Remove(o.dir) // fails if it is not empty, as it should
	}
}
