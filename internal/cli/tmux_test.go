package cli

// This file holds sessions as a person does: in a terminal, that of tmux.

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A pane is a terminal with a program in it.
type pane struct {
	t      testing.TB
	socket string
	home   string // of the user
}

// newPane runs a command of the shell in a terminal of so many columns and rows.
func newPane(t testing.TB, columns, rows int, command string) *pane {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed")
	}
	dir := t.TempDir()
	p := &pane{t: t, socket: filepath.Join(dir, "tmux"), home: filepath.Join(dir, "home")}
	require.NoError(t, os.Mkdir(p.home, 0o777))
	script := "trap : INT; unset XDG_STATE_HOME XDG_CONFIG_HOME NO_COLOR VISUAL EDITOR\n" +
		"export HOME=" + p.home + " TERM=tmux-256color LANG=C.UTF-8\n" + command + "\necho $? > $HOME/code\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "run"), []byte(script), 0o666))
	t.Cleanup(func() { exec.Command("tmux", "-S", p.socket, "kill-server").Run() })
	p.tmux("start-server", ";", "set", "-g", "history-limit", "20000", ";", "set", "-g", "remain-on-exit", "on", ";",
		"new-session", "-d", "-s", "t", "-x", strconv.Itoa(columns), "-y", strconv.Itoa(rows), "-c", dir, "exec sh "+dir+"/run")
	return p
}

// session begins a session and waits for its prompt.
func session(t testing.TB, columns, rows int) *pane {
	p := newPane(t, columns, rows, "coldmoon repl")
	p.atPrompt()
	return p
}

func (p *pane) tmux(args ...string) string {
	p.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", p.socket, "-f", "/dev/null"}, args...)...).CombinedOutput()
	require.NoError(p.t, err, "tmux %q: %s", args, out)
	return string(out)
}

// typed types text, key presses keys by their tmux names, line types a line.
func (p *pane) typed(text string)   { p.tmux("send-keys", "-t", "t", "-l", "--", text) }
func (p *pane) key(names ...string) { p.tmux(append([]string{"send-keys", "-t", "t"}, names...)...) }
func (p *pane) line(text string) {
	p.typed(text)
	p.key("Enter")
}

// paste pastes text, in brackets if the program has asked for them.
func (p *pane) paste(text string) {
	file := filepath.Join(p.home, "paste")
	require.NoError(p.t, os.WriteFile(file, []byte(text), 0o666))
	p.tmux("load-buffer", file)
	p.tmux("paste-buffer", "-p", "-t", "t")
}

// screen is all that has been shown, without blanks at the ends of lines.
func (p *pane) screen(flags ...string) string {
	p.t.Helper()
	out := p.tmux(append([]string{"capture-pane", "-p", "-t", "t", "-S", "-"}, flags...)...)
	return strings.TrimRight(out, "\n")
}

// until waits for a condition.
func (p *pane) until(what string, ok func(screen string) bool) {
	p.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		screen := p.screen()
		if ok(screen) {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("there is no %s on the screen:\n%s", what, screen)
		}
	}
}

// sees waits until the screen has a line that matches pattern.
func (p *pane) sees(pattern string) {
	p.t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	p.until(pattern, re.MatchString)
}

// atPrompt waits for a prompt behind which nothing is typed yet.
func (p *pane) atPrompt() {
	p.t.Helper()
	p.until("prompt", func(screen string) bool {
		lines := strings.Split(screen, "\n")
		return strings.TrimRight(lines[len(lines)-1], " ") == "coldmoon>"
	})
}

// ends waits for the end of the program and returns its exit code.
func (p *pane) ends() int {
	p.t.Helper()
	code := -1
	p.until("end of the program", func(string) bool {
		text, err := os.ReadFile(filepath.Join(p.home, "code"))
		_, scan := fmt.Sscanln(string(text), &code)
		return err == nil && scan == nil
	})
	return code
}

// cloudLines declare a provider, line by line.
var cloudLines = []string{
	`hub = coldmoon.repository{ name = "hub", bandwidth = "1Gbps" }`,
	`image = coldmoon.image{ name = "python", size = "300MB" }`,
	`cloud = coldmoon.provider{ name = "cloud", hosts = { count = 2, slots = 4 } }`,
	`cloud:register(coldmoon.func{ name = "f", image = hub:at(image), duration = 0.1 }, { time_limit = 10 })`,
}

