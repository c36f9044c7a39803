package repl

// This file reads blocks: from the editor, or line by line.

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/coldmoon-sim/coldmoon/internal/edit"
)

const (
	prompt = "coldmoon> "
	more   = "      ... "
)

// errDropped is returned for a block that was given up.
var errDropped = edit.ErrDropped

// A reader reads one block after another; the error is io.EOF at the end.
type reader interface{ read() (string, error) }

// reader returns what blocks are read from.
func (s *session) reader() reader {
	if len(s.opt.Code) > 0 {
		return &given{s.opt.Code}
	}
	if s.opt.Terminal && s.opt.Editor {
		if r := s.openEditor(); r != nil {
			return r
		}
	}
	return &lines{s: s, in: bufio.NewReader(s.opt.In)}
}

// given are the blocks of the command line.
type given struct{ blocks []string }

func (g *given) read() (string, error) {
	if len(g.blocks) == 0 {
		return "", io.EOF
	}
	b := g.blocks[0]
	g.blocks = g.blocks[1:]
	return b, nil
}

// lines reads from what is no terminal, or from one that is too simple for the
// editor: lines until they are a block.
type lines struct {
	s  *session
	in *bufio.Reader
}

func (l *lines) read() (string, error) {
	block := ""
	for {
		if l.s.opt.Terminal {
			p := prompt
			if block != "" {
				p = more
			}
			io.WriteString(l.s.opt.Stdout, p)
		}
		line, err := l.in.ReadString('\n')
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if err != nil && line == "" {
			if l.s.opt.Terminal {
				io.WriteString(l.s.opt.Stdout, "\n")
			}
			if strings.TrimSpace(block) == "" || !errors.Is(err, io.EOF) {
				return "", err
			}
			return block, nil // its error says what is missing
		}
		if block != "" {
			block += "\n"
		}
		block += line
		if isCommand(block) || !l.s.rt.Incomplete(block) {
			return block, nil
		}
	}
}

// isCommand reports whether a block is a command or a question, which are one line.
func isCommand(block string) bool {
	text := strings.TrimSpace(block)
	return strings.HasPrefix(text, ":") && !strings.HasPrefix(text, "::") || isQuestion(text)
}

// An editor reads from the terminal.
type editor struct {
	s       *session
	e       *edit.Editor
	history *edit.History
}

// openEditor takes over the terminal; nil if it can't be.
func (s *session) openEditor() reader {
	t, err := edit.Open(s.opt.In, s.opt.Stdout)
	if err != nil {
		return nil
	}
	s.term = t
	s.stop.mu.Lock()
	s.stop.leave = func() {
		t.Close()
		io.WriteString(s.opt.Stdout, "\n") // behind what was typed
	}
	s.stop.mu.Unlock()
	history, err := edit.OpenHistory(historyPath())
	if err != nil {
		s.note("(what you type is not remembered: %v)", err)
	}
	e := edit.NewEditor(language{s}, history)
	e.Prompt, e.More, e.Paint = prompt, more, s.opt.Paint
	s.editor = e
	return &editor{s, e, history}
}

// read returns the next block that was accepted.
func (r *editor) read() (string, error) {
	r.e.Reset(r.s.draft)
	r.s.draft = ""
	block, err := r.s.term.Block(r.e)
	if err != nil {
		return "", err
	}
	block = strings.TrimRight(block, " \t\n")
	if err := r.history.Add(block); err != nil && !r.s.forgetful {
		r.s.forgetful = true
		r.s.note("(what you type is not remembered: %v)", err)
	}
	return block, nil
}

// historyPath is where the history is kept.
func historyPath() string {
	return filepath.Join(xdg("XDG_STATE_HOME", ".local/state"), "coldmoon", "history")
}

// initPath is what is evaluated at the start of a session at a terminal.
func initPath() string {
	return filepath.Join(xdg("XDG_CONFIG_HOME", ".config"), "coldmoon", "init.lua")
}

// xdg returns a directory of the user: what the variable says, or one at home.
func xdg(variable, dir string) string {
	if d := os.Getenv(variable); filepath.IsAbs(d) {
		return d
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return filepath.Join(os.TempDir(), "coldmoon")
	}
	return filepath.Join(home, dir)
}

// loadInit evaluates the user's init.lua, if there is one.
func (s *session) loadInit() {
	if !s.opt.Terminal {
		return
	}
	if _, err := os.Stat(initPath()); errors.Is(err, os.ErrNotExist) {
		return
	}
	if _, _, err := s.loadFile(initPath()); err != nil {
		s.opt.Complain(err)
	}
}

// A language tells the editor about what is being typed.
type language struct{ s *session }

// Incomplete implements [edit.Language].
func (l language) Incomplete(text string) bool { return !isCommand(text) && l.s.rt.Incomplete(text) }

// Complete implements [edit.Language].
func (l language) Complete(text string, cursor int) (int, []edit.Item) {
	if isCommand(text) {
		return completeCommand(text, cursor)
	}
	from, found := l.s.rt.Complete(text, cursor)
	items := make([]edit.Item, len(found))
	for i, c := range found {
		items[i] = edit.Item{Text: c.Text, Type: c.Type, Doc: c.Doc}
	}
	return from, items
}

// Hint implements [edit.Language].
func (l language) Hint(text string, cursor int) string {
	if isCommand(text) {
		return ""
	}
	return l.s.rt.Hint(text, cursor)
}
