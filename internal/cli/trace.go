package cli

// This file is the command trace info.

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/coldmoon-sim/coldmoon/engine/workload"
	"github.com/coldmoon-sim/coldmoon/internal/report"
)

func (a *app) traceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "trace",
		Short: "Generate traces, or look at them",
		Args:  unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return &usageError{"trace: COMMAND is missing, expected generate or info", "run 'coldmoon trace --help' for what they do"}
		},
	}
	cmd.AddCommand(a.generateCommand(), a.infoCommand())
	return cmd
}

func (a *app) infoCommand() *cobra.Command {
	day := whole{most: 14}
	asJSON := false
	cmd := &cobra.Command{
		Use:   "info PATH",
		Short: "Describe a trace",
		Long: `Describe a trace: functions, invocations, load per minute, triggers, durations,
memory, skew, and what had to be repaired. PATH is

  - a directory with files in the format of the Azure Functions trace of 2019,
  - a file in the format of the Azure Functions trace of 2021,
  - or any CSV file with a header line and a column "time" (in seconds), or
    "end" and "duration"; and, if you like, "function", "app", "memory".`,
		Example: `  coldmoon trace info traces/azure2019 --day 3
  coldmoon trace info requests.csv --json`,
		Args: exactly("PATH"),
		RunE: func(_ *cobra.Command, args []string) error {
			info, err := describe(args[0], int(day.value))
			if err != nil {
				return err
			}
			if asJSON {
				return report.TraceJSON(os.Stdout, info)
			}
			return report.TraceText(os.Stdout, info, a.paints(os.Stdout))
		},
	}
	cmd.Flags().Var(&day, "day", "day of a directory, from 1 to 14; 0: the first that is complete")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// describe opens the trace at path, whatever its format, and describes it.
func describe(path string, day int) (*workload.Info, error) {
	t, err := openTrace(path, day)
	if err != nil {
		return nil, err
	}
	return workload.Describe(t)
}

// openTrace finds out the format of the trace at path and opens it.
func openTrace(path string, day int) (workload.Trace, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return workload.OpenAzure2019(workload.Azure2019Options{Dir: path, Day: day})
	}
	if day != 0 {
		return nil, &usageError{"--day: " + path + " is a file; only a directory has days", ""}
	}
	header, err := firstLine(path)
	if err != nil {
		return nil, err
	}
	switch columns := "," + header + ","; {
	case strings.Contains(columns, ",HashFunction,") || strings.Contains(columns, ",HashApp,"):
		dir := filepath.Dir(path)
		return nil, &fileError{path + ": is one of three files of a trace, expected their directory", "try coldmoon trace info " + report.Quote(dir)}
	case strings.Contains(columns, ",func,") && strings.Contains(columns, ",end_timestamp,"):
		return workload.OpenAzure2021(workload.Azure2021Options{File: path})
	}
	return workload.OpenCSV(workload.CSVOptions{File: path})
}

// firstLine reads the first line of a file, or what there is of it in the
// first 64 KiB.
func firstLine(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	line, err := bufio.NewReaderSize(f, 64<<10).ReadSlice('\n')
	if len(line) == 0 {
		if err == io.EOF {
			err = &fileError{path + ": is empty, expected a header line", ""}
		}
		return "", err
	}
	return strings.Trim(string(line), "\ufeff\r\n"), nil
}