func TestTerminalSession(t *testing.T) {
	p := session(t, 100, 30)
	require.Regexp(t, `^coldmoon \d+\.\d+\.\d+, seed 1; .*\n`, p.screen(), "one line greets")
	p.line("1+1")
	p.sees("^2$")
	p.line("x = 5")
	p.line("x, 'text'")
	p.sees(`^5\s+text$`)
	p.line("nosuch()")
	p.sees(`^error\[ELUA\]: repl:\d+:1: undefined variable "nosuch"$`)
	p.line("x")
	p.atPrompt()
	p.key("C-d")
	require.Zero(t, p.ends(), "errors don't count where somebody is at the keyboard")
	info, err := os.Stat(filepath.Join(p.home, ".local/state/coldmoon/history"))
	require.NoError(t, err, "the history is made on first use")
	require.EqualValues(t, 0o600, info.Mode().Perm())
}

func TestTerminalQuit(t *testing.T) {
	p := session(t, 80, 24)
	p.line("quit()")
	require.Zero(t, p.ends())
}

// TestTerminalBlocks types, pastes and brings back blocks of several lines.
func TestTerminalBlocks(t *testing.T) {
	p := session(t, 80, 30)
	p.line("function double(n)")
	p.line("return 2 * n")
	p.line("end")
	p.line("double(21)")
	p.sees(`^coldmoon> function double\(n\)\n      \.\.\.   return 2 \* n\n      \.\.\. end\ncoldmoon> double\(21\)\n42$`)

	p.paste("function triple(n)\n\n  return 3 * n\nend\n")
	p.sees(`^      \.\.\. end$`)
	p.line("")
	p.line("triple(14) + 1")
	p.sees(`^43$`)

	p.atPrompt()
	p.key("Up")
	p.sees(`^coldmoon> triple\(14\) \+ 1$`)
	p.key("Up") // the whole block, the cursor on its first line
	p.sees(`^coldmoon> function triple\(n\)\n      \.\.\. *\n      \.\.\.   return 3 \* n\n      \.\.\. end\z`)
	p.key("Down")
	p.key("Down")
	p.key("End")
	p.typed(" + 100")
	p.key("Down")
	p.key("Enter")
	p.atPrompt()
	p.line("triple(1)")
	p.sees(`^103$`)

	p.key("C-r")
	p.typed("dou")
	p.sees(`^search: dou$`)
	p.key("Enter")
	p.sees(`^42\n(.*\n)*42$`)
}

// TestTerminalHistory brings back in one session what was typed in another.
func TestTerminalHistory(t *testing.T) {
	p := session(t, 80, 24)
	p.line("answer = 42")
	p.line("other = 1")
	p.atPrompt()
	p.key("C-d")
	require.Zero(t, p.ends())
	p.tmux("respawn-pane", "-k", "-t", "t")
	p.atPrompt()
	p.typed("ans")
	p.key("Up")
	p.sees(`^coldmoon> answer = 42$`)
	p.key("Enter")
	p.line("answer + 1")
	p.sees(`^43$`)
}

func TestTerminalCompletion(t *testing.T) {
	p := session(t, 80, 30)
	p.typed("coldmoon.repos")
	p.key("Tab")
	p.sees(`^coldmoon> coldmoon\.repository`)
	p.key("C-u")
	p.typed("run")
	p.key("Tab")
	p.sees(`^ run_for +function`)
	p.key("Tab", "Tab")
	p.sees(`^coldmoon> run_`)
	p.key("Escape")
	p.sees(`^coldmoon> run$`)
	p.key("C-c")
	p.typed(":sa")
	p.key("Tab")
	p.sees(`^coldmoon> :save`)
	p.key("C-c")
	p.typed("coldmoon.repository(")
	p.sees(`^ +.*repository\(options\)`)
	p.key("C-c")
	p.atPrompt()
}

