package repl

// This file holds the commands: lines that begin with a colon.

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/internal/edit"
)

// A command is what can be typed behind a colon.
type command struct {
	name, args, about string
	run               func(s *session, arg string) (code int, quit bool, err error)
}

// commands are all of them, in the order of :help.
var commands []command

func init() {
	commands = []command{
		{"help", "", "list the commands", (*session).helpCommand},
		{"load", "FILE", "evaluate a file, as if it were typed", (*session).loadCommand},
		{"reload", "", "read the files again, begin at 0 s, keep plain data", (*session).reloadCommand},
		{"save", "FILE", "write the session as a script; :save! overwrites", (*session).saveCommand},
		{"save!", "FILE", "", (*session).overwriteCommand},
		{"time", "INPUT", "evaluate INPUT and tell what it took", (*session).timeCommand},
		{"who", "", "list the variables that the session has defined", (*session).whoCommand},
		{"bt", "", "print the last error again, with its whole traceback", (*session).traceCommand},
		{"set", "[NAME VALUE]", "show or change how values are printed", (*session).setCommand},
		{"edit", "[FILE]", "edit the last block, or a file, in your editor", (*session).editCommand},
		{"quit", "", "end the session, as Ctrl-D and quit() do", (*session).quitCommand},
	}
}

// A commandError is a mistake in a command.
type commandError struct{ problem string }

func (e *commandError) Error() string { return e.problem }

// exitUsage is the exit code of a mistake in a command.
const exitUsage = 2

// command does what a line says.
func (s *session) command(line string) (code int, quit bool) {
	name, arg, _ := strings.Cut(strings.TrimPrefix(line, ":"), " ")
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == name })
	if i < 0 {
		s.opt.Complain(&commandError{fmt.Sprintf("unknown command :%s%s; :help lists them", name, s.meant(name))})
		return exitUsage, false
	}
	c, arg := commands[i], strings.TrimSpace(arg)
	var err error
	switch {
	case c.args == "" && arg != "":
		err = &commandError{fmt.Sprintf(":%s: unexpected %q", c.name, arg)}
	case c.args != "" && c.args[0] != '[' && arg == "":
		err = &commandError{fmt.Sprintf(":%s: %s is missing", c.name, c.args)}
	default:
		code, quit, err = c.run(s, arg)
	}
	if err == nil {
		return code, quit
	}
	code = s.opt.Complain(err)
	if _, ok := err.(*commandError); ok {
		code = exitUsage
	}
	return code, false
}

// meant suggests a command.
func (s *session) meant(name string) string {
	var names []string
	for _, c := range commands {
		names = append(names, c.name)
	}
	if n := s.opt.Nearest(name, names); n != "" {
		return " (did you mean :" + n + "?)"
	}
	return ""
}

// completeCommand completes the name of a command, or of a file behind it.
func completeCommand(line string, cursor int) (from int, items []edit.Item) {
	typed := line[:cursor]
	name, arg, ok := strings.Cut(strings.TrimLeft(typed, " "), " ")
	if ok {
		if !slices.Contains([]string{":load", ":save", ":save!", ":edit"}, name) {
			return cursor, nil
		}
		files, _ := filepath.Glob(arg + "*") // a bad pattern matches nothing
		for _, f := range files {
			if info, err := os.Stat(f); err == nil && info.IsDir() {
				f += "/"
			}
			items = append(items, edit.Item{Text: f, Type: "file"})
		}
		return cursor - len(arg), items
	}
	for _, c := range commands {
		if strings.HasPrefix(":"+c.name, name) && c.about != "" {
			items = append(items, edit.Item{Text: ":" + c.name, Type: c.args, Doc: c.about})
		}
	}
	return cursor - len(name), items
}

func (s *session) helpCommand(string) (int, bool, error) {
	for _, c := range commands {
		if c.about != "" {
			s.say(fmt.Sprintf("  %-18s  %s", strings.TrimSpace(":"+c.name+" "+c.args), c.about))
		}
	}
	s.say(`
  x? or help(x) explains x, x?? says where it is written as well.
  A line that is not complete goes on in the next one. Tab completes, Up brings
  back what was typed, Ctrl-R searches it, Ctrl-C stops what is running.
  rewind(t) goes back in time; fork() and compare() try two ways.`)
	return 0, false, nil
}

func (s *session) loadCommand(path string) (int, bool, error) {
	code, quit, err := s.loadFile(path)
	if err == nil && !slices.Contains(s.files, path) {
		s.files = append(s.files, path)
	}
	return code, quit, err
}

// timeCommand evaluates an input and tells what it took.
func (s *session) timeCommand(src string) (int, bool, error) {
	var before, after runtime.MemStats
	events := s.present().events
	runtime.ReadMemStats(&before)
	start := time.Now()
	code, quit := s.submit(src)
	wall := time.Since(start)
	runtime.ReadMemStats(&after)
	handled := s.present().events - min(events, s.present().events)
	line := human.Wall(wall)
	if handled > 0 {
		line += fmt.Sprintf(", %s events, %s/s", human.Count(handled), human.Scaled(float64(handled)/max(wall.Seconds(), 1e-9)))
	}
	s.say(line + fmt.Sprintf(", %s allocations, %s", human.Count(after.Mallocs-before.Mallocs), human.RAM(float64(after.TotalAlloc-before.TotalAlloc))))
	return code, quit, nil
}

func (s *session) whoCommand(string) (int, bool, error) {
	list := s.rt.Who()
	if len(list) == 0 {
		s.say("nothing is defined")
	}
	name, kind := 0, 0
	for _, b := range list {
		name, kind = max(name, len(b.Name)), max(kind, len(b.Type))
	}
	for _, b := range list {
		s.say(strings.TrimRight(fmt.Sprintf("  %-*s  %-*s  %s", name, b.Name, kind, b.Type, b.Text), " "))
	}
	return 0, false, nil
}

func (s *session) traceCommand(string) (int, bool, error) {
	if s.lastError == nil {
		s.say("there was no error")
		return 0, false, nil
	}
	s.opt.Complain(s.lastError)
	return 0, false, nil
}

func (s *session) quitCommand(string) (int, bool, error) { return 0, true, nil }

// setCommand shows or changes how values are printed.
func (s *session) setCommand(arg string) (int, bool, error) {
	fields := strings.Fields(arg)
	switch len(fields) {
	case 0:
		for _, name := range settingNames {
			s.say(fmt.Sprintf("  %-6s %d", name, *s.setting(name)))
		}
		return 0, false, nil
	case 2:
	default:
		return 0, false, &commandError{":set: expected a name and a number, such as :set depth 3"}
	}
	value := s.setting(fields[0])
	if value == nil {
		return 0, false, &commandError{fmt.Sprintf(":set: unknown name %q, expected %s", fields[0], strings.Join(settingNames, ", "))}
	}
	var n int
	if _, err := fmt.Sscanf(fields[1], "%d", &n); err != nil || n < 1 || n > 1_000_000 || fmt.Sprint(n) != fields[1] {
		return 0, false, &commandError{fmt.Sprintf(":set: %s: %q is not a whole number from 1 to 1000000", fields[0], fields[1])}
	}
	*value = n
	s.fixed = s.fixed || value == &s.print.Width
	s.rt.SetPrint(s.print)
	return 0, false, nil
}

// settingNames are what :set changes.
var settingNames = []string{"width", "depth", "items"}

// setting returns where a setting is kept, nil if there is none of that name.
func (s *session) setting(name string) *int {
	switch name {
	case "width":
		return &s.print.Width
	case "depth":
		return &s.print.Depth
	case "items":
		return &s.print.Items
	}
	return nil
}
