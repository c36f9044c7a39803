package engine

// This file tells of a failing scenario.

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
)

// report tells of a failure and of a small scenario that fails in the same way. The
// script of that is also written into dir.
func (sc *scenario) report(err error, dir string) string {
	kind := kindOf(err)
	small := shrink(sc, 3000, func(sc *scenario) bool { _, err := sc.test(); return kindOf(err) == kind })
	_, smallErr := small.test()
	again := fmt.Sprintf("go test ./engine -run 'Swarm$' -swarm.n=1 -swarm.seed=%d", sc.Seed)
	script := small.script(fmt.Sprintf("What goes wrong: %s\n\nA larger scenario of the kind:\n%s", firstLine(smallErr), again))
	path := filepath.Join(dir, fmt.Sprintf("seed%d.lua", sc.Seed))
	if err := os.WriteFile(path, []byte(script), 0o666); err != nil {
		path = err.Error()
	}
	run, checked := "go run . run "+path, "go test ./engine -run SwarmScript -swarm.script="+path
	if small.Seed != 1 {
		run, checked = fmt.Sprintf("%s --seed %d", run, small.Seed), fmt.Sprintf("%s -swarm.seed=%d", checked, small.Seed)
	}
	return fmt.Sprintf(explanation, sc.Seed, err, firstLine(smallErr), run, checked, again, script, goish(reflect.ValueOf(small)))
}

const explanation = `seed %d: %v

A small scenario fails in the same way: %s

Its script is in a file. This runs it, which shows a panic, an error or a run without an end:
	%s
This runs it and checks every invariant after every event:
	%s
This finds the failure again:
	%s

The script:

%s
The same for TestSwarmCases:

%s`

func firstLine(err error) string {
	line, _, _ := strings.Cut(fmt.Sprint(err), "\n")
	return line
}

var numbers = regexp.MustCompile(`[-+.\d]+(ns|µs|ms|s|m|h)?`)

// kindOf is the first line of an error without its numbers and times.
func kindOf(err error) string {
	if err == nil {
		return ""
	}
	return numbers.ReplaceAllString(firstLine(err), "")
}