// TestTerminalInterrupt presses Ctrl-C while nothing runs, while a block is typed, while
// a simulation runs and in a loop of Lua.
func TestTerminalInterrupt(t *testing.T) {
	p := session(t, 120, 40)
	p.typed("half a thought")
	p.sees("half a thought$")
	p.key("C-c")
	p.atPrompt()
	p.line("function f(")
	p.sees(`^      \.\.\.$`)
	p.key("C-c")
	p.atPrompt()

	for _, l := range cloudLines {
		p.line(l)
	}
	p.line(`cloud:drive("f", workload.poisson{ rate = 10, duration = 1e9 }) print("go") coldmoon.run()`)
	p.sees(`^go$`)
	p.sees(`%.*k/s|%.*M/s`)     // a bar, which goes away again
	time.Sleep(2 * time.Second) // of work, so that going back takes long enough
	p.key("C-c")
	p.sees(`^\(interrupted at .*; the session goes on from there\)$`)
	p.atPrompt()
	require.NotContains(t, p.screen(), "k/s")
	p.line("before = now()")
	p.line("rewind(before - 1)") // takes as long again, which Ctrl-C cuts short
	p.sees(`^coldmoon> rewind\(before - 1\)\n.*(k|M)/s`)
	p.key("C-c")
	p.sees(`^\(interrupted; the session stays as it is\)$`)
	p.line("print(before == now())")
	p.sees("^true$")
	p.line("now() > 0, cloud.name")
	p.sees(`^true\s+cloud$`)

	p.line("n = 0 print('loop') while true do n = n + 1 end")
	p.sees("^loop$")
	p.key("C-c")
	p.sees(`^\(interrupted outside of the simulation`)
	p.atPrompt()
	p.line("n > 0, cloud.name, 'still here'")
	p.sees(`^true\s+cloud\s+still here$`)

	// A call that nothing stops: it is left behind, and the session is built again.
	p.line(`print("stuck") return ("a"):rep(40):find(("a?"):rep(40) .. ("a"):rep(40))`)
	p.sees("^stuck$")
	p.key("C-c")
	p.key("C-c")
	p.sees(`it could not be stopped, so the session is built again`)
	p.atPrompt()
	p.line("cloud.name, 'back again'")
	p.sees(`^cloud\s+back again$`)
	p.key("C-d")
	require.Zero(t, p.ends())
}

// TestTerminalTypeAhead types faster than what is typed is evaluated, and before the
// program has begun.
func TestTerminalTypeAhead(t *testing.T) {
	const lines = 40
	for _, gap := range []time.Duration{0, 20 * time.Millisecond} {
		p := session(t, 80, 24)
		for i := range lines {
			p.line(fmt.Sprintf("print('line', %d * 1000)", i+1))
			time.Sleep(gap)
		}
		p.all(lines)
	}
	p := newPane(t, 80, 24, "sleep 0.3; coldmoon repl")
	var all bytes.Buffer
	for i := range lines {
		fmt.Fprintf(&all, "print('line', %d * 1000)\n", i+1)
	}
	p.paste(all.String())
	p.all(lines)
}

// all waits for the answers to so many lines, in their order.
func (p *pane) all(lines int) {
	p.t.Helper()
	p.sees(fmt.Sprintf(`^line\s+%d000$`, lines))
	found := regexp.MustCompile(`(?m)^line\s+(\d+)000$`).FindAllStringSubmatch(p.screen(), -1)
	require.Len(p.t, found, lines)
	for i, f := range found {
		require.Equal(p.t, strconv.Itoa(i+1), f[1])
	}
}

// TestTerminalNarrow edits in a window of 40 columns, and in one whose size changes.
func TestTerminalNarrow(t *testing.T) {
	p := session(t, 40, 20)
	p.typed("answer = 'a text that is longer than a line of the window'")
	p.sees(`text that is long\ner than a line`)
	p.key("Home")
	p.typed("long_")
	p.key("End")
	p.key("Enter")
	p.line("#long_answer")
	p.sees(`^47$`)
	p.typed("long_answer:sub(1, 6), 'and this is quite long as well'")
	p.sees(`well'$`)
	p.tmux("resize-window", "-t", "t", "-x", "30", "-y", "15")
	p.sees(`^coldmoon> long_answer:sub\(1,\s`)
	p.tmux("resize-window", "-t", "t", "-x", "100", "-y", "20")
	p.sees(`^coldmoon> long_answer:sub\(1, 6\), 'and this is quite long as well'$`)
	p.key("Enter")
	p.sees(`^a text\s+and this is quite long as well$`)
	p.atPrompt()
	require.Equal(t, 1, strings.Count(p.screen(), "long_answer:sub"), "nothing is left of earlier drawings")
}

// TestTerminalColours looks for them, and for none.
func TestTerminalColours(t *testing.T) {
	p := session(t, 80, 24)
	p.typed("local x = 1")
	p.sees("local x = 1$")
	require.Contains(t, p.screen("-e"), "\x1b[")
	p = newPane(t, 80, 24, "NO_COLOR=1 coldmoon repl")
	p.atPrompt()
	p.line("local x = 1")
	p.line("nosuch()")
	p.sees("undefined variable")
	require.NotContains(t, p.screen("-e"), "\x1b[")
}

// TestTerminalPlain reads plain lines where the terminal can do no more.
func TestTerminalPlain(t *testing.T) {
	p := newPane(t, 80, 24, "TERM=dumb coldmoon repl")
	p.atPrompt()
	p.line("function f()")
	p.sees(`^      \.\.\.`)
	p.line("return 6 * 7")
	p.sees(`7\n      \.\.\.`)
	p.line("end")
	p.atPrompt()
	p.line("f()")
	p.sees("^42$")
	p.atPrompt()
	p.line("print('loop') while true do end")
	p.sees("^loop$")
	p.key("C-c")
	p.sees("^.*interrupted outside of the simulation")
	p.atPrompt()
	require.NotContains(t, p.screen("-e"), "\x1b[")
	p.key("C-d")
	require.Zero(t, p.ends())
}

// TestTerminalInit evaluates init.lua first; its errors are shown, and the session
// begins all the same.
func TestTerminalInit(t *testing.T) {
	p := newPane(t, 160, 24, `mkdir -p $HOME/.config/coldmoon && printf 'mine = 7\nnosuch()\n' > $HOME/.config/coldmoon/init.lua; coldmoon`)
	p.atPrompt()
	p.sees(`init\.lua:2: undefined variable "nosuch"`)
	p.line("mine")
	p.sees("^7$")
}

// TestTerminalEdit opens an editor, which is a script here, on the last block.
func TestTerminalEdit(t *testing.T) {
	p := newPane(t, 80, 24, `EDITOR='sed -i s/1/20/' coldmoon repl`)
	p.atPrompt()
	p.line("1 + 2")
	p.sees("^3$")
	p.line(":edit")
	p.sees(`^coldmoon> 20 \+ 2$`)
	p.key("Enter")
	p.sees("^22$")
}

// TestTerminalRun looks at run -i: the bar, the summary, the prompt.
func TestTerminalRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "model.lua")
	script := "local coldmoon = require 'coldmoon'\nlocal " + strings.Join(cloudLines[:3], "\nlocal ") + "\n" + cloudLines[3] + "\nlocal one = cloud:invoke('f')\n"
	require.NoError(t, os.WriteFile(file, []byte(script), 0o666))
	p := newPane(t, 100, 60, "coldmoon run -i "+file)
	p.atPrompt()
	p.sees(`^  fingerprint   [0-9a-f]{16}$`)
	p.line("one.status, one.latency")
	p.sees(`^ok\s+2\.5$`)
	p.key("C-d")
	require.Zero(t, p.ends())
	p = newPane(t, 100, 60, "coldmoon run --break cold_start "+file)
	p.sees(`^\(stopped at 0 s; run\(\) goes on\)$`)
	p.atPrompt()
	p.line("run()")
	p.line("one.status")
	p.sees(`^ok$`)
}

// TestTerminalCode evaluates code of the command line: no greeting, no prompt, and the
// exit code of the first error.
func TestTerminalCode(t *testing.T) {
	p := newPane(t, 80, 24, "coldmoon repl -e '6 * 7' -e 'nosuch()' -e '1 + 1'")
	require.Equal(t, 107, p.ends())
	require.Regexp(t, `^42\nerror\[ELUA\]: repl:2:1: undefined variable "nosuch"\n`, p.screen())
}

// TestTerminalSuspend leaves the session with Ctrl-Z and comes back.
func TestTerminalSuspend(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not installed")
	}
	p := newPane(t, 80, 24, "PS1='shell> ' bash --norc -i")
	p.sees(`^shell>`)
	p.line("coldmoon repl")
	p.atPrompt()
	p.line("x = 42")
	p.typed("x + ")
	p.key("C-z")
	p.sees(`Stopped +coldmoon repl`)
	p.line("echo in between")
	p.sees("^in between$")
	p.line("fg")
	p.sees(`^coldmoon> x \+\s*\z`)
	p.line(" 1")
	p.sees("^43$")
	p.key("C-d")
	p.sees(`^shell> *\z`)
	p.line("exit")
	require.Zero(t, p.ends())
}

// TestTerminalKilled is told to end: the terminal is as it was.
func TestTerminalKilled(t *testing.T) {
	p := newPane(t, 80, 24, `coldmoon repl; echo "code $?"; stty -a | grep -o -- "-\?icanon"; cat`)
	p.atPrompt()
	pid := strings.TrimSpace(p.tmux("display", "-p", "-t", "t", "#{pane_pid}"))
	out, err := exec.Command("ps", "-o", "pid=", "--ppid", pid).Output()
	if err != nil {
		t.Skip("ps can't tell the process")
	}
	require.NoError(t, exec.Command("kill", "-TERM", strings.Fields(string(out))[0]).Run())
	p.sees(`^code 105\nicanon$`)
}
